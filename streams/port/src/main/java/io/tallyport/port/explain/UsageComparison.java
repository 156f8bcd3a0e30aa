package io.tallyport.port.explain;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.statement.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What was told beside what the events come to, line by line. What was adjusted by hand rests on no event, so it is left out
 * of the comparison. Pure.
 *
 * @param lines for each part of the period and version of the meter
 * @param aggregation how the meter puts values together
 */
record UsageComparison(List<Line> lines, Aggregation aggregation) {

    /**
     * One part and version.
     *
     * @param key which
     * @param stated what was told
     * @param recomputed what the events come to
     */
    record Line(MeterTotals.Key key, StatedUsage.Line stated, Quantity recomputed) {

        /** Whether both say the same: the quantity, and the number of events behind it. */
        boolean isEqual() {
            return stated.ofEvents().compareTo(recomputed.value()) == 0 && stated.events() == recomputed.events();
        }

        /** Whether there is nothing on either side, as of a version whose events another counts now. */
        private boolean isEmpty() {
            return stated.ofEvents().signum() == 0 && stated.events() == 0 && recomputed.events() == 0;
        }
    }

    /**
     * Compares what was told with totals: with those of the whole period where a reading told it.
     *
     * @param parts the parts of the period in which one plan held
     */
    static UsageComparison of(UsageQuestion question, StatedUsage stated, MeterTotals totals, List<PlanPart> parts) {
        SortedMap<MeterTotals.Key, Quantity> recomputed = totals.aggregation() == Aggregation.TIME_WEIGHTED
                ? LevelTotals.quantities(question, stated, totals, parts)
                : (stated.statement() == null ? totals.whole(question.fromMs()) : totals).quantities();
        var keys = new TreeSet<>(MeterTotals.Key.ORDER);
        keys.addAll(stated.lines().keySet());
        keys.addAll(recomputed.keySet());
        var lines = new ArrayList<Line>();
        for (MeterTotals.Key key : keys) {
            lines.add(new Line(
                    key,
                    stated.lines().getOrDefault(key, StatedUsage.Line.NONE),
                    recomputed.getOrDefault(key, Quantity.NONE)));
        }
        return new UsageComparison(lines, totals.aggregation());
    }

    /** Whether all lines say the same. */
    boolean isEqual() {
        return lines.stream().allMatch(Line::isEqual);
    }

    /** Whether one number can be told of all lines: where values are added, or one line at most says something. */
    boolean isOneNumber() {
        return aggregation.isAdditive()
                || aggregation == Aggregation.TIME_WEIGHTED
                || lines.stream().filter(line -> !line.isEmpty()).count() <= 1;
    }

    /** What was told in all, without what was adjusted by hand; empty where the lines have no common number. */
    Optional<BigDecimal> stated() {
        return sum(lines.stream().map(line -> line.stated().ofEvents()).toList());
    }

    /** What was adjusted by hand in all. */
    BigDecimal byHand() {
        return lines.stream().map(line -> line.stated().byHand()).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What the events come to in all; empty where the lines have no common number. */
    Optional<BigDecimal> recomputed() {
        return sum(lines.stream().map(line -> line.recomputed().value()).toList());
    }

    /** Events behind what was told. */
    long statedEvents() {
        return lines.stream().mapToLong(line -> line.stated().events()).sum();
    }

    /** Events that were counted again. */
    long recomputedEvents() {
        return lines.stream().mapToLong(line -> line.recomputed().events()).sum();
    }

    private Optional<BigDecimal> sum(List<BigDecimal> values) {
        return isOneNumber() ? Optional.of(values.stream().reduce(BigDecimal.ZERO, BigDecimal::add)) : Optional.empty();
    }
}
