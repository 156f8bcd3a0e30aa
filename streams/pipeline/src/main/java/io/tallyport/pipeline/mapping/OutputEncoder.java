package io.tallyport.pipeline.mapping;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.domain.anomaly.AnomalyAlert;
import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.lease.LeaseAnswer;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.quota.QuotaAlert;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.domain.statement.Statement;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.domain.usage.Zone;
import io.tallyport.pipeline.state.CommitJournal;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.PendingRecount;
import io.tallyport.pipeline.state.RecountCoverage;
import io.tallyport.pipeline.state.Recounts;
import io.tallyport.pipeline.state.TopicTallies;
import io.tallyport.pipeline.state.UnattributedRecords;
import io.tallyport.pipeline.state.WaitingMeter;
import io.tallyport.wire.AnomalyAlertV1;
import io.tallyport.wire.AuditEntryV1;
import io.tallyport.wire.EntitlementUpdateV1;
import io.tallyport.wire.JournalRunV1;
import io.tallyport.wire.LeaseOutcomeV1;
import io.tallyport.wire.LeaseStatus;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.PipelineJournalV1;
import io.tallyport.wire.QuotaAlertV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.UsageReadingV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** From the domain to the bytes of the output topics. Not thread-safe: one per task. */
public final class OutputEncoder {

    /** No output record is larger. */
    public static final int MAX_RECORD_BYTES = 256 * 1024;

    private final WireCodec<UsageVerdictV1> verdicts;
    private final WireCodec<UsageReadingV1> readings;
    private final WireCodec<UsageStatementV1> statements;
    private final WireCodec<QuotaAlertV1> quotas;
    private final WireCodec<AnomalyAlertV1> anomalies;
    private final WireCodec<LicenseEventV1> licenses;
    private final WireCodec<EntitlementUpdateV1> snapshots;
    private final WireCodec<LeaseOutcomeV1> leases;
    private final WireCodec<AuditEntryV1> audit;
    private final WireCodec<PipelineJournalV1> journal;
    private final WireCodec<RecountRequestV1> recounts;

    public OutputEncoder(Registry registry) {
        verdicts = registry.codec(TopicCatalog.USAGE_VERDICTS);
        readings = registry.codec(TopicCatalog.USAGE_READINGS);
        statements = registry.codec(TopicCatalog.USAGE_STATEMENTS);
        quotas = registry.codec(TopicCatalog.QUOTA_ALERTS);
        anomalies = registry.codec(TopicCatalog.ANOMALY_ALERTS);
        licenses = registry.codec(TopicCatalog.LICENSE_EVENTS);
        snapshots = registry.codec(TopicCatalog.ENTITLEMENT_SNAPSHOTS);
        leases = registry.codec(TopicCatalog.LEASE_OUTCOMES);
        audit = registry.codec(TopicCatalog.AUDIT_ENTRIES);
        journal = registry.codec(TopicCatalog.PIPELINE_JOURNAL);
        recounts = registry.codec(TopicCatalog.RECOUNT_REQUESTS);
    }

    /** A verdict on one record. */
    public byte[] verdict(
            Origin origin,
            String license,
            @Nullable UsageEvent event,
            UsageVerdict verdict,
            long nowMs,
            long revision) {
        var value = verdict(verdict.zone(), verdict.outsideEntitlement(), origin, 1, nowMs, revision);
        value.setKind(VerdictKind.valueOf(verdict.kind().name()));
        value.setLicense(license);
        if (event != null) {
            value.setSource(event.source());
            value.setId(event.id());
            value.setType(event.type());
            value.setTimeMs(event.timeMs());
        }
        value.setField(verdict.field());
        value.setReason(verdict.reason());
        value.setDetail(verdict.detail());
        return bounded(verdicts, value);
    }

    /** A verdict on a run of counted records. */
    public byte[] counted(CommitJournal.CountedRun run, long nowMs) {
        var value = verdict(run.zone(), run.outsideEntitlement(), run.first(), run.count(), nowMs, run.revision());
        value.setKind(VerdictKind.COUNTED);
        return bounded(verdicts, value);
    }

    /** A verdict that names no event yet. Without a builder: that costs more than the verdict. */
    private static UsageVerdictV1 verdict(
            @Nullable Zone zone, boolean outside, Origin first, long count, long nowMs, long revision) {
        var value = new UsageVerdictV1();
        value.setZone(zone(zone));
        value.setTopic(first.topic());
        value.setPartition(first.partition());
        value.setFirstOffset(first.offset());
        value.setCount(count);
        value.setOutsideEntitlement(outside);
        value.setTenant("");
        value.setLicense("");
        value.setSource("");
        value.setId("");
        value.setType("");
        value.setField("");
        value.setReason("");
        value.setDetail("");
        value.setDecidedAtMs(nowMs);
        value.setCatalogRevision(revision);
        return value;
    }

    /** The changed values of one ledger: several records only when one would be too large. */
    public List<byte[]> readings(
            LicenseLedger before,
            LicenseLedger now,
            List<GroupUsage.Change> groups,
            Recounts.Marks marks,
            Catalog catalog,
            java.util.function.LongSupplier version,
            long nowMs) {
        var encoded = new ArrayList<byte[]>(1);
        for (UsageReadingV1 record : ReadingMapping.records(before, now, groups, marks, catalog, version, nowMs)) {
            encoded.add(bounded(readings, record));
        }
        return encoded;
    }

    /** A request to count events again. */
    public byte[] recount(
            PendingRecount pending, ToLongFunction<WindowStart> ends, RecountCoverage coverage, long nowMs) {
        return bounded(recounts, RecountMapping.request(pending, ends, coverage, nowMs));
    }

