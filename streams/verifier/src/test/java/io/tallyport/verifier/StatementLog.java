package io.tallyport.verifier;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TickRecords;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.JournalRunV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.PipelineJournalV1;
import io.tallyport.wire.ReadTopicV1;
import io.tallyport.wire.StatementCertificateV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UnattributedRowV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.VerdictKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Builds the log of one partition by hand, record by record in the order in which they are decided; each also lies in
 * the journal. All lines, totals and certificates are written down by the tests, none is computed.
 */
final class StatementLog {

    static final String LICENSE = "lic-1";
    private static final String USAGE = TopicCatalog.USAGE_EVENTS.name();

    private final Map<String, List<SpecificRecord>> topics = new HashMap<>();
    private final List<JournalRunV1> runs = new ArrayList<>();
    private final Map<String, UsageEventV1> events = new HashMap<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private long nowMs;
    private long sequence = -1;
    private long timeline;
    private String state = "";
    private long readings;

    StatementLog tick(String instant) {
        nowMs = StatementParts.at(instant);
        TopicCatalog.sources().forEach(topic -> take(topic, TickRecords.at(topic, nowMs), "READ"));
        return this;
    }

    StatementLog revision(long number, String document) {
        take(TopicCatalog.CATALOG_REVISIONS, LogRecords.revision(number, document), "READ");
        return this;
    }

    /** A command and its answer. */
    StatementLog command(
            LicenseCommandKind kind,
            String id,
            String plan,
            Map<String, String> attributes,
            String answer,
            String refusal) {
        var command = LogRecords.command(kind, id, plan, attributes);
        long offset = take(TopicCatalog.LICENSE_COMMANDS, command, "READ");
        var log = event(answer, refusal, id, "ann", plan, nowMs, 1, TopicCatalog.LICENSE_COMMANDS, offset);
        return answer.startsWith("SEAT_") || answer.startsWith("RENEW")
                ? change(
                        TopicCatalog.LICENSE_EVENTS,
                        Math.toIntExact(last(TopicCatalog.LICENSE_EVENTS).offset()),
                        event -> event.setAttributes(new HashMap<>(attributes)))
                : log;
    }

    StatementLog event(
            String type,
            String refusal,
            String command,
            String author,
            String plan,
            long atMs,
            long revision,
            TallyTopic<?> origin,
            long offset) {
        timeline += type.equals("REFUSED") ? 0 : 1;
        var event = LogRecords.licenseEvent(type, refusal, command, author, plan, new Place(origin.name(), 0, offset));
        event.setVersion(timeline);
        state = LogRecords.stateAfter(type, state);
        event.setState(state);
        event.setAtMs(atMs);
        event.setCatalogRevision(revision);
        return publish(TopicCatalog.LICENSE_EVENTS, event);
    }

    StatementLog counted(String id, String type, String instant, Map<String, Object> data, PeriodZone zone) {
        return verdict(VerdictKind.COUNTED, "", read(LogRecords.usage(id, type, instant, data), "READ"), zone);
    }

    StatementLog rejected(String id, String type, String instant, Map<String, Object> data, String reason) {
        return verdict(
                VerdictKind.REJECTED, reason, read(LogRecords.usage(id, type, instant, data), "READ"), PeriodZone.NONE);
    }

    /** What became of an event that a backfill brings. */
    StatementLog backfilled(
            TallyTopic<UsageEventV1> topic, UsageEventV1 event, VerdictKind kind, String reason, PeriodZone zone) {
        long offset = take(topic, event, "READ");
        var verdict = LogRecords.verdict(topic, kind, reason, offset, zone);
        return publish(
                TopicCatalog.USAGE_VERDICTS, kind == VerdictKind.COUNTED ? verdict : LogRecords.of(event, verdict));
    }

    /** An event of a subject, of type {@code call}, in an open period. */
    StatementLog counted(String id, List<String> subject, String instant, Map<String, Object> data) {
        var event = LogRecords.usage(id, "call", instant, data);
        event.setSubjectPath(subject);
        return verdict(VerdictKind.COUNTED, "", read(event, "READ"), PeriodZone.OPEN);
    }

    /** An event of no license, or of one that does not exist. */
    StatementLog unowned(String id, String license) {
        var event = LogRecords.usage(id, "call", "2026-01-10T11:00:00Z", Map.of());
        event.setLicense(license);
        long offset = read(event, "READ");
        String reason = license.isEmpty() ? "LICENSE_MISSING" : "LICENSE_UNKNOWN";
        var verdict =
                LogRecords.verdict(TopicCatalog.USAGE_EVENTS, VerdictKind.REJECTED, reason, offset, PeriodZone.NONE);
        verdict.setDecidedAtMs(nowMs);
        return publish(TopicCatalog.USAGE_VERDICTS, LogRecords.of(event, verdict));
    }

    /** What no license owns of a month, as of now. */
    StatementLog unattributed(String month, UnattributedRowV1... rows) {
        return publish(TopicCatalog.USAGE_STATEMENTS, LogRecords.unattributed(month, nowMs, rows));
    }

    /** An event that waits for the release of its license. */
    StatementLog parked(String id, String type, String instant) {
        long unused = read(LogRecords.usage(id, type, instant, Map.of()), "PARKED");
        return this;
    }

    StatementLog released(String id, PeriodZone zone) {
        long offset = offsets.getOrDefault(id, -1L);
        run(USAGE, offset, "RELEASED");
        return verdict(VerdictKind.COUNTED, "", offset, zone);
    }

    StatementLog corrected(UsageKind kind, String id, String command, PeriodZone zone) {
        var at = new Place(USAGE, 0, offsets.getOrDefault(id, -1L));
        var record = LogRecords.correction(kind, Objects.requireNonNull(events.get(id)), at, command);
        long offset = take(TopicCatalog.USAGE_EVENTS, record, "READ");
        return verdict(VerdictKind.CORRECTED, kind.name(), offset, zone);
    }

