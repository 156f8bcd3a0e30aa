package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Metering.Contribution;
import java.math.BigDecimal;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One meter's usage of one license, per hour, day and month; or, in a cell of its own, per minute of one hour. Immutable, and flat: the usual event, whose windows are the
 * latest, makes one object and the sums, of which equal ones are one number. A ledger is read and replaced with every
 * event, and what it costs is mostly how many objects it has.
 */
public final class MeterUsage {

    private static final Set<Window> MONTH_ALONE = Set.of(Window.MONTH);
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
    private final Details details;

    /**
     * What the sums of the latest windows do not say; one object for all meters that add.
     *
     * @param aggregation SUM for all that adds, COUNT as well: they are kept alike
     * @param minutes the totals per minute: here, because ledgers have none and must not pay for them
     */
    private record Details(
            Aggregation aggregation,
            @Nullable Detail hour,
            @Nullable Detail day,
            @Nullable Detail month,
            WindowSeries minutes) {

        static final WindowSeries NO_MINUTES = WindowSeries.empty(Window.MINUTE);
        static final Details ADDED = new Details(Aggregation.SUM, null, null, null, NO_MINUTES);
    }

    /** No usage yet of a meter. */
    public static MeterUsage none(Aggregation aggregation) {
        return new MeterUsage(
                aggregation,
                WindowSeries.empty(Window.HOUR),
                WindowSeries.empty(Window.DAY),
                WindowSeries.empty(Window.MONTH));
    }

    /** Usage of which the totals per hour, day and month are known. */
    public MeterUsage(Aggregation aggregation, WindowSeries hours, WindowSeries days, WindowSeries months) {
        this(aggregation, Details.NO_MINUTES, hours, days, months);
    }

    /** Usage of which the totals of all lengths are known. */
    private MeterUsage(
            Aggregation aggregation, WindowSeries minutes, WindowSeries hours, WindowSeries days, WindowSeries months) {
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
        boolean hasMinutes =
                minutes.latestFromMs() != WindowSeries.NONE || !minutes.older().isEmpty();
        details = aggregation.isAdditive() && !hasMinutes
                ? Details.ADDED
                : new Details(
                        aggregation.isAdditive() ? Aggregation.SUM : aggregation,
                        hours.latest().detail(),
                        days.latest().detail(),
                        months.latest().detail(),
                        minutes);
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
        details = before.details;
    }

    /**
     * Adds what an event contributes, at its time. Whatever the order of arrival, the totals are the same. Windows that are not kept any
     * more ({@link KeptWindows}) stay as they are.
     *
     * @param nowMs tick time
     * @param asOfMs the time as of which earlier windows may be dropped
     */
    public MeterUsage add(long timeMs, Contribution more, UsageCalendar calendar, long nowMs, long asOfMs) {
        Meter meter = more.meter();
        Set<Window> windows = KeptWindows.of(timeMs, meter, windowsOf(meter, calendar), calendar, nowMs);
        if (meter.aggregation().isAdditive()
                && windows.size() == Window.OF_LEDGERS.size()
                && calendar.fromMs(Window.HOUR, timeMs, hourFromMs) == hourFromMs
                && calendar.fromMs(Window.DAY, timeMs, dayFromMs) == dayFromMs
                && calendar.fromMs(Window.MONTH, timeMs, monthFromMs) == monthFromMs) {
            return new MeterUsage(this, more.value());
        }
        MeterUsage added = add(timeMs, more, windows, calendar, asOfMs);
        boolean lacksDays = meter.aggregation() == Aggregation.TIME_WEIGHTED
                && !windows.contains(Window.DAY)
                && windowsOf(meter, calendar).contains(Window.DAY);
        return lacksDays ? LevelWindows.withDays(added, calendar, asOfMs) : added;
    }

    /** The same where nothing holds earlier windows back. */
    public MeterUsage add(long timeMs, Contribution more, UsageCalendar calendar, long nowMs) {
        return add(timeMs, more, calendar, nowMs, nowMs);
    }

