package io.tallyport.domain.statement;

import io.tallyport.domain.catalog.Meter;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A closed period whose usage has changed since it was stated.
 *
 * @param fromMs start of the period
 * @param lines what was stated and what is now, of each line that may have changed, and of the other lines of those meters
 */
public record ClosedPeriod(long fromMs, SortedMap<LineKey, Change> lines) {

    /**
     * A line then and now.
     *
     * @param stated what the statement, with the adjustments to it so far, says
     * @param now what it would say now
     */
    public record Change(Quantity stated, Quantity now) {}

    public ClosedPeriod {
        var sorted = new TreeMap<LineKey, Change>(LineKey.ORDER);
        sorted.putAll(lines);
        lines = Collections.unmodifiableSortedMap(sorted);
    }

    /** A period of which nothing has changed yet. */
    public static ClosedPeriod unchanged(long fromMs) {
        return new ClosedPeriod(fromMs, new TreeMap<>(LineKey.ORDER));
    }

    /** Notes what a line says as long as nothing changes; what was noted before stays. */
    public ClosedPeriod noting(LineKey key, Quantity stated) {
        if (lines.containsKey(key)) {
            return this;
        }
        var next = new TreeMap<>(lines);
        next.put(key, new Change(stated, stated));
        return new ClosedPeriod(fromMs, next);
    }

    /** The lines of some meters alone. */
    public ClosedPeriod only(Predicate<String> meters) {
        var left = new TreeMap<>(lines);
        left.keySet().removeIf(key -> !meters.test(Meter.idOf(key.series())));
        return new ClosedPeriod(fromMs, left);
    }

    /** With what a line says now. */
    public ClosedPeriod with(LineKey key, Quantity now) {
        Change before = lines.get(key);
        var next = new TreeMap<>(lines);
        next.put(key, new Change(before == null ? Quantity.NONE : before.stated(), now));
        return new ClosedPeriod(fromMs, next);
    }
}
