package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.PlanTerms;
import io.tallyport.domain.statement.ClosedPeriod;
import io.tallyport.domain.statement.ClosedPeriod.Change;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.Held;
import io.tallyport.domain.statement.LineKey;
import io.tallyport.domain.statement.ManualAdjustment;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.statement.PeriodTally.Count;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.domain.statement.Quantity;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stored form of what is known of a license's periods. */
final class ClosingCodec {

    static void write(BinaryOutput out, Closing closing) {
        out.fixed(closing.openFromMs())
                .number(closing.number())
                .list(closing.issuedFromMs(), BinaryOutput::fixed)
                .fixed(closing.completeFromMs())
                .fixed(closing.endedMs())
                .list(closing.spans(), ClosingCodec::writeSpan)
                .optional(closing.held(), ClosingCodec::writeHeld)
                .list(closing.touched(), ClosingCodec::writeTouched)
                .list(closing.manual(), ClosingCodec::writeManual)
                .list(closing.adjusted(), BinaryOutput::fixed);
    }

    static Closing read(BinaryInput in) {
        return new Closing(
                in.fixed(),
                in.number(),
                in.list(BinaryInput::fixed),
                in.fixed(),
                in.fixed(),
                // While a license had one plan only, they are the same for all licenses of that plan.
                in.common("spans", i -> List.copyOf(i.list(ClosingCodec::readSpan))),
                in.optional(ClosingCodec::readHeld),
                in.list(ClosingCodec::readTouched),
                in.list(ClosingCodec::readManual),
                in.list(BinaryInput::fixed));
    }

    /** How many events were counted in each period. */
    static void write(BinaryOutput out, PeriodTally tally) {
        out.fixed(tally.fromMs()).fixed(tally.latestMs());
        writeCount(out, tally.latest());
        out.list(tally.older().entrySet(), (o, period) -> {
            o.fixed(period.getKey());
            writeCount(o, period.getValue());
        });
    }

    static PeriodTally readTally(BinaryInput in) {
        long fromMs = in.fixed();
        long latestMs = in.fixed();
        Count latest = readCount(in);
        var older = new TreeMap<Long, Count>();
        for (long left = in.number(); left > 0; left--) {
            older.put(in.fixed(), readCount(in));
        }
        return fromMs == PeriodTally.NONE.fromMs() && latestMs == PeriodTally.NONE.latestMs()
                ? PeriodTally.NONE
                : new PeriodTally(fromMs, latest, latestMs, Collections.unmodifiableNavigableMap(older));
    }

    private static void writeCount(BinaryOutput out, Count count) {
        out.number(count.counted()).number(count.voided()).fixed(count.high()).fixed(count.low());
    }

    private static Count readCount(BinaryInput in) {
        return new Count(in.number(), in.number(), in.fixed(), in.fixed());
    }

    private static void writeSpan(BinaryOutput out, PlanSpan span) {
        out.fixed(span.fromMs());
        writeTerms(out, span.terms());
    }

    private static PlanSpan readSpan(BinaryInput in) {
        return new PlanSpan(in.fixed(), readTerms(in));
    }

    private static void writeTerms(BinaryOutput out, PlanTerms terms) {
        out.text(terms.product())
                .text(terms.plan())
                .number(terms.version())
                .list(
                        terms.included().entrySet(),
                        (o, included) -> o.text(included.getKey()).decimal(included.getValue()))
                .list(terms.meters(), BinaryOutput::text);
    }

    private static PlanTerms readTerms(BinaryInput in) {
        String product = in.text();
        String plan = in.text();
        int version = (int) in.number();
        var included = new TreeMap<String, BigDecimal>();
        for (Map.Entry<String, BigDecimal> entry : in.list(i -> Map.entry(i.name(), i.decimal()))) {
            included.put(entry.getKey(), entry.getValue());
        }
        return new PlanTerms(product, plan, version, included, in.list(BinaryInput::name));
    }

    private static void writeHeld(BinaryOutput out, Held held) {
        out.text(held.reason().name())
                .text(held.detail())
                .fixed(held.sinceMs())
                .flag(held.alerted())
                .fixed(held.nextLookMs());
    }

    private static Held readHeld(BinaryInput in) {
        return new Held(Held.Reason.valueOf(in.text()), in.text(), in.fixed(), in.flag(), in.fixed());
    }

    private static void writeTouched(BinaryOutput out, ClosedPeriod period) {
        out.fixed(period.fromMs()).list(period.lines().entrySet(), (o, line) -> {
            o.fixed(line.getKey().fromMs())
                    .text(line.getKey().series())
                    .text(line.getKey().group());
            writeQuantity(o, line.getValue().stated());
            writeQuantity(o, line.getValue().now());
        });
    }

    private static ClosedPeriod readTouched(BinaryInput in) {
        long fromMs = in.fixed();
        var lines = new TreeMap<LineKey, Change>(LineKey.ORDER);
        for (long left = in.number(); left > 0; left--) {
            var key = new LineKey(in.fixed(), in.name(), in.text());
            lines.put(key, new Change(readQuantity(in), readQuantity(in)));
        }
        return new ClosedPeriod(fromMs, lines);
    }

    private static void writeQuantity(BinaryOutput out, Quantity quantity) {
        out.decimal(quantity.value()).number(quantity.events()).flag(quantity.exact());
    }

    private static Quantity readQuantity(BinaryInput in) {
        return new Quantity(in.decimal(), in.number(), in.flag());
    }

    private static void writeManual(BinaryOutput out, ManualAdjustment manual) {
        out.fixed(manual.periodFromMs())
                .text(manual.meter())
                .decimal(manual.quantity())
                .decimal(manual.overage())
                .number(manual.corrects())
                .text(manual.commandId())
                .text(manual.author())
                .text(manual.reason());
    }

    private static ManualAdjustment readManual(BinaryInput in) {
        return new ManualAdjustment(
                in.fixed(), in.name(), in.decimal(), in.decimal(), in.number(), in.text(), in.text(), in.text());
    }

    private ClosingCodec() {}
}
