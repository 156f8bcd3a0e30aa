package io.tallyport.port.explain;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.SeatMeters;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.statement.StatementBook;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.TimelineEvent;
import java.util.List;
import java.util.function.Supplier;

/** Explains numbers of the meters of seats: no usage feeds them, so they follow from the license's timeline and calendar. */
final class SeatExplanations {

    private static final int MOST = 10_000;

    private final Supplier<PartitionReader> readers;
    private final StatementBook statements;
    private final UsageBook usage;
    private final StatedUsages told;
    private final int partitions;

    /**
     * @param readers opens a reader of topics, of which only the ends are asked for
     * @param partitions partition count of the installation
     */
    SeatExplanations(Supplier<PartitionReader> readers, StatementBook statements, UsageBook usage, int partitions) {
        this.readers = readers;
        this.statements = statements;
        this.usage = usage;
        this.told = new StatedUsages(statements, usage);
        this.partitions = partitions;
    }

    /** 200 with the number, recomputed. */
    Answer explain(UsageQuestion question, LicenseTerm term) {
        requireMeter(question);
        awaitRead(question.license());
        StatedUsage before = told.of(question);
        var found = statements.timeline(question.license(), MOST);
        List<TimelineEvent> timeline = found.value();
        requireWhole(question.license(), timeline);
        StatedUsage stated = told.of(question);
        // Another partition may lag behind the one of the license, of which a reading tells more.
        long untilMs =
                told.readings(question).stream().mapToLong(Reading::asOfMs).reduce(found.asOfMs(), Math::max);
        Meter meter = question.meter().equals(SeatMeters.HELD.id()) ? SeatMeters.HELD : SeatMeters.ASSIGNED;
        return Answer.ok(new SeatExplanation(
                        question,
                        term,
                        meter,
                        PlanPart.of(question.fromMs(), question.toMs(), timeline),
                        stated,
                        SeatFeeds.of(question, term, timeline, untilMs),
                        !stated.lines().equals(before.lines()))
                .json());
    }

    private static void requireMeter(UsageQuestion question) {
        if (!question.group().isEmpty()) {
            throw Problem.badInput("MALFORMED", "group", "meter " + question.meter() + " has no groups")
                    .asException();
        }
        if (!question.wants(SeatMeters.HELD.version())) {
            throw Problem.badInput(
                            "METER_UNKNOWN",
                            "meterVersion",
                            "meter " + question.meter() + " has one version, " + SeatMeters.HELD.version())
                    .asException();
        }
    }

    /** What is told of the events so far may be on its way still. */
    private void awaitRead(String license) {
        int partition = LicensePartition.of(license, partitions);
        try (var reader = readers.get()) {
            for (String topic : List.of(TopicCatalog.LICENSE_EVENTS.name(), TopicCatalog.USAGE_READINGS.name())) {
                usage.awaitRead(topic, partition, reader.end(topic, partition) - 1);
            }
        }
    }

    /** Who has a seat follows from all events, the first among them. */
    private static void requireWhole(String license, List<TimelineEvent> timeline) {
        if (timeline.size() == MOST && !timeline.get(0).type().equals("ISSUED")) {
            throw Problem.of(
                            504,
                            "TOO_MUCH_TO_READ",
                            "the timeline of license " + license + " has more than " + MOST
                                    + " events, more than can be looked at at once")
                    .asException();
        }
    }
}
