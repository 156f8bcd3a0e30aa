package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.usage.Backfill;
import io.tallyport.domain.usage.UsageAdmission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * For how long windows are kept. Hours and days as long as live events of their last instant are accepted; months as long as those
 * of a backfill are. What is older changes no more, whether it is still there or not: so an event feeds the same windows
 * as it is later taken out of.
 */
public final class KeptWindows {

    private static final long HOUR_MS = 3_600_000;
    /** A clock may be set back in it, by three hours at most in any zone's history. */
    static final long LONGEST_DAY_MS = 27 * HOUR_MS;

    private static final long LONGEST_MONTH_MS = 31 * 24 * HOUR_MS + 3 * HOUR_MS;
    /** No live event is accepted later than this after its time; a day more, because ticks come in steps. */
    static final long ACCEPTED_MS =
            UsageAdmission.ACCEPTANCE_LIMIT.plus(Duration.ofDays(1)).toMillis();

    private static final long BACKFILLED_MS =
            Backfill.REACH.plus(Duration.ofDays(1)).toMillis();
    private static final long LIVE_MS = UsageAdmission.ACCEPTANCE_LIMIT.toMillis();

    /** The earliest start of a window of a length that is kept at a time. */
    static long fromMs(Window window, long nowMs) {
        return switch (window) {
            case MINUTE, HOUR -> nowMs - ACCEPTED_MS - HOUR_MS;
            case DAY -> nowMs - ACCEPTED_MS - LONGEST_DAY_MS;
            case MONTH -> nowMs - BACKFILLED_MS - LONGEST_MONTH_MS;
        };
    }

    /** Whether a window is kept. */
    public static boolean isKept(WindowStart window, long nowMs) {
        return window.fromMs() >= fromMs(window.window(), nowMs);
    }

    /** Which windows of some lengths an event of a time changes: all, unless it is older than live events may be. */
    static Set<Window> of(long timeMs, Meter meter, Set<Window> windows, UsageCalendar calendar, long nowMs) {
        if (timeMs >= nowMs - LIVE_MS) {
            return windows;
        }
        boolean level = meter.aggregation() == Aggregation.TIME_WEIGHTED;
        var kept = EnumSet.noneOf(Window.class);
        for (Window window : windows) {
            long keptFromMs = level ? LevelWindows.fromMs(window, calendar, nowMs) : fromMs(window, nowMs);
            if (calendar.fromMs(window, timeMs) >= keptFromMs) {
                kept.add(window);
            }
        }
        return kept;
    }

    private KeptWindows() {}
}
