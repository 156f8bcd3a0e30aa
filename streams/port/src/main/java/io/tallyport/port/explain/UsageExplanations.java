package io.tallyport.port.explain;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.expression.sketch.EventDigests;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.statement.PeriodText;
import io.tallyport.port.statement.StatementBook;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.ReadingFilter;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementCertificate;
import io.tallyport.readmodel.StatementFilter;
import io.tallyport.readmodel.StatementPeriod;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;
import io.tallyport.readmodel.TimelineEvent;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Explains numbers of usage: finds what was told, reads the events behind it, and counts them again. */
public final class UsageExplanations {

    /** So many events are listed at most. */
    public static final int LISTED_MOST = 10_000;

    private static final List<String> TOPICS =
            List.of(TopicCatalog.USAGE_EVENTS.name(), TopicCatalog.USAGE_BULK.name());
    private static final int MOST = 10_000;
    private static final int CORRECTIONS_MOST = 200_000;
    /** Less than callers wait for. */
    private static final Duration WITHIN = Duration.ofSeconds(45);

    private final Supplier<PartitionReader> readers;
    private final Registry registry;
    private final StatementBook statements;
    private final UsageBook usage;
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
        var shelf = new MeterShelf(usage, question);
        Meter latest = shelf.latest();
        int partition = LicensePartition.of(license, partitions);
        try (var reader = new EvidenceReader(readers.get(), registry, partition, license, WITHIN)) {
            requireEvidence(reader, question);
            StatedUsage before = stated(question);
            var ends = new TreeMap<String, Long>();
            TOPICS.forEach(topic -> ends.put(topic, reader.end(topic)));
            UsageRecomputation recomputation = recompute(reader, question, latest, shelf, before, ends);
            // What is told of the events that were read may be on its way still.
            long readings = reader.end(TopicCatalog.USAGE_READINGS.name());
            usage.awaitRead(TopicCatalog.USAGE_READINGS.name(), partition, readings - 1);
            StatedUsage after = stated(question);
            boolean moved = !after.lines().equals(before.lines());
            boolean fitsBefore =
                    UsageComparison.of(question, before, recomputation.now()).isEqual();
            return Answer.ok(new UsageExplanation(
                            question,
                            term,
                            latest,
                            PlanPart.of(question.fromMs(), question.toMs(), timeline(license)),
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

    /** An event is appended at most so long before its time. */
    private static long neededFromMs(UsageQuestion question) {
        return question.fromMs() - UsageAdmission.FUTURE_TOLERANCE.toMillis();
    }

    /** Fails unless everything is there that was appended from the beginning of the period on. */
    private void requireEvidence(EvidenceReader reader, UsageQuestion question) {
        boolean brokersTime = isBrokersTime.getAsBoolean();
        long neededMs = neededFromMs(question);
        var starts = new ArrayList<EvidenceStart>();
        var verdicts = reader.start(TopicCatalog.USAGE_VERDICTS.name(), nowMs.getAsLong());
        TOPICS.forEach(topic -> starts.add(reader.start(topic, nowMs.getAsLong())));
        // Usage topics have ticks, so one that begins late has lost something; verdicts may begin late for want of
        // usage.
        boolean quiet = brokersTime
                && !verdicts.isWholeFrom(neededMs, true)
                && TOPICS.stream().noneMatch(topic -> reader.isUsedBetween(topic, neededMs, verdicts.firstAtMs()));
        if (!quiet) {
            starts.add(verdicts);
        }
        EvidenceStart.latestLack(starts, neededMs, brokersTime).ifPresent(lack -> {
            throw lack.expired(question.fromMs()).asException();
        });
    }

    private UsageRecomputation recompute(
            EvidenceReader reader,
            UsageQuestion question,
            Meter latest,
            MeterShelf shelf,
            StatedUsage stated,
            Map<String, Long> ends) {
        long neededMs = neededFromMs(question);
        var starts = new TreeMap<String, Long>();
        TOPICS.forEach(topic -> starts.put(topic, isBrokersTime.getAsBoolean() ? reader.offsetAt(topic, neededMs) : 0));
        var corrections = new Corrections();
        String events = TopicCatalog.USAGE_EVENTS.name();
        reader.read(
                events,
                starts.getOrDefault(events, 0L),
                ends.getOrDefault(events, 0L),
                WireEvents::isCorrection,
                (record, at, verdict) -> {
                    if (WireEvents.isTaken(record, verdict)) {
                        WireEvents.note(record, at, corrections);
                    }
                    if (corrections.size() > CORRECTIONS_MOST) {
                        throw Problem.of(
                                        504,
                                        "TOO_MUCH_TO_READ",
                                        "the license has more than " + CORRECTIONS_MOST
                                                + " corrections since the period began, more than can be kept at once")
                                .asException();
                    }
                });
        var recomputation = new UsageRecomputation(
                question,
                latest.aggregation(),
                PlanPart.of(question.fromMs(), question.toMs(), timeline(question.license())),
                corrections,
                shelf::in,
                EventDigests::of,
                readFor(stated.statement()),
                readFor(stated.lastStatement()));
        for (String topic : TOPICS) {
            reader.read(
                    topic,
                    starts.getOrDefault(topic, 0L),
                    ends.getOrDefault(topic, 0L),
                    event -> isIn(question, event),
                    (record, at, verdict) -> {
                        if (WireEvents.brought(record, verdict)) {
                            recomputation.take(WireEvents.judged(record, at, verdict));
                        }
                    });
        }
        return recomputation;
    }

    private static boolean isIn(UsageQuestion question, UsageEventV1 event) {
        return (event.getKind() == UsageKind.USAGE || event.getKind() == UsageKind.AMEND)
                && event.getTimeMs() >= question.fromMs()
                && event.getTimeMs() < question.toMs();
    }

    private static @Nullable ReadUpTo readFor(@Nullable Statement statement) {
        StatementCertificate certificate = statement == null ? null : statement.certificate();
        return certificate == null ? null : ReadUpTo.of(certificate);
    }

    private StatedUsage stated(UsageQuestion question) {
        List<StatementSummary> issued = statements
                .statements(new StatementFilter(question.license(), null, null, StatementStatus.ISSUED, null, MOST))
                .value()
                .stream()
                .sorted(Comparator.comparingLong(StatementSummary::number))
                .toList();
        StatementSummary ofPeriod = StatedUsage.ofPeriod(question.fromMs(), issued);
        if (ofPeriod == null) {
            Statement last = issued.isEmpty() ? null : whole(issued.get(issued.size() - 1));
            var filter = new ReadingFilter(
                    question.meter(),
                    "MONTH",
                    question.fromMs(),
                    !question.group().isEmpty(),
                    MOST);
            return StatedUsage.ofReadings(question, last, usage.readings(question.license(), filter));
        }
        Iterable<Statement> later = () -> issued.stream()
                .filter(summary -> summary.number() > ofPeriod.number())
                .map(this::whole)
                .iterator();
        return StatedUsage.of(question, whole(ofPeriod), later);
    }

    private Statement whole(StatementSummary summary) {
        return statements
                .statement(summary.license(), summary.number())
                .value()
                .orElseThrow(() -> new IllegalStateException("statement " + summary.statement() + " is gone"));
    }
}
