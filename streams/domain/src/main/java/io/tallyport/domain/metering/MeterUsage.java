package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.usage.UsageAdmission;
import java.math.BigDecimal;
import java.time.Duration;

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

    private static final long HOUR_MS = 3_600_000;
    /** No event is accepted later than this after its time; a day more, because ticks come in steps. */
    private static final long ACCEPTED_MS =
            UsageAdmission.ACCEPTANCE_LIMIT.plus(Duration.ofDays(1)).toMillis();

    /** Adds usage at an event time. Whatever the order of arrival, the totals are the same. */
    public MeterUsage add(long timeMs, BigDecimal value, long nowMs) {
        // A window stays as long as an event of its last instant is accepted.
        long acceptedFromMs = nowMs - ACCEPTED_MS;
        return new MeterUsage(
                hours.add(timeMs, value, acceptedFromMs - HOUR_MS),
                days.add(timeMs, value, acceptedFromMs - 24 * HOUR_MS),
                months.add(timeMs, value, acceptedFromMs - 31 * 24 * HOUR_MS));
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
        return series(window).holding(instantMs);
    }
}
