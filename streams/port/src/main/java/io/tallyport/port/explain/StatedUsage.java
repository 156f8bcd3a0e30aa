package io.tallyport.port.explain;

import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementSummary;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A number as it was told: by the statement of its period and the adjustments of later ones; without a statement by the
 * live reading.
 *
 * @param statement the statement of the period; null if there is none
 * @param lastStatement the last statement of the license; null if there is none
 * @param lines what was told, for each part of the period and version of the meter; of a reading, for each version
 * @param adjustments the lines of later statements that concern the number, in their order
 * @param recounting whether the live reading waits for a recount
 * @param levels of a level over time, the live readings by version of the meter; else empty
 */
record StatedUsage(
        @Nullable Statement statement,
        @Nullable Statement lastStatement,
        SortedMap<MeterTotals.Key, Line> lines,
        List<Adjustment> adjustments,
        boolean recounting,
        Map<Integer, Reading> levels) {

    /**
     * What was told of one part and version.
     *
     * @param quantity of the statement, or of the reading
     * @param adjusted what later statements add to it because of events
     * @param byHand what they add to it by hand
     * @param events events behind quantity and adjusted
     */
    record Line(BigDecimal quantity, BigDecimal adjusted, BigDecimal byHand, long events) {
        static final Line NONE = new Line(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0);

        /** What the events should come to. */
        BigDecimal ofEvents() {
            return quantity.add(adjusted);
        }

        /** What is billed. */
        BigDecimal inAll() {
            return ofEvents().add(byHand);
        }
    }

    /**
     * A line of a later statement.
     *
     * @param statement id of that statement
     * @param line the line
     */
    record Adjustment(String statement, StatementLine line) {
        boolean isByHand() {
            return !line.commandId().isEmpty();
        }
    }

    /**
     * What statements say.
     *
     * @param statement the statement of the period
     * @param later those after it, by their number; each is looked at once
     * @param readings what readings say of the meter; of them only whether they wait for a recount
     */
    static StatedUsage of(
            UsageQuestion question, Statement statement, Iterable<Statement> later, List<Reading> readings) {
        var lines = new TreeMap<MeterTotals.Key, Line>(MeterTotals.Key.ORDER);
        for (StatementLine line : statement.lines()) {
            if (line.kind().equals(StatementLine.USAGE)
                    && question.wants(line.meter(), line.meterVersion(), line.group())) {
                lines.put(key(line), new Line(line.quantity(), BigDecimal.ZERO, BigDecimal.ZERO, line.events()));
            }
        }
        var adjustments = new ArrayList<Adjustment>();
        Statement last = statement;
        for (Statement one : later) {
            last = one;
            for (StatementLine line : one.lines()) {
                if (line.kind().equals(StatementLine.ADJUSTMENT)
                        && concerns(statement.summary(), line)
                        && question.wants(line.meter(), line.meterVersion(), line.group())) {
                    var adjustment = new Adjustment(one.summary().statement(), line);
                    adjustments.add(adjustment);
                    lines.merge(key(line), added(Line.NONE, adjustment), (before, only) -> added(before, adjustment));
                }
            }
        }
        boolean recounting = readings.stream().anyMatch(reading -> isWanted(question, reading) && reading.recounting());
        return new StatedUsage(bare(statement), bare(last), lines, adjustments, recounting, levels(question, readings));
    }

    private static Map<Integer, Reading> levels(UsageQuestion question, List<Reading> readings) {
        return readings.stream()
                .filter(reading ->
                        isWanted(question, reading) && !reading.level().isEmpty())
                .collect(Collectors.toMap(Reading::meterVersion, reading -> reading, (first, second) -> first));
    }

    /**
     * What readings say.
     *
     * @param lastStatement the last statement of the license; null if there is none
     */
    static StatedUsage ofReadings(UsageQuestion question, @Nullable Statement lastStatement, List<Reading> readings) {
        var lines = new TreeMap<MeterTotals.Key, Line>(MeterTotals.Key.ORDER);
        boolean recounting = false;
        for (Reading reading : readings) {
            if (isWanted(question, reading)) {
                lines.put(
                        new MeterTotals.Key(reading.fromMs(), reading.meterVersion()),
                        new Line(reading.value(), BigDecimal.ZERO, BigDecimal.ZERO, reading.events()));
                recounting |= reading.recounting();
            }
        }
        return new StatedUsage(
                null,
                lastStatement == null ? null : bare(lastStatement),
                lines,
                List.of(),
                recounting,
                levels(question, readings));
    }

    private static boolean isWanted(UsageQuestion question, Reading reading) {
        return reading.fromMs() == question.fromMs()
                && reading.toMs() == question.toMs()
                && question.wants(reading.meter(), reading.meterVersion(), reading.group());
    }

    /** Ids of the statements that adjust the number, each once. */
    List<String> adjustedIn() {
        return adjustments.stream().map(Adjustment::statement).distinct().toList();
    }

    /** The statement of a period among some; null if there is none. */
    static @Nullable StatementSummary ofPeriod(long fromMs, List<StatementSummary> issued) {
        return issued.stream()
                .filter(summary -> summary.fromMs() == fromMs)
                .max(Comparator.comparingLong(StatementSummary::number))
                .orElse(null);
    }

    /** Its lines may be many, and are not needed any more. */
    private static Statement bare(Statement statement) {
        return new Statement(statement.summary(), List.of(), statement.certificate());
    }

    private static Line added(Line before, Adjustment adjustment) {
        StatementLine line = adjustment.line();
        return adjustment.isByHand()
                ? new Line(before.quantity(), before.adjusted(), before.byHand().add(line.quantity()), before.events())
                : new Line(
                        before.quantity(),
                        before.adjusted().add(line.quantity()),
                        before.byHand(),
                        before.events() + line.events());
    }

    /** The pipeline forgets the numbers of old statements: a line of the period that names none is of this one. */
    private static boolean concerns(StatementSummary statement, StatementLine line) {
        boolean within = line.fromMs() >= statement.fromMs() && line.fromMs() < statement.toMs();
        return line.corrects() == statement.number() || line.corrects() == 0 && within;
    }

    private static MeterTotals.Key key(StatementLine line) {
        return new MeterTotals.Key(line.fromMs(), line.meterVersion());
    }
}
