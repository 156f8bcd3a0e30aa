package io.tallyport.port.explain;

import io.tallyport.domain.metering.LevelUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.statement.Quantity;
import io.tallyport.readmodel.Reading;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a level comes to in a period. It opens with what changed in all periods before, which are not read for it: the level that the
 * live reading tells, without the changes of the period, is what it opened with.
 */
final class LevelTotals {

    /** What the changes of a period come to, part by part if a statement told it, else by the time of the reading. */
    static SortedMap<MeterTotals.Key, Quantity> quantities(
            UsageQuestion question, StatedUsage stated, MeterTotals totals, List<PlanPart> parts) {
        var versions = new TreeSet<>(stated.levels().keySet());
        totals.all().keySet().forEach(key -> versions.add(key.version()));
        var quantities = new TreeMap<MeterTotals.Key, Quantity>(MeterTotals.Key.ORDER);
        for (int version : versions) {
            Total whole = whole(totals, version);
            Reading reading = stated.levels().get(version);
            BigDecimal opening = opening(reading, whole);
            if (stated.statement() == null) {
                long untilMs = reading == null ? question.toMs() : Math.min(reading.asOfMs(), question.toMs());
                put(
                        quantities,
                        question,
                        opening,
                        new PlanPart(question.fromMs(), untilMs, ""),
                        version,
                        Total.ZERO,
                        whole);
                continue;
            }
            if (whole.events() == 0 && isNothing(stated, version)) {
                // Behind the end of the license, and out of the catalog, nobody owes for a level that just goes on.
                continue;
            }
            Total before = Total.ZERO;
            for (PlanPart part : parts) {
                Total own = totals.all().getOrDefault(new MeterTotals.Key(part.fromMs(), version), Total.ZERO);
                put(quantities, question, opening, part, version, before, own);
                before = LevelUsage.sum(before, own);
            }
        }
        return quantities;
    }

    private static void put(
            SortedMap<MeterTotals.Key, Quantity> quantities,
            UsageQuestion question,
            BigDecimal opening,
            PlanPart part,
            int version,
            Total before,
            Total own) {
        BigDecimal value = LevelUsage.until(opening, question.fromMs(), before, own, part.fromMs(), part.toMs());
        var quantity = new Quantity(value, own.events(), true);
        if (!quantity.isNothing()) {
            quantities.put(new MeterTotals.Key(part.fromMs(), version), quantity);
        }
    }

    /** Whether the live reading says what the changes come to. */
    static boolean isRead(UsageQuestion question, StatedUsage stated, MeterTotals totals) {
        return stated.levels().values().stream().allMatch(reading -> {
            Total whole = whole(totals, reading.meterVersion());
            long untilMs = Math.min(reading.asOfMs(), question.toMs());
            BigDecimal value = LevelUsage.until(
                    opening(reading, whole), question.fromMs(), Total.ZERO, whole, question.fromMs(), untilMs);
            return value.compareTo(reading.value()) == 0 && whole.events() == reading.events();
        });
    }

    private static boolean isNothing(StatedUsage stated, int version) {
        return stated.lines().entrySet().stream()
                .noneMatch(line -> line.getKey().version() == version
                        && line.getValue().ofEvents().signum() != 0);
    }

    private static Total whole(MeterTotals totals, int version) {
        Total whole = Total.ZERO;
        for (var total : totals.all().entrySet()) {
            if (total.getKey().version() == version) {
                whole = LevelUsage.sum(whole, total.getValue());
            }
        }
        return whole;
    }

    private static BigDecimal opening(@Nullable Reading reading, Total whole) {
        return reading == null ? BigDecimal.ZERO : new BigDecimal(reading.level()).subtract(whole.change());
    }

    private LevelTotals() {}
}
