package io.tallyport.contract;

import io.tallyport.wire.AnomalyAlertV1;
import io.tallyport.wire.AuditEntryV1;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.CheckDecisionV1;
import io.tallyport.wire.EntitlementUpdateV1;
import io.tallyport.wire.LeaseOutcomeV1;
import io.tallyport.wire.LeaseRequestV1;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.PipelineJournalV1;
import io.tallyport.wire.QuotaAlertV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageReadingV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.UsageVerdictV1;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The one place that names the topics. It creates them ({@link TopicInstaller}), documents them and gives the rights
 * that each role needs. Every topic has the same number of partitions, fixed at installation, and uses
 * {@code LogAppendTime}: event time lives in the payload only.
 */
public final class TopicCatalog {

    static {
        TrustedClasses.install();
    }

    public static final TallyTopic<UsageEventV1> USAGE_EVENTS = topic(
            "usage.events.v1",
            UsageEventV1.class,
            UsageEventV1.getClassSchema(),
            TallyTopic.Role.SOURCE,
            false,
            Duration.ofDays(400),
            "Usage events from products, live.",
            "edge, recount, ticker, client libraries",
            "pipeline, port, recount, verify");
    public static final TallyTopic<UsageEventV1> USAGE_BULK = topic(
            "usage.bulk.v1",
            UsageEventV1.class,
            UsageEventV1.getClassSchema(),
            TallyTopic.Role.SOURCE,
            false,
            Duration.ofDays(400),
            "Usage events from connectors, files and backfill jobs; yields to live traffic.",
            "edge, ticker, connectors",
            "pipeline, port, recount, verify");
    public static final TallyTopic<LicenseCommandV1> LICENSE_COMMANDS = topic(
            "license.commands.v1",
            LicenseCommandV1.class,
            LicenseCommandV1.getClassSchema(),
            TallyTopic.Role.SOURCE,
            false,
            Duration.ofDays(400),
            "Commands to licenses.",
            "port, ticker",
            "pipeline");
    public static final TallyTopic<LeaseRequestV1> LEASE_REQUESTS = topic(
            "lease.requests.v1",
            LeaseRequestV1.class,
            LeaseRequestV1.getClassSchema(),
            TallyTopic.Role.SOURCE,
            false,
            Duration.ofDays(400),
            "Requests for slices of a quota or for seats.",
            "client libraries, port, ticker",
            "pipeline");
    public static final TallyTopic<CatalogRevisionV1> CATALOG_REVISIONS = topic(
            "catalog.revisions.v1",
            CatalogRevisionV1.class,
            CatalogRevisionV1.getClassSchema(),
            TallyTopic.Role.SOURCE,
            false,
            TallyTopic.FOREVER,
            "Revisions of the catalog, the same in every partition.",
            "catalog writer, ticker",
            "pipeline, catalog writer, port, read model");
    public static final TallyTopic<UsageVerdictV1> USAGE_VERDICTS = topic(
            "usage.verdicts.v1",
            UsageVerdictV1.class,
            UsageVerdictV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            Duration.ofDays(400),
            "The verdict on every usage record, as long as the record.",
            "pipeline",
            "emitters, port, read model, recount, verify");
    public static final TallyTopic<UsageReadingV1> USAGE_READINGS = topic(
            "usage.readings.v1",
            UsageReadingV1.class,
            UsageReadingV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            Duration.ofDays(400),
            "The changed values of a license's meters, one record per license and commit.",
            "pipeline",
            "billing, port, read model");
    public static final TallyTopic<UsageStatementV1> USAGE_STATEMENTS = topic(
            "usage.statements.v1",
            UsageStatementV1.class,
            UsageStatementV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            TallyTopic.FOREVER,
            "Closed periods of licenses, for invoices; those that are held; and, by `unattributed/N`, what no license owns.",
            "pipeline",
            "billing, port, read model, verify");
    public static final TallyTopic<QuotaAlertV1> QUOTA_ALERTS = topic(
            "alert.quotas.v1",
            QuotaAlertV1.class,
            QuotaAlertV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            Duration.ofDays(400),
            "Thresholds, breaches and usage outside the entitlement.",
            "pipeline",
            "product, billing, port, read model");
    public static final TallyTopic<AnomalyAlertV1> ANOMALY_ALERTS = topic(
            "alert.anomalies.v1",
            AnomalyAlertV1.class,
            AnomalyAlertV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            Duration.ofDays(400),
            "Anomalies, abuse and quarantines, with evidence.",
            "pipeline",
            "security, port, read model");
    public static final TallyTopic<LicenseEventV1> LICENSE_EVENTS = topic(
            "license.events.v1",
            LicenseEventV1.class,
            LicenseEventV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            TallyTopic.FOREVER,
            "The timeline of every license, and the answer to every command.",
            "pipeline",
            "port, read model");
    public static final TallyTopic<EntitlementUpdateV1> ENTITLEMENT_SNAPSHOTS = topic(
            "entitlement.snapshots.v1",
            EntitlementUpdateV1.class,
            EntitlementUpdateV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            true,
            TallyTopic.FOREVER,
            "What each license may do now, and a heartbeat per partition.",
            "pipeline",
            "client libraries, port, read model");
    public static final TallyTopic<CheckDecisionV1> ENTITLEMENT_DECISIONS = topic(
            "entitlement.decisions.v1",
            CheckDecisionV1.class,
            CheckDecisionV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            Duration.ofDays(400),
            "What checks answered: denials and alerts one by one, allows counted.",
            "client libraries, port",
            "port, read model, security");
    public static final TallyTopic<LeaseOutcomeV1> LEASE_OUTCOMES = topic(
            "lease.outcomes.v1",
            LeaseOutcomeV1.class,
            LeaseOutcomeV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            Duration.ofDays(400),
            "The answer to every lease request.",
            "pipeline",
            "client libraries, port");
    public static final TallyTopic<AuditEntryV1> AUDIT_ENTRIES = topic(
            "audit.entries.v1",
            AuditEntryV1.class,
            AuditEntryV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            TallyTopic.FOREVER,
            "Who changed what, when and why.",
            "pipeline, port",
            "auditors, port, read model");
    public static final TallyTopic<PipelineJournalV1> PIPELINE_JOURNAL = topic(
            "pipeline.journal.v1",
            PipelineJournalV1.class,
            PipelineJournalV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            Duration.ofDays(400),
            "The order in which each commit took its source records.",
            "pipeline",
            "verify, replay");

