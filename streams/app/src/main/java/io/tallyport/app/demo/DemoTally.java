package io.tallyport.app.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The truth: what became durable, and what must come of it. Thread-safe.
 *
 * <p>A try without an answer, sent again with the same id, may have left a record of its own. Only the topic knows, so
 * such a record is expected if and only if a verdict shows that it is there; its verdict must be the one that a second
 * copy gets, and there cannot be more of them than tries without an answer. The node's producer keeps the order of a
 * partition, so a copy stands before the record that was confirmed, and is decided when that one is.
 */
final class DemoTally {

    /** A license with the number of its events. */
    record Busy(String license, long events) {}

    private final Map<DemoFate, Long> expected = new EnumMap<>(DemoFate.class);
    /** Tries without an answer, by the verdict that their records must get if they are there. */
    private final Map<DemoFate, Long> unanswered = new EnumMap<>(DemoFate.class);

    private final Map<String, Map<String, BigDecimal>> totals = new TreeMap<>();
    private final Map<String, Long> eventsByLicense = new HashMap<>();
    private final Map<Integer, BitSet> offsets = new HashMap<>();
    private long emitted;
    private long failed;

    /** A record became durable. */
    synchronized void durable(DemoEmission emission, DemoPlace place) {
        emitted++;
        expected.merge(emission.fate(), 1L, Long::sum);
        offsets.computeIfAbsent(place.partition(), p -> new BitSet()).set(Math.toIntExact(place.offset()));
        if (emission.fate() == DemoFate.COUNTED) {
            eventsByLicense.merge(emission.license(), 1L, Long::sum);
            var meters = totals.computeIfAbsent(emission.license(), l -> new TreeMap<>());
            emission.payload().amounts().forEach((meter, amount) -> meters.merge(meter, amount, BigDecimal::add));
        }
    }

    /** A try that got no answer and is made again. */
    synchronized void unanswered(DemoEmission emission) {
        // Whichever copy comes first is counted, and the record that is confirmed at last is expected already.
        var ofCopy = emission.fate() == DemoFate.COUNTED ? DemoFate.DUPLICATE : emission.fate();
        unanswered.merge(ofCopy, 1L, Long::sum);
    }

    /** A record that could not be written: nobody knows whether it is there. */
    synchronized void failed() {
        failed++;
    }

    /** Records that are confirmed to be durable. */
    synchronized long emitted() {
        return emitted;
    }

    /** Records that are durable: the confirmed ones, and those without an answer that have a verdict. */
    synchronized long emitted(Map<Integer, BitSet> decided) {
        long copies = 0;
        for (var partition : decided.entrySet()) {
            BitSet unconfirmed = (BitSet) partition.getValue().clone();
            unconfirmed.andNot(offsets.getOrDefault(partition.getKey(), new BitSet()));
            copies += unconfirmed.cardinality();
        }
        return emitted + Math.min(copies, unanswered());
    }

    /** Tries without an answer: so many records more may be durable. */
    synchronized long unanswered() {
        return unanswered.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Records that could not be written. */
    synchronized long failures() {
        return failed;
    }

    /** How many confirmed records must get a verdict. */
    synchronized long expected(DemoFate fate) {
        return expected.getOrDefault(fate, 0L);
    }

    /** Whether so many records may have a verdict: those that must, and at most each unanswered try beside them. */
    synchronized boolean agrees(DemoFate fate, long seen) {
        long copies = seen - expected(fate);
        return copies >= 0 && copies <= unanswered.getOrDefault(fate, 0L);
    }

    /** License to meter to exact total. */
    synchronized Map<String, Map<String, BigDecimal>> totals() {
        var copy = new TreeMap<String, Map<String, BigDecimal>>();
        totals.forEach((license, meters) -> copy.put(license, Map.copyOf(meters)));
        return copy;
    }

    /** Whether every confirmed record has a verdict, and beside them only as many as there are unanswered tries. */
    synchronized boolean covers(Map<Integer, BitSet> decided) {
        for (var partition : offsets.entrySet()) {
            BitSet missing = (BitSet) partition.getValue().clone();
            missing.andNot(decided.getOrDefault(partition.getKey(), new BitSet()));
            if (!missing.isEmpty()) {
                return false;
            }
        }
        return decided.values().stream().mapToLong(BitSet::cardinality).sum() <= emitted + unanswered();
    }

    /** The licenses with the most events, the busiest first. */
    synchronized List<Busy> busiest(int most) {
        var all = new ArrayList<Busy>();
        eventsByLicense.forEach((license, events) -> all.add(new Busy(license, events)));
        all.sort(java.util.Comparator.comparingLong(Busy::events).reversed().thenComparing(Busy::license));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }
}
