package io.tallyport.port;

import java.time.Instant;

/** The clock of the node's ticker, the only one that decides. */
public interface ClockControl {

    /** What the ticker would tick now. */
    Instant now();

    /** {@code system}, {@code test} or {@code scaled}. */
    String kind();

    /**
     * Moves a test clock forward and ticks.
     *
     * @param by ISO-8601 period or duration, for example P1M or PT36H
     * @return where the clock is then
     * @throws UnsupportedOperationException when it is no test clock
     * @throws IllegalArgumentException when {@code by} is no amount, or would move it back
     */
    Instant advance(String by);
}
