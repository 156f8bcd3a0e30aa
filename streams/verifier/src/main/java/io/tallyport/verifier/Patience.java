package io.tallyport.verifier;

import java.util.ArrayDeque;

/** How long timers may take: an hour, and three ticks. */
final class Patience {

    private static final long PATIENCE_MS = 3_600_000L;
    private static final int PATIENCE_TICKS = 3;

    /** The clock after each tick, from the last one on by which all is done. */
    private final ArrayDeque<Long> ticks = new ArrayDeque<>();

    private long doneMs = Long.MIN_VALUE;

    void tick(long clockMs) {
        if (ticks.isEmpty() || ticks.getLast() < clockMs) {
            ticks.add(clockMs);
        }
        while (ticks.size() > PATIENCE_TICKS && ticks.element() + PATIENCE_MS <= clockMs) {
            doneMs = ticks.remove();
        }
    }

    /** What was due at a tick of that time, or before, is done. */
    long doneMs() {
        return doneMs;
    }
}
