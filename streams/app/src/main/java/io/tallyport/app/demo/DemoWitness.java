package io.tallyport.app.demo;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the topics say came of it, folded from their records alone. Thread-safe. */
public final class DemoWitness {

    private static final int RECENT = 4;

    /**
     * The verdicts at one moment.
     *
     * @param counts records by verdict
     * @param total verdicts over all kinds
     * @param doubled records with more than one
     * @param decided offsets that have a verdict, by partition
     */
    record Verdicts(Map<DemoFate, Long> counts, long total, long doubled, Map<Integer, BitSet> decided) {
        long count(DemoFate kind) {
            return counts.getOrDefault(kind, 0L);
        }
    }

    private record Key(String license, String meter, long fromMs) {}

    private record Value(long version, BigDecimal total) {}

    private final Map<DemoFate, Long> verdicts = new EnumMap<>(DemoFate.class);
    private final Map<Integer, BitSet> decided = new HashMap<>();
    private final Map<Key, Value> months = new HashMap<>();
    private final Set<String> breached = new HashSet<>();
    private final Set<String> anomalies = new HashSet<>();
    private final Deque<String> recentAnomalies = new ArrayDeque<>();
    private long doubled;
    private long total;

    /**
     * A verdict on a run of records of the usage topic.
     *
     * @param kind {@code COUNTED}, {@code DUPLICATE}, ...
     * @throws IllegalArgumentException for a kind that does not exist
     */
    public synchronized void verdict(String kind, int partition, long firstOffset, long count) {
        verdicts.merge(DemoFate.valueOf(kind), count, Long::sum);
        total += count;
        BitSet at = decided.computeIfAbsent(partition, p -> new BitSet());
        for (long offset = firstOffset; offset < firstOffset + count; offset++) {
            int bit = Math.toIntExact(offset);
            if (at.get(bit)) {
                doubled++;
            }
            at.set(bit);
        }
    }

    /** The value of a meter in a calendar month; the highest version wins. */
    public synchronized void month(String license, long version, String meter, long fromMs, BigDecimal value) {
        months.merge(
                new Key(license, meter, fromMs),
                new Value(version, value),
                (old, now) -> now.version() > old.version() ? now : old);
    }

    /** A hard limit was passed. */
    public synchronized void breach(String alertId) {
        breached.add(alertId);
    }

    /** An anomaly alert was opened. */
    public synchronized void anomaly(String alertId, String license, String detector, String detail) {
        if (anomalies.add(license + "/" + alertId)) {
            recentAnomalies.addFirst(license + " " + detector + (detail.isEmpty() ? "" : ": " + detail));
            if (recentAnomalies.size() > RECENT) {
                recentAnomalies.removeLast();
            }
        }
    }

    /** Verdicts seen, over all kinds. */
    synchronized long total() {
        return total;
    }

    /** Verdicts of one kind. */
    synchronized long count(DemoFate kind) {
        return verdicts.getOrDefault(kind, 0L);
    }

    /** All verdicts, of the same moment: more may come while they are looked at. */
    synchronized Verdicts verdicts() {
        return new Verdicts(Map.copyOf(verdicts), total, doubled, decided());
    }

    /** Offsets that have a verdict, by partition. */
    synchronized Map<Integer, BitSet> decided() {
        var copy = new HashMap<Integer, BitSet>();
        decided.forEach((partition, bits) -> copy.put(partition, (BitSet) bits.clone()));
        return copy;
    }

    /** License to meter to total over all months. */
    synchronized Map<String, Map<String, BigDecimal>> totals() {
        var totals = new TreeMap<String, Map<String, BigDecimal>>();
        months.forEach((key, value) -> totals.computeIfAbsent(key.license(), l -> new TreeMap<>())
                .merge(key.meter(), value.total(), BigDecimal::add));
        return totals;
    }

    /** Hard limits passed. */
    synchronized long breaches() {
        return breached.size();
    }

    /** Anomaly alerts opened. */
    synchronized long anomalies() {
        return anomalies.size();
    }

    /** The newest anomaly alerts, newest first. */
    synchronized List<String> recentAnomalies() {
        return List.copyOf(recentAnomalies);
    }
}