    StatementLog recounted(String series, String month) {
        var data = Map.<String, Object>of("series", series, "group", "", "w.MONTH." + StatementParts.at(month), "0");
        return recounted(data, null, "RECOUNT");
    }

    /** The answer to a recount that a record was the cause of. */
    StatementLog recounted(Map<String, Object> data, @Nullable Place cause, String verdict) {
        var record = LogRecords.recount(nowMs, data, cause);
        return verdict(
                VerdictKind.CORRECTED, verdict, take(TopicCatalog.USAGE_EVENTS, record, "READ"), PeriodZone.NONE);
    }

    /** Where the last record of a topic lies. */
    Place last(TallyTopic<?> topic) {
        return new Place(
                topic.name(), 0, topics.getOrDefault(topic.name(), List.of()).size() - 1L);
    }

    private long read(UsageEventV1 event, String phase) {
        long offset = take(TopicCatalog.USAGE_EVENTS, event, phase);
        events.put(event.getId(), event);
        offsets.put(event.getId(), offset);
        return offset;
    }

    private StatementLog verdict(VerdictKind kind, String reason, long offset, PeriodZone zone) {
        return publish(
                TopicCatalog.USAGE_VERDICTS, LogRecords.verdict(TopicCatalog.USAGE_EVENTS, kind, reason, offset, zone));
    }

    /** A reading of months. */
    StatementLog reading(MeterReadingV1... values) {
        return publish(TopicCatalog.USAGE_READINGS, LogRecords.reading(++readings, nowMs, values));
    }

    StatementLog statement(
            long number, String from, String to, StatementCertificateV1 certificate, List<StatementLineV1> lines) {
        return publish(TopicCatalog.USAGE_STATEMENTS, head(number, from, to, certificate, lines));
    }

    UsageStatementV1 head(
            long number,
            String from,
            String to,
            @Nullable StatementCertificateV1 certificate,
            List<StatementLineV1> lines) {
        return LogRecords.statement(number, nowMs, from, to, certificate, lines);
    }

    StatementLog held(long number, String from, String to, String reason) {
        var held = head(number, from, to, null, List.of());
        held.setStatus(StatementStatus.HELD);
        held.setHeldReason(reason);
        held.setHeldDetail("something is missing");
        held.setHeldSinceMs(nowMs);
        return publish(TopicCatalog.USAGE_STATEMENTS, held);
    }

    /** A certificate as of now, of so many records that were counted and corrected in all, and these ids. */
    StatementCertificateV1 certificate(long counted, long corrected, long parked, long everCounted, String... ids) {
        var read = new ArrayList<ReadTopicV1>();
        for (var topic : List.of(TopicCatalog.USAGE_EVENTS, TopicCatalog.USAGE_BULK)) {
            long one = topic == TopicCatalog.USAGE_EVENTS ? 1 : 0;
            long end = topics.getOrDefault(topic.name(), List.of()).size();
            read.add(LogRecords.read(topic, end, one * counted, one * corrected, one * parked));
        }
        return LogRecords.certificate(read, everCounted, ids);
    }

    StatementLog commit() {
        publish(
                TopicCatalog.PIPELINE_JOURNAL,
                PipelineJournalV1.newBuilder()
                        .setSequence(++sequence)
                        .setAsOfMs(nowMs)
                        .setRuns(List.copyOf(runs))
                        .build());
        runs.clear();
        return this;
    }

    private long take(TallyTopic<?> topic, SpecificRecord record, String phase) {
        var unused = publish(topic, record);
        long offset = topics.getOrDefault(topic.name(), List.of()).size() - 1L;
        run(topic.name(), offset, phase);
        return offset;
    }

    private void run(String topic, long offset, String phase) {
        runs.add(JournalRunV1.newBuilder()
                .setTopic(topic)
                .setFirstOffset(offset)
                .setCount(1)
                .setPhase(phase)
                .build());
    }

    StatementLog publish(TallyTopic<?> topic, SpecificRecord value) {
        topics.computeIfAbsent(topic.name(), t -> new ArrayList<>()).add(value);
        return this;
    }

    StatementLog remove(TallyTopic<?> topic, int index) {
        var unused = topics.getOrDefault(topic.name(), new ArrayList<>()).remove(index);
        return this;
    }

    /** Changes a published record in place. */
    <T extends SpecificRecord> StatementLog change(TallyTopic<T> topic, int index, Consumer<T> change) {
        change.accept(
                topic.type().cast(topics.getOrDefault(topic.name(), List.of()).get(index)));
        return this;
    }

    <T extends SpecificRecord> void forEach(TallyTopic<T> topic, Consumer<T> taker) {
        topics.getOrDefault(topic.name(), List.of())
                .forEach(value -> taker.accept(topic.type().cast(value)));
    }

    PastVersions past() {
        return new PastVersions(log(), new Catalogs(log(), new Findings()));
    }

    Findings check() {
        var findings = new Findings();
        var unused = new PartitionCheck(log(), new SharedIds(findings), findings).run();
        return findings;
    }

    private PartitionLog log() {
        var records = new HashMap<String, List<Stored>>();
        topics.forEach((topic, values) -> {
            var stored = new ArrayList<Stored>();
            for (int i = 0; i < values.size(); i++) {
                stored.add(Stored.of(new Place(topic, 0, i), values.get(i)));
            }
            records.put(topic, stored);
        });
        int journal = topics.getOrDefault(TopicCatalog.PIPELINE_JOURNAL.name(), List.of())
                .size();
        return new PartitionLog(0, 1, records, Set.of(), journal);
    }
}
