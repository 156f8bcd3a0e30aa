package io.tallyport.domain.metering;

/**
 * When the latest value was.
 *
 * @param timeMs event time, in ms since the epoch
 */
public record LatestAt(long timeMs) implements Detail {}
