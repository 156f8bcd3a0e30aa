package io.tallyport.pipeline.step;

import io.tallyport.domain.evidence.Origin;

/**
 * A tick of the clock, as it was read.
 *
 * @param origin where it lies
 * @param timeMs the time that it says it is
 * @param appendedAtMs broker time of its append
 */
record Tick(Origin origin, long timeMs, long appendedAtMs) {}