    public static final TallyTopic<RecountRequestV1> RECOUNT_REQUESTS = topic(
            "recount.requests.v1",
            RecountRequestV1.class,
            RecountRequestV1.getClassSchema(),
            TallyTopic.Role.OUTPUT,
            false,
            Duration.ofDays(35),
            "Which windows are to be recounted from the events, after an event was taken back.",
            "pipeline",
            "recount");

    /** Every topic, in the order in which an event meets them. */
    public static final List<TallyTopic<?>> ALL = List.of(
            USAGE_EVENTS,
            USAGE_BULK,
            LICENSE_COMMANDS,
            LEASE_REQUESTS,
            CATALOG_REVISIONS,
            USAGE_VERDICTS,
            USAGE_READINGS,
            USAGE_STATEMENTS,
            QUOTA_ALERTS,
            ANOMALY_ALERTS,
            LICENSE_EVENTS,
            ENTITLEMENT_SNAPSHOTS,
            ENTITLEMENT_DECISIONS,
            LEASE_OUTCOMES,
            AUDIT_ENTRIES,
            PIPELINE_JOURNAL,
            RECOUNT_REQUESTS);

    /** Partitions of an embedded installation. */
    public static final int EMBEDDED_PARTITIONS = 4;

    /** Partitions of an installation on a cluster, unless told otherwise. */
    public static final int DEFAULT_PARTITIONS = 12;

    /** The topics that the pipeline reads; a tick is written into every partition of each. */
    public static List<TallyTopic<?>> sources() {
        return ALL.stream().filter(t -> t.role() == TallyTopic.Role.SOURCE).toList();
    }

    private static <T extends SpecificRecord> TallyTopic<T> topic(
            String name,
            Class<T> type,
            Schema schema,
            TallyTopic.Role role,
            boolean compacted,
            Duration retention,
            String purpose,
            String writers,
            String readers) {
        return new TallyTopic<>(name, type, schema, role, compacted, retention, purpose, writers, readers);
    }

    private TopicCatalog() {}
}
