package io.tallyport.app.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The truth: what became durable, and what must come of it. Thread-safe. */
final class DemoTally {

    /** A license with the number of its events. */
    record Busy(String license, long events) {}

    private final Map<DemoFate, Long> expected = new EnumMap<>(DemoFate.class);
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

    /** A record that could not be written: nobody knows whether it is there. */
    synchronized void failed() {
        failed++;
    }

    /** Records that are durable. */
    synchronized long emitted() {
        return emitted;
    }

    /** Records that could not be written. */
    synchronized long failures() {
        return failed;
    }

    /** How many records must get a verdict. */
    synchronized long expected(DemoFate fate) {
        return expected.getOrDefault(fate, 0L);
    }

    /** License to meter to exact total. */
    synchronized Map<String, Map<String, BigDecimal>> totals() {
        var copy = new TreeMap<String, Map<String, BigDecimal>>();
        totals.forEach((license, meters) -> copy.put(license, Map.copyOf(meters)));
        return copy;
    }

    /** Whether exactly the durable records have a verdict. */
    synchronized boolean covers(Map<Integer, BitSet> decided) {
        return offsets.equals(decided);
    }

    /** The licenses with the most events, the busiest first. */
    synchronized List<Busy> busiest(int most) {
        var all = new ArrayList<Busy>();
        eventsByLicense.forEach((license, events) -> all.add(new Busy(license, events)));
        all.sort(java.util.Comparator.comparingLong(Busy::events).reversed().thenComparing(Busy::license));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }
}
