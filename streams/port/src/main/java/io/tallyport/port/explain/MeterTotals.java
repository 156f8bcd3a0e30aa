package io.tallyport.port.explain;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.statement.Quantity;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/** What events come to, for each part of the period and version of the meter. Not thread-safe. */
final class MeterTotals {

    /**
     * What a total is of.
     *
     * @param fromMs start of the part of the period in which one plan held
     * @param version version of the meter
     */
    record Key(long fromMs, int version) {
        static final Comparator<Key> ORDER =
                Comparator.comparingLong(Key::fromMs).thenComparingInt(Key::version);
    }

    private final Aggregation aggregation;
    private final SortedMap<Key, Total> totals = new TreeMap<>(Key.ORDER);

    MeterTotals(Aggregation aggregation) {
        this.aggregation = aggregation;
    }

    void add(Key key, Total more) {
        totals.merge(key, more, (a, b) -> a.merge(aggregation, b));
    }

    /** All of them. */
    SortedMap<Key, Total> all() {
        return Collections.unmodifiableSortedMap(totals);
    }

    /** What they say. */
    SortedMap<Key, Quantity> quantities() {
        var quantities = new TreeMap<Key, Quantity>(Key.ORDER);
        totals.forEach((key, total) -> quantities.put(key, Quantity.of(total, aggregation)));
        return quantities;
    }

    /** The same without the parts: each version's total of the whole period, under its start. */
    MeterTotals whole(long fromMs) {
        var whole = new MeterTotals(aggregation);
        totals.forEach((key, total) -> whole.add(new Key(fromMs, key.version()), total));
        return whole;
    }

    Aggregation aggregation() {
        return aggregation;
    }
}
