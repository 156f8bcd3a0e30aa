package io.tallyport.app.demo;

/**
 * A license of the simulated world.
 *
 * @param id license id
 * @param product product id
 * @param plan plan id
 * @param customer who is billed
 * @param feature the metered feature that its product asks about
 * @param overHttp whether its product emits over HTTP; else through the client library
 */
record DemoLicense(String id, String product, String plan, String customer, String feature, boolean overHttp) {}
