package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.MeterReadingV1;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was counted per license, meter and window, held against the published readings. A reading says how many events
 * it holds, so it must agree with the total as it was after exactly so many.
 */
final class Totals {

    /**
     * One window of one meter of one license.
     *
     * @param license license id
     * @param meter meter id
     * @param period its length
     * @param fromMs its start
     */
    record Window(String license, String meter, Period period, long fromMs) {}

    private record Reading(Place place, BigDecimal value) {}

    private static final class Total {
        private BigDecimal value = BigDecimal.ZERO;
        private long events;
        private long readOut;
        private @Nullable Place last;
    }

    private final Map<Window, Map<Long, Reading>> readings = new HashMap<>();
    private final Map<Window, Total> totals = new HashMap<>();
    private final Findings findings;

    Totals(PartitionLog log, Findings findings) {
        this.findings = findings;
        var versions = new HashMap<String, Long>();
        var newest = new HashMap<Window, Long>();
        for (var entry : log.outputs(TopicCatalog.USAGE_READINGS, findings)) {
            var reading = entry.value();
            long before = versions.getOrDefault(reading.getLicense(), 0L);
            if (reading.getVersion() != before + 1) {
                findings.differs(
                        entry.place(),
                        "reading-version",
                        "license " + reading.getLicense() + " has version " + reading.getVersion() + " after "
                                + before);
            }
            versions.put(reading.getLicense(), Math.max(before, reading.getVersion()));
            for (MeterReadingV1 value : reading.getValues()) {
                index(entry.place(), reading.getLicense(), reading.getAsOfMs(), value, newest);
            }
        }
    }

    /** Adds what an event adds to a meter. */
    void add(Place from, String license, String meter, long timeMs, BigDecimal value) {
        for (Period period : Period.values()) {
            var window = new Window(license, meter, period, period.from(timeMs));
            var total = totals.computeIfAbsent(window, w -> new Total());
            total.value = total.value.add(value);
            total.events = Math.addExact(total.events, 1);
            total.last = from;
            var expected = readings.get(window);
            var reading = expected == null ? null : expected.remove(total.events);
            if (reading != null) {
                compare(window, total, reading);
            }
        }
    }

    BigDecimal value(Window window) {
        var total = totals.get(window);
        return total == null ? BigDecimal.ZERO : total.value;
    }

    /** At the end of a commit whose outputs are all there: every total was read out as it stands. */
    void requireReadOut() {
        totals.forEach((window, total) -> {
            if (total.readOut != total.events && total.last != null) {
                findings.differs(
                        total.last,
                        "reading-missing",
                        window + " has " + total.events + " events, but the last reading holds " + total.readOut);
            }
        });
    }

    /** At the very end: no reading may be left that nothing was counted for. */
    void requireFounded() {
        readings.forEach((window, left) -> left.forEach((events, reading) -> findings.differs(
                reading.place(),
                "reading-unfounded",
                window + " says " + reading.value().toPlainString() + " from " + events + " events, but "
                        + (totals.containsKey(window) ? totals.get(window).events : 0) + " were counted")));
    }

    private void index(Place place, String license, long asOfMs, MeterReadingV1 value, Map<Window, Long> newest) {
        BigDecimal number;
        try {
            number = new BigDecimal(value.getValue());
        } catch (NumberFormatException e) {
            findings.differs(place, "reading-malformed", "'" + value.getValue() + "' is no number");
            return;
        }
        boolean fits = Period.isName(value.getWindow())
                && Period.valueOf(value.getWindow()).from(value.getFromMs()) == value.getFromMs()
                && Period.valueOf(value.getWindow()).to(value.getFromMs()) == value.getToMs()
                && Period.zone(value.getFromMs(), asOfMs).equals(value.getZone());
        if (!fits) {
            findings.differs(place, "reading-malformed", "its window or zone is none of the calendar's: " + value);
            return;
        }
        var window = new Window(license, value.getMeter(), Period.valueOf(value.getWindow()), value.getFromMs());
        Long before = newest.put(window, value.getEvents());
        if (before != null && before >= value.getEvents()) {
            findings.differs(
                    place, "reading-back", window + " went from " + before + " to " + value.getEvents() + " events");
        }
        readings.computeIfAbsent(window, w -> new HashMap<>())
                .putIfAbsent(value.getEvents(), new Reading(place, number));
    }

    private void compare(Window window, Total total, Reading reading) {
        total.readOut = total.events;
        findings.checked("readings");
        if (reading.value().compareTo(total.value) != 0) {
            findings.differs(
                    reading.place(),
                    "reading-value",
                    window + " says " + reading.value().toPlainString() + ", but its " + total.events
                            + " events add up to " + total.value.toPlainString());
        }
    }
}