    /** The same in the windows that are kept of a meter's groups: no days where one may be of two months. */
    public MeterUsage addToGroup(long timeMs, Contribution more, UsageCalendar calendar, long nowMs, long asOfMs) {
        Set<Window> windows =
                KeptWindows.of(timeMs, more.meter(), windowsOfGroup(more.meter(), calendar), calendar, nowMs);
        return add(timeMs, more, windows, calendar, asOfMs);
    }

    /** The same where nothing holds earlier windows back. */
    public MeterUsage addToGroup(long timeMs, Contribution more, UsageCalendar calendar, long nowMs) {
        return addToGroup(timeMs, more, calendar, nowMs, nowMs);
    }

    /** Adds what an event contributes to the minute that begins then. */
    public MeterUsage addToMinute(long minuteFromMs, Contribution more) {
        Aggregation aggregation = more.meter().aggregation();
        return withMinutes(minutes().add(minuteFromMs, aggregation, more.total(), WindowSeries.NONE));
    }

    /**
     * Takes out what an event contributed at its time.
     *
     * @param nowMs tick time: windows that are not kept any more stay as they are
     * @throws NotCountedException if it was not added
     */
    public UsageRemoval remove(long timeMs, Contribution less, UsageCalendar calendar, long nowMs) {
        Set<Window> windows = KeptWindows.of(timeMs, less.meter(), windowsOf(less.meter(), calendar), calendar, nowMs);
        return UsageRemoval.of(this, timeMs, less, windows, calendar);
    }

    /** The same in the windows that are kept of a meter's groups. */
    public UsageRemoval removeFromGroup(long timeMs, Contribution less, UsageCalendar calendar, long nowMs) {
        Set<Window> windows =
                KeptWindows.of(timeMs, less.meter(), windowsOfGroup(less.meter(), calendar), calendar, nowMs);
        return UsageRemoval.of(this, timeMs, less, windows, calendar);
    }

    /** Adds to the window that begins then, whatever instant that is. */
    public MeterUsage addAt(WindowStart at, Contribution more) {
        Total total = series(at.window()).at(at.fromMs()).merge(more.meter().aggregation(), more.total());
        return with(at, total);
    }

    /** Takes out of the window that begins then. */
    public UsageRemoval removeAt(WindowStart at, Contribution less) {
        return UsageRemoval.of(this, at, less);
    }

    /** The same with another total in one window. */
    public MeterUsage with(WindowStart at, Total total) {
        return new MeterUsage(
                aggregation(),
                at.window() == Window.MINUTE ? minutes().with(at.fromMs(), total) : minutes(),
                at.window() == Window.HOUR ? hours().with(at.fromMs(), total) : hours(),
                at.window() == Window.DAY ? days().with(at.fromMs(), total) : days(),
                at.window() == Window.MONTH ? months().with(at.fromMs(), total) : months());
    }

    /**
     * The same where all windows that end after an instant were counted again.
     *
     * @param totals what they come to; one that is not named has no event
     */
    public MeterUsage recountedFrom(long fromMs, UsageCalendar calendar, Map<WindowStart, Total> totals) {
        return new MeterUsage(
                aggregation(),
                minutes().recountedFrom(fromMs, calendar, totals),
                hours().recountedFrom(fromMs, calendar, totals),
                days().recountedFrom(fromMs, calendar, totals),
                months().recountedFrom(fromMs, calendar, totals));
    }

    /** Of which lengths a meter's totals are kept for a license: no days of a level where one may be of two months. */
    public static Set<Window> windowsOf(Meter meter, UsageCalendar calendar) {
        return meter.aggregation() != Aggregation.TIME_WEIGHTED || calendar.monthsAreWholeDays()
                ? meter.ledgerWindows()
                : MONTH_ALONE;
    }

    /** Of which lengths the totals of a meter's groups are kept for a license. */
    public static Set<Window> windowsOfGroup(Meter meter, UsageCalendar calendar) {
        return calendar.monthsAreWholeDays() ? meter.groupWindows() : MONTH_ALONE;
    }

