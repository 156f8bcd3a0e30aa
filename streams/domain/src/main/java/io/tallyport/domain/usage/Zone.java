package io.tallyport.domain.usage;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;

/** Where the period of a counted event stands: running, over but without a statement, or closed. */
public enum Zone {
    OPEN,
    GRACE,
    CLOSED;

    private static final long DAY_MS = 86_400_000L;

    /**
     * The zone of an event time at {@code nowMs}; the period is the license's month.
     *
     * @param openFromMs start of the first period without a statement
     */
    public static Zone of(long eventTimeMs, UsageCalendar calendar, long openFromMs, long nowMs) {
        if (eventTimeMs < openFromMs) {
            return CLOSED;
        }
        if (Math.floorDiv(eventTimeMs, DAY_MS) == Math.floorDiv(nowMs, DAY_MS) && calendar.equals(UsageCalendar.UTC)) {
            // Of one day, so of one month.
            return OPEN;
        }
        long endMs = calendar.toMs(Window.MONTH, calendar.fromMs(Window.MONTH, eventTimeMs));
        return nowMs < endMs ? OPEN : GRACE;
    }
}
