package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.statement.Allowance;
import io.tallyport.domain.statement.ClosedPeriod;
import io.tallyport.domain.statement.ClosedPeriod.Change;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.LineKey;
import io.tallyport.domain.statement.ManualAdjustment;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.domain.statement.Quantity;
import io.tallyport.domain.statement.StatementLine;
import io.tallyport.domain.usage.UsageAdmission;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** Usage of closed periods: what is noted of it as it changes, and the lines that say the difference. */
public final class ClosedUsage {

    /**
     * Whether statements say how usage of a closed period changes. Not of one that was over before any live event of the license could be
     * of it: what a backfill brings of such a time was billed elsewhere, if at all.
     */
    public static boolean isStated(LicenseLedger ledger, long periodFromMs) {
        return ledger.license() == null
                || ledger.calendar().toMs(Window.MONTH, periodFromMs)
                        > ledger.license().issuedAtMs() - UsageAdmission.ACCEPTANCE_LIMIT.toMillis();
    }

    /** Before usage of a closed period changes: notes what was stated of the meter, and of the group if there is one. */
    public static LicenseLedger noting(
            LicenseLedger ledger, UsageParts parts, long periodFromMs, String series, String group, long nowMs) {
        Closing closing = caughtUp(ledger, nowMs);
        ClosedPeriod period = closing.touched(periodFromMs).orElse(ClosedPeriod.unchanged(periodFromMs));
        var lines = new PeriodLines(ledger, parts, periodFromMs);
        var stated = new TreeMap<LineKey, Quantity>(LineKey.ORDER);
        stated.putAll(lines.ofMeter(Meter.idOf(series)));
        stated.putAll(lines.of(series, ""));
        if (!group.isEmpty()) {
            stated.putAll(lines.of(series, group));
        }
        return ledger.withClosing(closing.with(period.noting(stated)));
    }

    /** After it has changed. */
    public static LicenseLedger changed(
            LicenseLedger ledger, UsageParts parts, long periodFromMs, String series, String group) {
        Closing closing = Objects.requireNonNull(ledger.closing());
        var lines = new PeriodLines(ledger, parts, periodFromMs);
        var now = new TreeMap<>(lines.of(series, ""));
        if (!group.isEmpty()) {
            now.putAll(lines.of(series, group));
        }
        return ledger.withClosing(
                closing.with(closing.touched(periodFromMs).orElseThrow().with(now)));
    }

    /** A license that ended has no period any more until something is to be said: then it is that which runs. */
    static Closing caughtUp(LicenseLedger ledger, long nowMs) {
        Closing closing = Objects.requireNonNull(ledger.closing());
        long runsFromMs = ledger.calendar().fromMs(Window.MONTH, nowMs);
        boolean idle = closing.endedMs() < closing.openFromMs()
                && closing.touched().isEmpty()
                && closing.manual().isEmpty()
                && !ledger.tally().isUsedFrom(closing.openFromMs());
        return idle && closing.openFromMs() < runsFromMs ? closing.skipped(runsFromMs) : closing;
    }

    /** The lines that say how a closed period differs from what was stated, in order. */
    static List<StatementLine> adjustments(LicenseLedger ledger, UsageParts parts, ClosedPeriod period) {
        Closing closing = Objects.requireNonNull(ledger.closing());
        var spans = new PeriodLines(ledger, parts, period.fromMs());
        var stated = overages(period, spans, Change::stated);
        var now = overages(period, spans, Change::now);
        var lines = new ArrayList<StatementLine>();
        period.lines().forEach((key, change) -> {
            BigDecimal more = change.now().value().subtract(change.stated().value());
            BigDecimal statedOverage = stated.get(key);
            BigDecimal nowOverage = now.get(key);
            BigDecimal moreOverage =
                    statedOverage == null || nowOverage == null ? null : nowOverage.subtract(statedOverage);
            long moreEvents = change.now().events() - change.stated().events();
            boolean same = more.signum() == 0 && (moreOverage == null || moreOverage.signum() == 0);
            if (same && moreEvents == 0) {
                return;
            }
            PlanSpan.Part span = spans.spanOf(key);
            lines.add(new StatementLine(
                    true,
                    span.terms().product(),
                    span.terms().plan(),
                    span.terms().version(),
                    key.series(),
                    PeriodLines.aggregationOf(ledger, key.series()),
                    key.group(),
                    span.fromMs(),
                    span.toMs(),
                    more,
                    moreEvents,
                    change.now().exact() && change.stated().exact(),
                    null,
                    moreOverage,
                    closing.numberOf(period.fromMs()),
                    null));
        });
        return lines;
    }

    private static Map<LineKey, BigDecimal> overages(
            ClosedPeriod period, PeriodLines spans, Function<Change, Quantity> side) {
        var allowances = new HashMap<String, Allowance>();
        var overages = new HashMap<LineKey, BigDecimal>();
        period.lines().forEach((key, change) -> {
            if (key.group().isEmpty()) {
                String meter = Meter.idOf(key.series());
                var part = allowances
                        .computeIfAbsent(meter, id -> new Allowance())
                        .take(
                                side.apply(change).value(),
                                spans.spanOf(key).terms().included(meter));
                overages.put(key, part.overage());
            }
        });
        return overages;
    }

    /** The line of a correction by hand. */
    static StatementLine line(LicenseLedger ledger, ManualAdjustment manual, String series) {
        return new StatementLine(
                true,
                ledger.license() == null ? "" : ledger.license().product(),
                "",
                0,
                series,
                PeriodLines.aggregationOf(ledger, series),
                "",
                manual.periodFromMs(),
                ledger.calendar().toMs(Window.MONTH, manual.periodFromMs()),
                manual.quantity(),
                0,
                true,
                null,
                manual.overage(),
                manual.corrects(),
                manual);
    }

    private ClosedUsage() {}
}
