package io.tallyport.verifier;

/**
 * What an event adds to a meter.
 *
 * @param value an exact number, or any value where different ones are counted
 * @param group name of the group within the meter; empty if it has none
 */
record Added(Object value, String group) {}
