package io.tallyport.port.explain;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.LevelUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.Metering.Measurement;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.statement.Quantity;
import io.tallyport.domain.usage.Rejection;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What meters come to as they count now, and what they would come to after a recount, in each month of each license that ends
 * after it begins. Takes the events one by one and keeps totals, so it does not grow with them. Not thread-safe.
 */
final class PreviewFold {

    /**
     * A meter that would be recounted.
     *
     * @param fromMs from when on
     * @param latest its latest version then; it knows those that stand before it
     * @param history which version counts an event now
     */
    record Proposed(long fromMs, Meter latest, MeterHistory history) {}

    /**
     * One month of a license.
     *
     * @param meter index of the meter
     */
    private record Cell(String license, int meter, long fromMs) {}

    /**
     * What a recount reaches of a license.
     *
     * @param firstMs by meter, the start of the first month that ends after the recount begins
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Reach(UsageCalendar calendar, long[] firstMs) {}

    private static final class Sums {
        private Total says = Total.ZERO;
        private Total would = Total.ZERO;
        private long unmeasured;
        private String reason = "";
    }

    /** What a level opens a month with, as it counts now. */
    interface Openings {

        /**
         * The level.
         *
         * @param changed by how much it changes in that month
         */
        BigDecimal of(String license, String meter, long monthFromMs, BigDecimal changed);
    }

    private final List<Proposed> meters;
    private final Openings openings;
    private final long nowMs;
    private final Map<String, Reach> licenses = new HashMap<>();
    private final Corrections corrections;
    private final EventMeasure measure = new EventMeasure();
    private final Map<Cell, Sums> cells = new HashMap<>();

    /**
     * @param calendars the licenses that matter, and their calendars
     * @param corrections of their events
     * @param openings what levels open with
     * @param nowMs by when a level that goes on is reckoned
     */
    PreviewFold(
            List<Proposed> meters,
            Map<String, UsageCalendar> calendars,
            Corrections corrections,
            Openings openings,
            long nowMs) {
        this.meters = meters;
        this.openings = openings;
        this.nowMs = nowMs;
        this.corrections = corrections;
        // A calendar remembers one month; so the first of each license is asked for once and not with every event.
        calendars.forEach((license, calendar) -> licenses.put(
                license,
                new Reach(
                        calendar,
                        meters.stream()
                                .mapToLong(meter -> firstMs(calendar, meter.fromMs()))
                                .toArray())));
    }

    /** The start of the first month of a license that a recount reaches. */
    static long firstMs(UsageCalendar calendar, long fromMs) {
        return calendar.fromMs(Window.MONTH, fromMs);
    }

    /** Takes an event that was counted. */
    void take(JudgedEvent judged) {
        Reach reach = licenses.get(judged.event().license());
        if (reach == null || !corrections.stands(judged.at())) {
            return;
        }
        long timeMs = judged.event().timeMs();
        for (int i = 0; i < meters.size(); i++) {
            if (timeMs >= reach.firstMs()[i]) {
                long monthMs = reach.calendar().fromMs(Window.MONTH, timeMs);
                take(judged, meters.get(i), new Cell(judged.event().license(), i, monthMs));
            }
        }
    }

    private void take(JudgedEvent judged, Proposed meter, Cell cell) {
        long timeMs = judged.event().timeMs();
        Optional<Measurement> says =
                meter.history().of(judged).map(counts -> measure.of(judged.event(), counts.meter()));
        says.flatMap(PreviewFold::added).ifPresent(added -> sums(cell).says = merged(sums(cell).says, added));
        boolean recounted = timeMs >= meter.fromMs();
        Optional<Measurement> would = recounted
                ? Optional.ofNullable(meter.latest().at(timeMs)).map(version -> measure.of(judged.event(), version))
                : says;
        would.flatMap(PreviewFold::added).ifPresent(added -> sums(cell).would = merged(sums(cell).would, added));
        Rejection rejection = would.map(Measurement::rejection).orElse(null);
        if (recounted && rejection != null) {
            Sums sums = sums(cell);
            sums.unmeasured++;
            if (sums.reason.isEmpty()) {
                sums.reason = rejection.reason() + " " + rejection.field() + ": " + rejection.detail();
            }
        }
    }

    private Sums sums(Cell cell) {
        return cells.computeIfAbsent(cell, of -> new Sums());
    }

    /** One version of a meter takes one part of an event at most. */
    private static Optional<Contribution> added(Measurement measured) {
        return measured.contributions().stream().findFirst();
    }

    private static Total merged(Total total, Contribution added) {
        return total.merge(added.meter().aggregation(), added.total());
    }

    /** Gives each month in which something was, or would be, used. */
    void rows(Consumer<PreviewRow> taker) {
        for (int i = 0; i < meters.size(); i++) {
            if (meters.get(i).latest().aggregation() == Aggregation.TIME_WEIGHTED) {
                int meter = i;
                licenses.forEach((license, reach) -> levels(license, reach, meter, taker));
            }
        }
        cells.forEach((cell, sums) -> {
            Meter meter = meters.get(cell.meter()).latest();
            if (meter.aggregation() == Aggregation.TIME_WEIGHTED) {
                return;
            }
            Reach reach = java.util.Objects.requireNonNull(licenses.get(cell.license()));
            taker.accept(new PreviewRow(
                    cell.license(),
                    meter.id(),
                    cell.fromMs(),
                    reach.calendar().toMs(Window.MONTH, cell.fromMs()),
                    Quantity.of(sums.says, meter.aggregation()),
                    Quantity.of(sums.would, meter.aggregation()),
                    sums.unmeasured,
                    sums.reason));
        });
    }

    /** A level goes on through all months, whether or not it changes in them. */
    private void levels(String license, Reach reach, int index, Consumer<PreviewRow> taker) {
        UsageCalendar calendar = reach.calendar();
        Meter meter = meters.get(index).latest();
        long fromMs = reach.firstMs()[index];
        Sums first = cells.getOrDefault(new Cell(license, index, fromMs), new Sums());
        BigDecimal says = openings.of(license, meter.id(), fromMs, first.says.change());
        BigDecimal would = says;
        while (fromMs <= nowMs) {
            long toMs = calendar.toMs(Window.MONTH, fromMs);
            Sums sums = cells.getOrDefault(new Cell(license, index, fromMs), new Sums());
            Quantity saying = quantity(says, fromMs, sums.says, toMs);
            Quantity saysThen = quantity(would, fromMs, sums.would, toMs);
            if (!saying.isNothing() || !saysThen.isNothing() || sums.unmeasured > 0) {
                taker.accept(new PreviewRow(
                        license, meter.id(), fromMs, toMs, saying, saysThen, sums.unmeasured, sums.reason));
            }
            says = says.add(sums.says.change());
            would = would.add(sums.would.change());
            fromMs = toMs;
        }
    }

    private Quantity quantity(BigDecimal opening, long fromMs, Total changes, long toMs) {
        long untilMs = Math.min(nowMs, toMs);
        return new Quantity(
                LevelUsage.until(opening, fromMs, Total.ZERO, changes, fromMs, untilMs), changes.events(), true);
    }
}
