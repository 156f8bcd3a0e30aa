package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.verifier.Totals.Counted;
import io.tallyport.verifier.Totals.Window;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageReadingV1;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The published readings of one partition, by the window that they speak of. */
final class Readings {

    /** What a reading says of a window. */
    record Reading(
            Place place,
            BigDecimal value,
            long events,
            boolean recounting,
            long toMs,
            String zone,
            long asOfMs,
            long revision,
            @Nullable BigDecimal level) {}

    /** What a reading says of which window. */
    record OfWindow(Counted window, Reading reading) {}

    /** By how many events they hold. */
    private final Map<Counted, Map<Long, Reading>> readings = new HashMap<>();
    /** Those of licenses with corrections, in order. */
    private final Map<Counted, ArrayDeque<Reading>> ofCorrected = new HashMap<>();

    private final ArrayDeque<OfWindow> ofLevels = new ArrayDeque<>();
    private final List<OfWindow> ofSeats = new ArrayList<>();
    private final Corrections corrections;
    private final Findings findings;

    Readings(PartitionLog log, Corrections corrections, Findings findings) {
        this.corrections = corrections;
        this.findings = findings;
        var versions = new HashMap<String, Long>();
        var newest = new HashMap<Counted, Long>();
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
                index(entry.place(), reading, value, newest);
            }
        }
    }

    /** Those of the meters of seats, in order. */
    List<OfWindow> ofSeats() {
        return ofSeats;
    }

    /** Those of levels, in order. */
    ArrayDeque<OfWindow> ofLevels() {
        return ofLevels;
    }

    /** Takes the reading of a total as it stands; null if it was not read out so. */
    @Nullable Reading next(Counted window, long events, BigDecimal value) {
        var inOrder = ofCorrected.get(window);
        if (inOrder != null) {
            // A window may hold as many events as before, and others: only the whole sequence says which is which.
            Reading head = inOrder.peek();
            boolean fits =
                    head != null && head.events() == events && head.value().compareTo(value) == 0;
            return fits ? inOrder.poll() : null;
        }
        var expected = readings.get(window);
        return expected == null ? null : expected.remove(events);
    }

    /** Hands on those that nothing was counted for; of a license with corrections the first, behind which none was looked at. */
    void forEachLeft(BiConsumer<Counted, Reading> taker) {
        readings.forEach((window, all) -> all.values().forEach(reading -> taker.accept(window, reading)));
        ofCorrected.forEach((window, all) -> {
            if (!all.isEmpty()) {
                taker.accept(window, all.peek());
            }
        });
    }

    private void index(Place place, UsageReadingV1 record, MeterReadingV1 value, Map<Counted, Long> newest) {
        String license = record.getLicense();
        BigDecimal number;
        try {
            number = new BigDecimal(value.getValue());
        } catch (NumberFormatException e) {
            findings.differs(place, "reading-malformed", "'" + value.getValue() + "' is no number");
            return;
        }
        if (!Period.isName(value.getWindow())) {
            findings.differs(place, "reading-malformed", "its window is none: " + value);
            return;
        }
        var window = new Counted(
                new Window(license, value.getMeter(), Period.valueOf(value.getWindow()), value.getFromMs()),
                value.getMeterVersion(),
                value.getSubject().isEmpty() ? value.getGroup() : SubjectPaths.ofReading(value.getSubject()));
        boolean isLevel = value.getAggregation().equals(Combination.TIME_WEIGHTED.name());
        Long before = newest.put(window, value.getEvents());
        if (!isLevel && before != null && before >= value.getEvents() && !corrections.areOf(license)) {
            findings.differs(
                    place, "reading-back", window + " went from " + before + " to " + value.getEvents() + " events");
        }
        var reading = new Reading(
                place,
                number,
                value.getEvents(),
                value.getRecounting(),
                value.getToMs(),
                value.getZone(),
                record.getAsOfMs(),
                record.getCatalogRevision(),
                isLevel ? StatementUsage.number(value.getLevel()) : null);
        if (SeatMeters.isOne(value.getMeter())) {
            ofSeats.add(new OfWindow(window, reading));
        }
        if (isLevel) {
            ofLevels.add(new OfWindow(window, reading));
        } else if (corrections.areOf(license)) {
            ofCorrected.computeIfAbsent(window, w -> new ArrayDeque<>()).add(reading);
        } else {
            readings.computeIfAbsent(window, w -> new HashMap<>()).putIfAbsent(value.getEvents(), reading);
        }
    }
}
