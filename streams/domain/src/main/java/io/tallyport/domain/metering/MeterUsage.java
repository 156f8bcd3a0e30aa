package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.usage.UsageAdmission;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One meter's usage of one license, per hour, day and month. Immutable, and flat: the usual event, whose windows are the
 * latest, makes one object and the sums, of which equal ones are one number. A ledger is read and replaced with every
 * event, and what it costs is mostly how many objects it has.
 */
public final class MeterUsage {

    public static final MeterUsage NONE = new MeterUsage(
            WindowSeries.empty(Window.HOUR), WindowSeries.empty(Window.DAY), WindowSeries.empty(Window.MONTH));

    private static final long HOUR_MS = 3_600_000;
    /** No event is accepted later than this after its time; a day more, because ticks come in steps. */
    private static final long ACCEPTED_MS =
            UsageAdmission.ACCEPTANCE_LIMIT.plus(Duration.ofDays(1)).toMillis();

    private final long hourFromMs;
    private final long dayFromMs;
    private final long monthFromMs;
    private final long hourEvents;
    private final long dayEvents;
    private final long monthEvents;
    private final BigDecimal hourValue;
    private final BigDecimal dayValue;
    private final BigDecimal monthValue;
    private final NavigableMap<Long, Total> olderHours;
    private final NavigableMap<Long, Total> olderDays;
    private final NavigableMap<Long, Total> olderMonths;

    /** Usage of which the totals per hour, day and month are known. */
    public MeterUsage(WindowSeries hours, WindowSeries days, WindowSeries months) {
        hourFromMs = hours.latestFromMs();
        dayFromMs = days.latestFromMs();
        monthFromMs = months.latestFromMs();
        hourEvents = hours.latest().events();
        dayEvents = days.latest().events();
        monthEvents = months.latest().events();
        hourValue = hours.latest().value();
        dayValue = oneOf(hourValue, days.latest().value());
        monthValue = oneOf(dayValue, months.latest().value());
        olderHours = hours.older();
        olderDays = days.older();
        olderMonths = months.older();
    }

    /** With one more event in the latest windows. */
    private MeterUsage(MeterUsage before, BigDecimal more) {
        hourFromMs = before.hourFromMs;
        dayFromMs = before.dayFromMs;
        monthFromMs = before.monthFromMs;
        hourEvents = Math.addExact(before.hourEvents, 1);
        dayEvents = Math.addExact(before.dayEvents, 1);
        monthEvents = Math.addExact(before.monthEvents, 1);
        hourValue = before.hourValue.add(more);
        dayValue = isSame(before.dayValue, before.hourValue) ? hourValue : before.dayValue.add(more);
        monthValue = isSame(before.monthValue, before.dayValue) ? dayValue : before.monthValue.add(more);
        olderHours = before.olderHours;
        olderDays = before.olderDays;
        olderMonths = before.olderMonths;
    }

    /** Adds usage at an event time. Whatever the order of arrival, the totals are the same. */
    public MeterUsage add(long timeMs, BigDecimal value, long nowMs) {
        if (Window.HOUR.fromMs(timeMs, hourFromMs) == hourFromMs
                && Window.DAY.fromMs(timeMs, dayFromMs) == dayFromMs
                && Window.MONTH.fromMs(timeMs, monthFromMs) == monthFromMs) {
            return new MeterUsage(this, value);
        }
        // A window stays as long as an event of its last instant is accepted.
        long acceptedFromMs = nowMs - ACCEPTED_MS;
        return new MeterUsage(
                hours().add(timeMs, value, acceptedFromMs - HOUR_MS),
                days().add(timeMs, value, acceptedFromMs - 24 * HOUR_MS),
                months().add(timeMs, value, acceptedFromMs - 31 * 24 * HOUR_MS));
    }

    /** The totals per hour. */
    public WindowSeries hours() {
        return new WindowSeries(Window.HOUR, hourFromMs, new Total(hourValue, hourEvents), olderHours);
    }

    /** The totals per day. */
    public WindowSeries days() {
        return new WindowSeries(Window.DAY, dayFromMs, new Total(dayValue, dayEvents), olderDays);
    }

    /** The totals per month. */
    public WindowSeries months() {
        return new WindowSeries(Window.MONTH, monthFromMs, new Total(monthValue, monthEvents), olderMonths);
    }

    /** The series of a window length. */
    public WindowSeries series(Window window) {
        return switch (window) {
            case HOUR -> hours();
            case DAY -> days();
            case MONTH -> months();
        };
    }

    /** The start of the latest window of a length; {@link WindowSeries#NONE} if there is no usage yet. */
    public long latestFromMs(Window window) {
        return switch (window) {
            case HOUR -> hourFromMs;
            case DAY -> dayFromMs;
            case MONTH -> monthFromMs;
        };
    }

    /** What was used in the window of a length that begins at {@code fromMs}. */
    public BigDecimal used(Window window, long fromMs) {
        if (fromMs != latestFromMs(window)) {
            return older(window).getOrDefault(fromMs, Total.ZERO).value();
        }
        return switch (window) {
            case HOUR -> hourValue;
            case DAY -> dayValue;
            case MONTH -> monthValue;
        };
    }

    /** What was used in the window of a length that holds an instant. */
    public BigDecimal usedAt(Window window, long instantMs) {
        return used(window, window.fromMs(instantMs, latestFromMs(window)));
    }

    /** The totals of the windows of a length before the latest, by their start. */
    public NavigableMap<Long, Total> older(Window window) {
        return switch (window) {
            case HOUR -> olderHours;
            case DAY -> olderDays;
            case MONTH -> olderMonths;
        };
    }

    /** How many numbers the sums of the latest windows are, from 1 to 3. */
    public int sums() {
        return 1 + (isSame(dayValue, hourValue) ? 0 : 1) + (isSame(monthValue, dayValue) ? 0 : 1);
    }

    /** The same number once, if it is the same to the last digit. */
    @SuppressWarnings("BigDecimalEquals") // 1.0 is not written as 1
    private static BigDecimal oneOf(BigDecimal known, BigDecimal value) {
        return value.equals(known) ? known : value;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(BigDecimal a, BigDecimal b) {
        return a == b;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MeterUsage that
                && hours().equals(that.hours())
                && days().equals(that.days())
                && months().equals(that.months());
    }

    @Override
    public int hashCode() {
        return Objects.hash(hours(), days(), months());
    }

    @Override
    public String toString() {
        return "MeterUsage[" + hours() + ", " + days() + ", " + months() + ']';
    }
}
