package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Window;
import java.math.BigDecimal;

/**
 * One meter's usage of one license, per hour, day and month.
 *
 * @param hours totals per hour
 * @param days totals per day
 * @param months totals per month
 */
public record MeterUsage(WindowSeries hours, WindowSeries days, WindowSeries months) {

    public static final MeterUsage NONE = new MeterUsage(
            WindowSeries.empty(Window.HOUR), WindowSeries.empty(Window.DAY), WindowSeries.empty(Window.MONTH));

    /** How long totals stay here after their window: past it no event is accepted any more. */
    private static final long KEEP_MS = 70L * 24 * 3_600_000;

    /** Adds usage at an event time. Whatever the order of arrival, the totals are the same. */
    public MeterUsage add(long timeMs, BigDecimal value, long nowMs) {
        long keepFromMs = nowMs - KEEP_MS;
        return new MeterUsage(
                hours.add(timeMs, value, keepFromMs),
                days.add(timeMs, value, keepFromMs),
                months.add(timeMs, value, keepFromMs));
    }

    /** The series of a window length. */
    public WindowSeries series(Window window) {
        return switch (window) {
            case HOUR -> hours;
            case DAY -> days;
            case MONTH -> months;
        };
    }

    /** The total of the window of that length that holds an instant. */
    public Total at(Window window, long instantMs) {
        return series(window).at(window.fromMs(instantMs));
    }
}
