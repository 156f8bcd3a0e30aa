package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The windows of a level: they follow each other without a gap, for it holds on. */
public final class LevelWindows {

    /**
     * A level with all its windows up to that of an instant.
     *
     * @param nowMs the instant
     * @param keptAsOfMs as of when windows may be dropped
     */
    public static MeterUsage carried(MeterUsage usage, UsageCalendar calendar, long nowMs, long keptAsOfMs) {
        WindowSeries days = usage.days();
        WindowSeries months = usage.months();
        WindowSeries nextDays = whole(days, calendar, days.latestFromMs(), nowMs, keptAsOfMs);
        WindowSeries nextMonths = whole(months, calendar, months.latestFromMs(), nowMs, keptAsOfMs);
        return nextDays.equals(days) && nextMonths.equals(months)
                ? usage
                : new MeterUsage(Aggregation.TIME_WEIGHTED, usage.hours(), nextDays, nextMonths);
    }

    /** The earliest start of a window that is kept at a time: days for as long as all of their month, by which their level is told. */
    public static long fromMs(Window window, UsageCalendar calendar, long nowMs) {
        return window == Window.DAY
                ? calendar.fromMs(Window.MONTH, nowMs - KeptWindows.ACCEPTED_MS - KeptWindows.LONGEST_DAY_MS)
                : KeptWindows.fromMs(window, nowMs);
    }

    /** With a change, and all windows from then to the instant as of which windows may be dropped. */
    static MeterUsage add(
            MeterUsage usage, long timeMs, Total change, Set<Window> windows, UsageCalendar calendar, long nowMs) {
        return new MeterUsage(
                Aggregation.TIME_WEIGHTED,
                usage.hours(),
                windows.contains(Window.DAY) ? added(usage.days(), timeMs, change, calendar, nowMs) : usage.days(),
                added(usage.months(), timeMs, change, calendar, nowMs));
    }

    /** With all days that are kept, where a change of long ago alone would make none of them. */
    static MeterUsage withDays(MeterUsage usage, UsageCalendar calendar, long nowMs) {
        WindowSeries days = whole(usage.days(), calendar, fromMs(Window.DAY, calendar, nowMs), nowMs, nowMs);
        return new MeterUsage(Aggregation.TIME_WEIGHTED, usage.hours(), days, usage.months());
    }

    private static WindowSeries added(
            WindowSeries series, long timeMs, Total change, UsageCalendar calendar, long nowMs) {
        long fromMs = calendar.fromMs(series.window(), timeMs, series.latestFromMs());
        boolean isThere = series.latestFromMs() == fromMs || series.older().containsKey(fromMs);
        boolean goesOn = series.latestFromMs() >= calendar.fromMs(series.window(), nowMs);
        WindowSeries carried = isThere && goesOn ? series : whole(series, calendar, fromMs, nowMs, nowMs);
        return carried.with(fromMs, LevelUsage.sum(carried.at(fromMs), change));
    }

    /**
     * The same with all windows from the earliest to a late one, and without those that nobody can reach. What a level had come to in
     * months that are dropped is kept under {@link WindowSeries#DROPPED}, for later ones go on from there.
     *
     * @param wanted start of a window that is wanted; {@link WindowSeries#NONE} if there is none
     * @param lateMs an instant in the last one that is
     */
    private static WindowSeries whole(
            WindowSeries series, UsageCalendar calendar, long wanted, long lateMs, long keptAsOfMs) {
        if (wanted == WindowSeries.NONE) {
            return series;
        }
        Window window = series.window();
        long keepFromMs = fromMs(window, calendar, keptAsOfMs);
        long last = Math.max(calendar.fromMs(window, lateMs), Math.max(wanted, series.latestFromMs()));
        var all = new TreeMap<Long, Total>(series.older());
        if (series.latestFromMs() != WindowSeries.NONE) {
            all.put(series.latestFromMs(), series.latest());
        }
        all.putIfAbsent(wanted, Total.ZERO);
        Total dropped = Total.ZERO;
        while (all.size() > 1 && all.firstKey() < keepFromMs) {
            dropped = dropped.merge(
                    Aggregation.TIME_WEIGHTED, all.pollFirstEntry().getValue());
        }
        for (long start = all.firstKey(); start < last; ) {
            start = calendar.toMs(window, start);
            all.putIfAbsent(start, Total.ZERO);
        }
        Total latest = Objects.requireNonNull(all.remove(last));
        if (window == Window.MONTH && dropped.events() > 0) {
            all.put(WindowSeries.DROPPED, dropped);
        }
        return new WindowSeries(window, last, latest, Collections.unmodifiableNavigableMap(all));
    }

    private LevelWindows() {}
}
