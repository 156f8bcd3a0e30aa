package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.LevelUsage;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.statement.Allowance;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.LineKey;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.domain.statement.Quantity;
import io.tallyport.domain.statement.StatementLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a period comes to, line by line. */
public final class PeriodLines {

    private final LicenseLedger ledger;
    private final UsageParts parts;
    private final long fromMs;
    private final List<PlanSpan.Part> spans;

    /**
     * The lines of one period.
     *
     * @param ledger whose; its periods must have begun
     * @param parts what is kept beside it
     * @param fromMs start of the period
     */
    public PeriodLines(LicenseLedger ledger, UsageParts parts, long fromMs) {
        this.ledger = ledger;
        this.parts = parts;
        this.fromMs = fromMs;
        Closing closing = Objects.requireNonNull(ledger.closing());
        this.spans = closing.parts(fromMs, ledger.calendar().toMs(Window.MONTH, fromMs));
    }

    /** The parts of the period in which one plan held each. */
    public List<PlanSpan.Part> spans() {
        return spans;
    }

    /** What a meter, or a group of it, used in each part of the period. */
    public SortedMap<LineKey, Quantity> of(String series, String group) {
        MeterUsage usage = group.isEmpty() ? ledger.meters().get(series) : parts.group(series, fromMs, group);
        Total whole = usage == null ? Total.ZERO : usage.total(Window.MONTH, fromMs);
        Aggregation aggregation = aggregationOf(ledger, series);
        if (usage != null && Levels.isLevel(usage)) {
            return goesOn(series)
                    ? levels(LevelUsage.opening(usage, fromMs), whole, series, group)
                    : none(series, group);
        }
        var lines = new TreeMap<LineKey, Quantity>(LineKey.ORDER);
        if (spans.size() > 1) {
            boolean parted = false;
            for (PlanSpan.Part span : spans) {
                Total total = parts.part(series, span.fromMs(), group);
                parted |= total != null;
                lines.put(
                        new LineKey(span.fromMs(), series, group),
                        total == null ? Quantity.NONE : Quantity.of(total, aggregation));
            }
            if (parted) {
                return lines;
            }
        }
        // What was counted before the plan changed is of the first plan.
        lines.put(new LineKey(spans.get(0).fromMs(), series, group), Quantity.of(whole, aggregation));
        return lines;
    }

    /** Nobody owes for a level that just goes on behind the end of the license: it counts where it changed then. */
    private boolean goesOn(String series) {
        MeterUsage meter = ledger.meters().get(series);
        return fromMs <= Objects.requireNonNull(ledger.closing()).endedMs()
                || meter != null && meter.total(Window.MONTH, fromMs).events() > 0;
    }

    private SortedMap<LineKey, Quantity> none(String series, String group) {
        var lines = new TreeMap<LineKey, Quantity>(LineKey.ORDER);
        spans.forEach(span -> lines.put(new LineKey(span.fromMs(), series, group), Quantity.NONE));
        return lines;
    }

    /** A level goes on through all parts, whether or not it changes in them. */
    private SortedMap<LineKey, Quantity> levels(BigDecimal opening, Total whole, String series, String group) {
        boolean parted = spans.stream().anyMatch(span -> parts.part(series, span.fromMs(), group) != null);
        var lines = new TreeMap<LineKey, Quantity>(LineKey.ORDER);
        Total before = Total.ZERO;
        for (PlanSpan.Part span : spans) {
            Total own = parted ? parts.part(series, span.fromMs(), group) : lines.isEmpty() ? whole : null;
            Total part = own == null ? Total.ZERO : own;
            lines.put(
                    new LineKey(span.fromMs(), series, group),
                    new Quantity(
                            LevelUsage.until(opening, fromMs, before, part, span.fromMs(), span.toMs()),
                            part.events(),
                            true));
            before = LevelUsage.sum(before, part);
        }
        return lines;
    }

    /** What a meter used under all its versions, in each part of the period. */
    public SortedMap<LineKey, Quantity> ofMeter(String meter) {
        var lines = new TreeMap<LineKey, Quantity>(LineKey.ORDER);
        ledger.meters().forEach((series, usage) -> {
            if (Meter.isSeriesOf(series, meter)) {
                lines.putAll(of(series, ""));
            }
        });
        return lines;
    }

    /** The lines of a statement, in order. */
    List<StatementLine> usage(Catalog catalog) {
        var quantities = new TreeMap<LineKey, Quantity>(LineKey.ORDER);
        ledger.meters().forEach((series, usage) -> {
            // A level of which the catalog knows no more is no longer charged for.
            boolean mayGoOn = !Levels.isLevel(usage) || catalog.meters().containsKey(Meter.idOf(series));
            take(quantities, of(series, ""), mayGoOn);
            for (String group : parts.groups(series, fromMs)) {
                take(quantities, of(series, group), mayGoOn);
            }
        });
        addNamed(quantities, catalog);
        var allowances = new HashMap<String, Allowance>();
        var lines = new ArrayList<StatementLine>(quantities.size());
        quantities.forEach((key, quantity) -> lines.add(line(key, quantity, allowances)));
        return lines;
    }

    private static void take(Map<LineKey, Quantity> quantities, Map<LineKey, Quantity> lines, boolean mayGoOn) {
        lines.forEach((key, quantity) -> {
            if (mayGoOn ? !quantity.isNothing() : quantity.events() > 0) {
                quantities.put(key, quantity);
            }
        });
    }

    /** A meter that the plan names has a line also where nothing was used. */
    private void addNamed(TreeMap<LineKey, Quantity> quantities, Catalog catalog) {
        for (PlanSpan.Part span : spans) {
            for (String id : span.terms().meters()) {
                Meter meter = catalog.meters().get(id);
                String series = meter == null ? id : meter.series();
                boolean used = quantities.keySet().stream()
                        .anyMatch(key -> key.fromMs() == span.fromMs() && Meter.isSeriesOf(key.series(), id));
                if (!used) {
                    quantities.put(new LineKey(span.fromMs(), series, ""), Quantity.NONE);
                }
            }
        }
    }

    private StatementLine line(LineKey key, Quantity quantity, Map<String, Allowance> allowances) {
        PlanSpan.Part span = spanOf(key);
        Allowance.Part part = null;
        if (key.group().isEmpty()) {
            String meter = Meter.idOf(key.series());
            part = allowances
                    .computeIfAbsent(meter, id -> new Allowance())
                    .take(quantity.value(), span.terms().included(meter));
        }
        return new StatementLine(
                false,
                span.terms().product(),
                span.terms().plan(),
                span.terms().version(),
                key.series(),
                aggregationOf(ledger, key.series()),
                key.group(),
                span.fromMs(),
                span.toMs(),
                quantity.value(),
                quantity.events(),
                quantity.exact(),
                part == null ? null : part.included(),
                part == null ? null : part.overage(),
                0,
                null);
    }

    static Aggregation aggregationOf(LicenseLedger ledger, String series) {
        MeterUsage usage = ledger.meters().get(series);
        return usage == null ? Aggregation.SUM : usage.aggregation();
    }

    /** The part that a line belongs to; the first, if what parted the period is forgotten. */
    PlanSpan.Part spanOf(LineKey key) {
        return spans.stream()
                .filter(span -> span.fromMs() == key.fromMs())
                .findFirst()
                .orElse(spans.get(0));
    }
}
