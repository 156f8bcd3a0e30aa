package io.tallyport.domain.statement;

import io.tallyport.domain.catalog.Meter;
import java.util.Collections;
import java.util.Map;
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

    /** So many lines are noted of one period; of more groups than that, no adjustments are stated, but of the meters they are. */
    static final int MOST = 1_500;

    /** The map is not copied: whoever makes one gives it away. */
    public ClosedPeriod {
        lines = Collections.unmodifiableSortedMap(lines);
    }

    /** A period of which nothing has changed yet. */
    public static ClosedPeriod unchanged(long fromMs) {
        return new ClosedPeriod(fromMs, new TreeMap<>(LineKey.ORDER));
    }

    /** Notes what lines say as long as nothing changes; what was noted before stays. */
    public ClosedPeriod noting(Map<LineKey, Quantity> stated) {
        if (lines.keySet().containsAll(stated.keySet())) {
            return this;
        }
        var next = new TreeMap<>(lines);
        stated.forEach((key, quantity) -> {
            if (hasRoom(key, next)) {
                next.putIfAbsent(key, new Change(quantity, quantity));
            }
        });
        return new ClosedPeriod(fromMs, next);
    }

    /** With what lines say now; one that was not noted before was nothing. */
    public ClosedPeriod with(Map<LineKey, Quantity> now) {
        var next = new TreeMap<>(lines);
        now.forEach((key, quantity) -> {
            Change before = next.get(key);
            if (before != null || hasRoom(key, next)) {
                next.put(key, new Change(before == null ? Quantity.NONE : before.stated(), quantity));
            }
        });
        return new ClosedPeriod(fromMs, next);
    }

    private static boolean hasRoom(LineKey key, SortedMap<LineKey, Change> lines) {
        return key.group().isEmpty() || lines.size() < MOST;
    }

    /** The lines of some meters alone. */
    public ClosedPeriod only(Predicate<String> meters) {
        var left = new TreeMap<>(lines);
        left.keySet().removeIf(key -> !meters.test(Meter.idOf(key.series())));
        return new ClosedPeriod(fromMs, left);
    }
}
