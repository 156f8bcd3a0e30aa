package io.tallyport.port.explain;

import io.tallyport.port.statement.StatementBook;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.ReadingFilter;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementFilter;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;
import java.util.Comparator;
import java.util.List;

/** Finds what was told of a number: by statements, or by the reading where there is none. */
final class StatedUsages {

    private static final int MOST = 10_000;

    private final StatementBook statements;
    private final UsageBook usage;

    StatedUsages(StatementBook statements, UsageBook usage) {
        this.statements = statements;
        this.usage = usage;
    }

    /** What is told now. */
    StatedUsage of(UsageQuestion question) {
        List<StatementSummary> issued = statements
                .statements(new StatementFilter(question.license(), null, null, StatementStatus.ISSUED, null, MOST))
                .value()
                .stream()
                .sorted(Comparator.comparingLong(StatementSummary::number))
                .toList();
        StatementSummary ofPeriod = StatedUsage.ofPeriod(question.fromMs(), issued);
        List<Reading> readings = readings(question);
        if (ofPeriod == null) {
            Statement last = issued.isEmpty() ? null : whole(issued.get(issued.size() - 1));
            return StatedUsage.ofReadings(question, last, readings);
        }
        Iterable<Statement> later = () -> issued.stream()
                .filter(summary -> summary.number() > ofPeriod.number())
                .map(this::whole)
                .iterator();
        return StatedUsage.of(question, whole(ofPeriod), later, readings);
    }

    /** The readings of the meter from the period on. */
    List<Reading> readings(UsageQuestion question) {
        return usage.readings(
                question.license(),
                new ReadingFilter(
                        question.meter(),
                        "MONTH",
                        question.fromMs(),
                        !question.group().isEmpty(),
                        MOST));
    }

    private Statement whole(StatementSummary summary) {
        return statements
                .statement(summary.license(), summary.number())
                .value()
                .orElseThrow(() -> new IllegalStateException("statement " + summary.statement() + " is gone"));
    }
}
