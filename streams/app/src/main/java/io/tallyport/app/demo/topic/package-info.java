/** Reads the output topics for the demo, independently of the read model, and maps Avro to the demo's own terms. */
@NullMarked
package io.tallyport.app.demo.topic;

import org.jspecify.annotations.NullMarked;
