package io.tallyport.verifier;

/**
 * What is the same for all that one usage record leads to.
 *
 * @param record the record
 * @param license its license
 * @param timeMs time of the event that is counted or corrected
 * @param life what is known of the license
 * @param terms the catalog in force
 * @param nowMs tick time
 * @param firm whether all that it led to must have been read
 */
record Moment(Stored record, String license, long timeMs, Life life, Terms terms, long nowMs, boolean firm) {}