    private MeterUsage add(long timeMs, Contribution more, Set<Window> windows, UsageCalendar calendar, long asOfMs) {
        if (more.meter().aggregation() == Aggregation.TIME_WEIGHTED) {
            return LevelWindows.add(this, timeMs, more.total(), windows, calendar, asOfMs);
        }
        return new MeterUsage(
                more.meter().aggregation(),
                minutes(),
                added(hours(), timeMs, more, windows, calendar, asOfMs),
                added(days(), timeMs, more, windows, calendar, asOfMs),
                added(months(), timeMs, more, windows, calendar, asOfMs));
    }

    private static WindowSeries added(
            WindowSeries series,
            long timeMs,
            Contribution more,
            Set<Window> windows,
            UsageCalendar calendar,
            long asOfMs) {
        return windows.contains(series.window())
                ? series.add(
                        calendar.fromMs(series.window(), timeMs, series.latestFromMs()),
                        more.meter().aggregation(),
                        more.total(),
                        KeptWindows.fromMs(series.window(), asOfMs))
                : series;
    }

    /** How its values came together; SUM for all that adds. */
    public Aggregation aggregation() {
        return details.aggregation;
    }

    /** Whether what they remember is the same object as in another state: nothing new is to be stored of it. */
    @SuppressWarnings("ReferenceEquality")
    public boolean hasDetailsOf(MeterUsage other) {
        return details.hour == other.details.hour
                && details.day == other.details.day
                && details.month == other.details.month;
    }

    /** The totals per minute; of those that have none, as ledgers, an empty series. */
    public WindowSeries minutes() {
        return details.minutes;
    }

    /** The same with other totals per minute. */
    public MeterUsage withMinutes(WindowSeries minutes) {
        return new MeterUsage(aggregation(), minutes, hours(), days(), months());
    }

    /** The totals per hour. */
    public WindowSeries hours() {
        return new WindowSeries(Window.HOUR, hourFromMs, new Total(hourValue, hourEvents, details.hour), olderHours);
    }

    /** The totals per day. */
    public WindowSeries days() {
        return new WindowSeries(Window.DAY, dayFromMs, new Total(dayValue, dayEvents, details.day), olderDays);
    }

    /** The totals per month. */
    public WindowSeries months() {
        return new WindowSeries(
                Window.MONTH, monthFromMs, new Total(monthValue, monthEvents, details.month), olderMonths);
    }

    /** The series of a window length. */
    public WindowSeries series(Window window) {
        return switch (window) {
            case MINUTE -> minutes();
            case HOUR -> hours();
            case DAY -> days();
            case MONTH -> months();
        };
    }

    /** The start of the latest window of a length; {@link WindowSeries#NONE} if there is no usage yet. */
    public long latestFromMs(Window window) {
        return switch (window) {
            case MINUTE -> minutes().latestFromMs();
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
            case MINUTE -> minutes().latest().value();
            case HOUR -> hourValue;
            case DAY -> dayValue;
            case MONTH -> monthValue;
        };
    }

    /** The total of the window of a length that begins at {@code fromMs}. */
    public Total total(Window window, long fromMs) {
        return series(window).at(fromMs);
    }

    /** Whether its totals can go on with what an aggregation adds. */
    public boolean goesTogetherWith(Aggregation aggregation) {
        return aggregation() == aggregation || aggregation().isAdditive() && aggregation.isAdditive();
    }

    /** The totals of the windows of a length before the latest, by their start. */
    public NavigableMap<Long, Total> older(Window window) {
        return switch (window) {
            case MINUTE -> minutes().older();
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
                && aggregation() == that.aggregation()
                && minutes().equals(that.minutes())
                && hours().equals(that.hours())
                && days().equals(that.days())
                && months().equals(that.months());
    }

    @Override
    public int hashCode() {
        return Objects.hash(minutes(), hours(), days(), months());
    }

    @Override
    public String toString() {
        return "MeterUsage[" + hours() + ", " + days() + ", " + months() + ']';
    }
}
