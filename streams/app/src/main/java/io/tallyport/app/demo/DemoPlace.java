package io.tallyport.app.demo;

/** Where a record stands in the usage topic. */
record DemoPlace(int partition, long offset) {}
