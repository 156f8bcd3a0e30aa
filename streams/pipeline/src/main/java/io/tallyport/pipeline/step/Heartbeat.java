package io.tallyport.pipeline.step;

/**
 * A sign of life for the views of one partition.
 *
 * @param nowMs tick time
 * @param tickAppendedAtMs broker time of the tick: all that was appended before it is decided
 */
record Heartbeat(long nowMs, long tickAppendedAtMs) {}
