package io.tallyport.domain.usage;

import io.tallyport.domain.catalog.Window;
import java.time.Duration;

/** Where the period of a counted event stands: running, over but without a statement, or closed. */
public enum Zone {
    OPEN,
    GRACE,
    CLOSED;

    /** How long after its end a period waits for late events. */
    public static final Duration LATE_DATA_GRACE = Duration.ofHours(24);

    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    /** The zone of an event time at {@code nowMs}; periods are calendar months in UTC. */
    public static Zone of(long eventTimeMs, long nowMs) {
        if (Math.floorDiv(eventTimeMs, DAY_MS) == Math.floorDiv(nowMs, DAY_MS)) {
            // Of one day, so of one month.
            return OPEN;
        }
        long endMs = Window.MONTH.toMs(Window.MONTH.fromMs(eventTimeMs));
        if (nowMs < endMs) {
            return OPEN;
        }
        return nowMs < endMs + LATE_DATA_GRACE.toMillis() ? GRACE : CLOSED;
    }
}
