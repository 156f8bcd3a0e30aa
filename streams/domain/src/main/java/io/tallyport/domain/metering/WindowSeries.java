package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A meter's totals in the windows of one length. The latest window stands apart, so that the usual event copies
 * nothing but it; older ones are copied only when late usage arrives.
 *
 * @param window length
 * @param latestFromMs start of the latest window; {@link #NONE} if there is no usage yet
 * @param latest its total
 * @param older totals of earlier windows by their start
 */
public record WindowSeries(Window window, long latestFromMs, Total latest, NavigableMap<Long, Total> older) {

    /** No usage yet. */
    public static final long NONE = Long.MIN_VALUE;

    /** Among older months of a level, no window: what it had come to in those that are kept no more. */
    public static final long DROPPED = Long.MIN_VALUE + 1;

    public static WindowSeries empty(Window window) {
        return new WindowSeries(window, NONE, Total.ZERO, Collections.emptyNavigableMap());
    }

    /** Adds usage to the window that begins at {@code fromMs}; those before {@code keepFromMs} are dropped on the way. */
    public WindowSeries add(long fromMs, Aggregation aggregation, Total more, long keepFromMs) {
        if (fromMs == latestFromMs) {
            return new WindowSeries(window, latestFromMs, latest.merge(aggregation, more), older);
        }
        var rest = new TreeMap<>(older.tailMap(keepFromMs, true));
        if (fromMs < latestFromMs) {
            rest.merge(fromMs, more, (a, b) -> a.merge(aggregation, b));
            return new WindowSeries(window, latestFromMs, latest, Collections.unmodifiableNavigableMap(rest));
        }
        if (latestFromMs != NONE && latestFromMs >= keepFromMs) {
            rest.put(latestFromMs, latest);
        }
        return new WindowSeries(window, fromMs, more, Collections.unmodifiableNavigableMap(rest));
    }

    /** The same with another total in the window that begins at {@code fromMs}. */
    public WindowSeries with(long fromMs, Total total) {
        if (fromMs == latestFromMs) {
            return new WindowSeries(window, latestFromMs, total, older);
        }
        var rest = new TreeMap<>(older);
        rest.put(fromMs, total);
        return new WindowSeries(window, latestFromMs, latest, Collections.unmodifiableNavigableMap(rest));
    }

    /**
     * The same where all windows that end after an instant were counted again.
     *
     * @param totals what windows of any length come to; one that is not named has no event
     */
    WindowSeries recountedFrom(long instantMs, UsageCalendar calendar, Map<WindowStart, Total> totals) {
        var all = new TreeMap<Long, Total>(older);
        if (latestFromMs != NONE) {
            all.put(latestFromMs, latest);
        }
        all.replaceAll(
                (start, total) -> start != DROPPED && calendar.toMs(window, start) > instantMs ? Total.ZERO : total);
        totals.forEach((at, total) -> {
            if (at.window() == window) {
                all.put(at.fromMs(), total);
            }
        });
        var last = all.pollLastEntry();
        return last == null
                ? this
                : new WindowSeries(window, last.getKey(), last.getValue(), Collections.unmodifiableNavigableMap(all));
    }

    /** The total of the window that begins at {@code fromMs}. */
    public Total at(long fromMs) {
        if (fromMs == latestFromMs) {
            return latest;
        }
        return older.getOrDefault(fromMs, Total.ZERO);
    }
}