    /**
     * A request to count a whole meter again.
     *
     * @param parts of the license's periods, where there is more than one
     */
    public byte[] recount(
            WaitingMeter waiting,
            UsageCalendar calendar,
            List<PlanSpan.Part> parts,
            RecountCoverage coverage,
            long revision,
            long nowMs) {
        return bounded(recounts, RecountMapping.request(waiting, calendar, parts, coverage, revision, nowMs));
    }

    /** The pages of a statement. */
    public List<byte[]> statement(
            Statement statement, License license, Catalog catalog, int partition, TopicTallies tallies) {
        return StatementMapping.pages(statement, license, catalog, partition, tallies).stream()
                .map(page -> bounded(statements, page))
                .toList();
    }

    /** What no license owns of a month, beside the statements. */
    public byte[] unattributed(UnattributedRecords.Certificate month, int partition, long revision, long nowMs) {
        return bounded(statements, UnattributedMapping.record(month, partition, revision, nowMs));
    }

    public byte[] quotaAlert(QuotaAlert alert, License license, long nowMs) {
        return bounded(quotas, AlertMapping.quotaAlert(alert, license, nowMs));
    }

    /** An alert about usage of a license that is not active. */
    public byte[] outsideEntitlement(License license, boolean opened, Origin origin, long revision, long nowMs) {
        return bounded(quotas, AlertMapping.outsideEntitlement(license, opened, origin, revision, nowMs));
    }

    public byte[] anomaly(AnomalyAlert alert, String license, String customer, long nowMs) {
        return bounded(anomalies, AlertMapping.anomaly(alert, license, customer, nowMs));
    }

    /**
     * An event of a timeline.
     *
     * @param attributes what the command said beside the license; none if it said nothing
     */
    public byte[] licenseEvent(LicenseTimelineEvent e, Origin origin, long revision, Map<String, String> attributes) {
        return bounded(licenses, LicenseEventMapping.event(e, origin, revision, attributes));
    }

    public byte[] snapshot(Entitlement entitlement, int partition, long nowMs, long tickAppendedAtMs) {
        return bounded(
                snapshots,
                update(partition, nowMs, tickAppendedAtMs)
                        .setSnapshot(EntitlementMapping.snapshot(entitlement))
                        .build());
    }

    public byte[] heartbeat(int partition, long nowMs, long tickAppendedAtMs) {
        return bounded(
                snapshots,
                update(partition, nowMs, tickAppendedAtMs).setSnapshot(null).build());
    }

    public byte[] lease(LeaseAnswer answer, long nowMs, long revision) {
        return bounded(
                leases,
                LeaseOutcomeV1.newBuilder()
                        .setRequestId(answer.request().requestId())
                        .setLicense(answer.request().license())
                        .setMeter(answer.request().meter())
                        .setNode(answer.request().node())
                        .setStatus(answer.granted() ? LeaseStatus.GRANTED : LeaseStatus.REFUSED)
                        .setReason(answer.reason())
                        .setDetail(answer.detail())
                        .setAtMs(nowMs)
                        .setCatalogRevision(revision)
                        .build());
    }

    public byte[] audit(AuditEntry entry, long nowMs, long revision) {
        return bounded(
                audit,
                AuditEntryV1.newBuilder()
                        .setEntryId(entry.origin() + "/" + entry.action())
                        .setLicense(entry.license())
                        .setActor(entry.actor())
                        .setAction(entry.action())
                        .setTarget(entry.target())
                        .setReason(entry.reason())
                        .setCommandId(entry.commandId())
                        .setBefore(entry.before())
                        .setAfter(entry.after())
                        .setAtMs(nowMs)
                        .setCatalogRevision(revision)
                        .setEvidence(EntitlementMapping.evidence(
                                entry.evidence() != null
                                        ? entry.evidence()
                                        : new io.tallyport.domain.evidence.Evidence(
                                                entry.action(), revision, entry.origin(), "", "", java.util.Map.of())))
                        .build());
    }

    public byte[] journal(List<CommitJournal.Run> runs, int partition, long sequence, long nowMs) {
        return bounded(
                journal,
                PipelineJournalV1.newBuilder()
                        .setPartition(partition)
                        .setSequence(sequence)
                        .setAsOfMs(nowMs)
                        .setRuns(runs.stream()
                                .map(run -> JournalRunV1.newBuilder()
                                        .setTopic(run.first().topic())
                                        .setFirstOffset(run.first().offset())
                                        .setCount(run.count())
                                        .setPhase(run.phase().name())
                                        .build())
                                .toList())
                        .build());
    }

    private static EntitlementUpdateV1.Builder update(int partition, long nowMs, long tickAppendedAtMs) {
        return EntitlementUpdateV1.newBuilder()
                .setPartition(partition)
                .setAsOfMs(nowMs)
                .setTickAppendedAtMs(tickAppendedAtMs);
    }

    private static PeriodZone zone(@Nullable Zone zone) {
        return zone == null ? PeriodZone.NONE : PeriodZone.valueOf(zone.name());
    }

    private static <T extends SpecificRecord> byte[] bounded(WireCodec<T> codec, T value) {
        byte[] bytes = codec.encode(value);
        if (bytes.length > MAX_RECORD_BYTES) {
            throw new IllegalStateException("an output of " + bytes.length + " bytes is larger than " + MAX_RECORD_BYTES
                    + ": " + value.getSchema().getName());
        }
        return bytes;
    }
}
