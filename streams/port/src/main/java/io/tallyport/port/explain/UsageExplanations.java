package io.tallyport.port.explain;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.SeatMeters;
import io.tallyport.expression.sketch.EventDigests;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.statement.PeriodText;
import io.tallyport.port.statement.StatementBook;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementCertificate;
import io.tallyport.readmodel.StatementPeriod;
import io.tallyport.readmodel.TimelineEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Explains numbers of usage: finds what was told, reads the events behind it, and counts them again. */
public final class UsageExplanations {

    /** So many events are listed at most. */
    public static final int LISTED_MOST = 10_000;

    private static final int MOST = 10_000;
    /** Less than callers wait for. */
    private static final Duration WITHIN = Duration.ofSeconds(45);

    private final Supplier<PartitionReader> readers;
    private final Registry registry;
    private final StatementBook statements;
    private final UsageBook usage;
    private final StatedUsages stated;
    private final SeatExplanations seats;
    private final int partitions;
    private final LongSupplier nowMs;
    private final BooleanSupplier isBrokersTime;

    /**
     * @param readers opens a reader of topics
     * @param partitions partition count of the installation
     * @param nowMs the node's clock
     * @param isBrokersTime whether that is the broker's; with a clock of its own, topics are read from their beginning
     */
    public UsageExplanations(
            Supplier<PartitionReader> readers,
            Registry registry,
            StatementBook statements,
            UsageBook usage,
            int partitions,
            LongSupplier nowMs,
            BooleanSupplier isBrokersTime) {
        this.readers = readers;
        this.registry = registry;
        this.statements = statements;
        this.usage = usage;
        this.stated = new StatedUsages(statements, usage);
        this.seats = new SeatExplanations(readers, statements, usage, partitions);
        this.partitions = partitions;
        this.nowMs = nowMs;
        this.isBrokersTime = isBrokersTime;
    }

    /**
     * {@code GET /v1/explain/usage/...}: 200 with the number, recomputed.
     *
     * @param period month in which it begins, or the instant at which it does
     * @param group only this group; empty for all
     * @param meterVersion only this version; null for all
     */
    public Answer explain(
            String license, String meter, String period, String group, @Nullable Integer meterVersion, int limit) {
        LicenseTerm term = statements
                .term(license)
                .value()
                .orElseThrow(() -> Problem.of(404, "LICENSE_UNKNOWN", "there is no license " + license)
                        .asException());
        StatementPeriod found = period(period, term);
        var question = new UsageQuestion(license, meter, found.fromMs(), found.toMs(), group, meterVersion, limit);
        if (SeatMeters.isOne(meter)) {
            return seats.explain(question, term);
        }
        var shelf = new MeterShelf(usage, meter);
        Meter latest = shelf.latest(question);
        int partition = LicensePartition.of(license, partitions);
        try (var reader = new EvidenceReader(readers.get(), registry, partition, Set.of(license), WITHIN)) {
            var evidence =
                    new UsageEvidence(reader, question.fromMs(), nowMs.getAsLong(), isBrokersTime.getAsBoolean());
            evidence.requireWhole();
            StatedUsage before = stated.of(question);
            UsageRecomputation recomputation = recompute(evidence, question, latest, shelf, before);
            // What is told of the events that were read may be on its way still.
            long readings = reader.end(TopicCatalog.USAGE_READINGS.name());
            usage.awaitRead(TopicCatalog.USAGE_READINGS.name(), partition, readings - 1);
            StatedUsage after = stated.of(question);
            boolean moved = !after.lines().equals(before.lines());
            var parts = PlanPart.of(question.fromMs(), question.toMs(), timeline(license));
            boolean fitsBefore = UsageComparison.of(question, before, recomputation.now(), parts)
                    .isEqual();
            return Answer.ok(new UsageExplanation(
                            question,
                            term,
                            latest,
                            parts,
                            fitsBefore ? before : after,
                            recomputation,
                            reader.undecided(),
                            moved)
                    .json());
        }
    }

    private static StatementPeriod period(String text, LicenseTerm term) {
        var month = PeriodText.monthOrNull(text);
        if (month != null) {
            return StatementPeriod.beginningIn(month, term.calendar());
        }
        long fromMs = PeriodText.instantMs(text);
        var period = StatementPeriod.holding(fromMs, term.calendar());
        if (period.fromMs() != fromMs) {
            throw PeriodText.malformed("does not begin at " + Json.instant(fromMs)
                    + ": the one of this license that holds it begins at "
                    + Json.instant(period.fromMs()));
        }
        return period;
    }

    private List<TimelineEvent> timeline(String license) {
        return statements.timeline(license, MOST).value();
    }

    private UsageRecomputation recompute(
            UsageEvidence evidence, UsageQuestion question, Meter latest, MeterShelf shelf, StatedUsage stated) {
        UsageEvidence.Past past = evidence.past();
        var recomputation = new UsageRecomputation(
                question,
                latest.aggregation(),
                PlanPart.of(question.fromMs(), question.toMs(), timeline(question.license())),
                past.corrections(),
                new MeterHistory(question.meter(), shelf::in, shelf::starts, past.switches()),
                EventDigests::of,
                readFor(stated.statement()),
                readFor(stated.lastStatement()));
        evidence.events(
                past,
                event -> event.getTimeMs() >= question.fromMs() && event.getTimeMs() < question.toMs(),
                recomputation::take);
        return recomputation;
    }

    private static @Nullable ReadUpTo readFor(@Nullable Statement statement) {
        StatementCertificate certificate = statement == null ? null : statement.certificate();
        return certificate == null ? null : ReadUpTo.of(certificate);
    }
}
