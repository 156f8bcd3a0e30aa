package io.tallyport.readmodel;

import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.AnomalyAlertStatus;
import io.tallyport.wire.AnomalyAlertV1;
import io.tallyport.wire.AuditEntryV1;
import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.CheckDecisionV1;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EntitlementUpdateV1;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.FeatureEntitlementV1;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import io.tallyport.wire.UnattributedRowV1;
import io.tallyport.wire.UnattributedUsageV1;
import io.tallyport.wire.UsageReadingV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Wire records for tests. */
final class Samples {

    static final long HOUR_MS = 3_600_000L;

    static MeterReadingV1 value(String meter, String window, long fromMs, long toMs, String value) {
        return MeterReadingV1.newBuilder()
                .setMeter(meter)
                .setUnit("1")
                .setWindow(window)
                .setFromMs(fromMs)
                .setToMs(toMs)
                .setValue(value)
                .setEvents(1)
                .setZone("OPEN")
                .build();
    }

    static UsageReadingV1 reading(String license, long version, MeterReadingV1... values) {
        return UsageReadingV1.newBuilder()
                .setLicense(license)
                .setCustomer("acme")
                .setProduct("p")
                .setPlan("basic")
                .setVersion(version)
                .setAsOfMs(version)
                .setValues(List.of(values))
                .build();
    }

    static UsageVerdictV1 verdict(VerdictKind kind, String license, String reason, int partition, long offset) {
        return verdicts(kind, license, reason, partition, offset, 1);
    }

    static UsageVerdictV1 verdicts(
            VerdictKind kind, String license, String reason, int partition, long offset, long count) {
        return UsageVerdictV1.newBuilder()
                .setKind(kind)
                .setTopic(TopicCatalog.USAGE_EVENTS.name())
                .setPartition(partition)
                .setFirstOffset(offset)
                .setCount(count)
                .setLicense(license)
                .setReason(reason)
                .setId("e" + offset)
                .build();
    }

    /** A verdict, in January 1970, on a record that no license owns. */
    static UsageVerdictV1 unowned(int partition, long offset, String reason, String source) {
        var verdict = verdict(VerdictKind.REJECTED, "", reason, partition, offset);
        verdict.setSource(source);
        return verdict;
    }

    /** What no license owns of a partition in January 1970. */
    static UsageStatementV1 unattributed(int partition, long records) {
        return UsageStatementV1.newBuilder()
                .setKind("UNATTRIBUTED")
                .setStatementId("unattributed/" + partition + "/1970-01")
                .setToMs(31 * 24 * HOUR_MS)
                .setUnattributed(UnattributedUsageV1.newBuilder()
                        .setPartition(partition)
                        .setRecords(records)
                        .setRows(List.of(
                                new UnattributedRowV1("usage.events.v1", "LICENSE_UNKNOWN", "a", false, records)))
                        .build())
                .build();
    }

    static AuditEntryV1 resubmit(String entryId, int partition, long offset) {
        return AuditEntryV1.newBuilder()
                .setEntryId(entryId)
                .setAction(AuditTable.RESUBMIT)
                .setTarget(TopicCatalog.USAGE_EVENTS.name() + "-" + partition + "@" + offset)
                .build();
    }

    static QuotaAlertV1 alert(String id, QuotaAlertStatus status, String license) {
        return QuotaAlertV1.newBuilder()
                .setAlertId(id)
                .setStatus(status)
                .setKind(QuotaAlertKind.BREACH)
                .setLicense(license)
                .setUsed("11")
                .setLimit("10")
                .build();
    }

    static AnomalyAlertV1 anomaly(String id, AnomalyAlertStatus status, String license) {
        return AnomalyAlertV1.newBuilder()
                .setAlertId(id)
                .setStatus(status)
                .setDetector("spike-drop")
                .setLicense(license)
                .setObserved("99.5")
                .build();
    }

    static FeatureEntitlementV1 feature() {
        return FeatureEntitlementV1.newBuilder()
                .setFeature("api")
                .setKind("METERED")
                .setAccess("DENY")
                .setReason("QUOTA_BREACHED")
                .setMeter("requests")
                .setWindow("MONTH")
                .setLimit("10")
                .setHard(true)
                .setLevel("BREACHED")
                .setUsedWhenDecided("11")
                .setBound("none (reactive)")
                .setFailMode("lastKnown")
                .setFailForMs(1000)
                .setEvidence(EvidenceV1.newBuilder()
                        .setRule("quota/requests/MONTH")
                        .setTopic(TopicCatalog.USAGE_EVENTS.name())
                        .setPartition(1)
                        .setOffset(7)
                        .setInputs(Map.of("limit", "10", "used", "11"))
                        .build())
                .build();
    }

    static EntitlementUpdateV1 snapshot(String license, long version) {
        return EntitlementUpdateV1.newBuilder()
                .setAsOfMs(version)
                .setSnapshot(EntitlementSnapshotV1.newBuilder()
                        .setLicense(license)
                        .setVersion(version)
                        .setState("ACTIVE")
                        .setReason("OK")
                        .setProduct("p")
                        .setPlan("basic")
                        .setCustomer("acme")
                        .setFeatures(List.of(feature()))
                        .build())
                .build();
    }

    static EntitlementUpdateV1 heartbeat(int partition, long asOfMs) {
        return EntitlementUpdateV1.newBuilder()
                .setPartition(partition)
                .setAsOfMs(asOfMs)
                .build();
    }

    static LicenseEventV1 event(String license, long version, String type, String state) {
        return LicenseEventV1.newBuilder()
                .setLicense(license)
                .setVersion(version)
                .setType(type)
                .setState(state)
                .build();
    }

    static LicenseEventV1 seat(String license, long version, String type, String member) {
        var event = event(license, version, type, "ACTIVE");
        event.setAttributes(Map.of("member", member));
        return event;
    }

    static CheckDecisionV1 decision(String id, String license, String verdict) {
        return CheckDecisionV1.newBuilder()
                .setDecisionId(id)
                .setLicense(license)
                .setFeature("api")
                .setVerdict(verdict)
                .setReason("QUOTA_BREACHED")
                .setViewPartition(2)
                .setViewOffset(5)
                .setBasis(feature())
                .build();
    }

    static CatalogRevisionV1 revision(long revision) {
        String document = "{\"revision\":" + revision + "}";
        return CatalogRevisionV1.newBuilder()
                .setKind(CatalogRevisionKind.REVISION)
                .setRevision(revision)
                .setBase(revision - 1)
                .setAuthor("ada")
                .setDocument(document)
                .setDigest(CatalogDigest.of(document))
                .setTimeMs(revision * 1000)
                .build();
    }

    static CatalogRevisionV1 tick(long timeMs) {
        return CatalogRevisionV1.newBuilder()
                .setKind(CatalogRevisionKind.TICK)
                .setTimeMs(timeMs)
                .build();
    }

    /** Appends a random but seeded run of the records that a pipeline might write. */
    static void fill(TestLog log, Random random, int records) {
        var versions = new HashMap<String, Long>();
        var rejected = new ArrayList<UsageVerdictV1>();
        long source = 0;
        for (int i = 0; i < records; i++) {
            String license = "lic-" + random.nextInt(6);
            long version = versions.merge(license, 1L, Long::sum);
            int partition = random.nextInt(log.partitions());
            source += 1 + random.nextInt(3);
            log.pass(random.nextInt(3) == 0 ? HOUR_MS : 5);
            switch (random.nextInt(10)) {
                case 0, 1 -> log.append(TopicCatalog.USAGE_READINGS, license, randomReading(license, version, random));
                case 2 -> {
                    var kind = VerdictKind.values()[1 + random.nextInt(5)];
                    long count = kind == VerdictKind.COUNTED ? 1 + random.nextInt(100) : 1;
                    var verdict = verdicts(kind, license, "R" + random.nextInt(3), partition, source, count);
                    rejected.add(verdict);
                    if (random.nextInt(3) == 0) {
                        verdict = unowned(partition, source, "CORRUPT", "s" + random.nextInt(3));
                        verdict.setDecidedAtMs(random.nextInt(100) * 24 * HOUR_MS);
                    }
                    log.append(TopicCatalog.USAGE_VERDICTS, partition, license, verdict);
                }
                case 3 ->
                    log.append(
                            TopicCatalog.QUOTA_ALERTS,
                            license,
                            alert(
                                    license + "/" + random.nextInt(3),
                                    QuotaAlertStatus.values()[1 + random.nextInt(3)],
                                    license));
                case 4 ->
                    log.append(
                            TopicCatalog.ENTITLEMENT_DECISIONS,
                            license,
                            decision(
                                    "d" + random.nextInt(50) + license,
                                    license,
                                    random.nextBoolean() ? "DENY" : "ALLOW"));
                case 5 -> log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, license, snapshot(license, version));
                case 6 ->
                    log.append(
                            TopicCatalog.ENTITLEMENT_SNAPSHOTS,
                            partition,
                            "heartbeat/" + partition,
                            heartbeat(partition, i));
                case 7 -> {
                    log.append(TopicCatalog.LICENSE_EVENTS, license, event(license, version, "SUSPENDED", "SUSPENDED"));
                    long next = versions.merge(license, 1L, Long::sum);
                    String type = i % 2 == 0 ? "SEAT_ASSIGNED" : "SEAT_RELEASED";
                    log.append(TopicCatalog.LICENSE_EVENTS, license, seat(license, next, type, "m" + i % 3));
                }
                case 8 -> {
                    long number = 1L + random.nextInt(4);
                    if (random.nextInt(4) == 0) {
                        log.append(
                                TopicCatalog.USAGE_STATEMENTS,
                                partition,
                                "unattributed/" + partition,
                                unattributed(partition, number));
                    }
                    if (random.nextBoolean()) {
                        log.append(TopicCatalog.USAGE_STATEMENTS, license, StatementSamples.held(license, number));
                    }
                    StatementSamples.issued(license, number, 1 + random.nextInt(3), random.nextInt(5))
                            .forEach(page -> log.append(TopicCatalog.USAGE_STATEMENTS, license, page));
                }
                default -> {
                    if (!rejected.isEmpty()) {
                        var again = rejected.get(random.nextInt(rejected.size()));
                        log.append(
                                TopicCatalog.AUDIT_ENTRIES,
                                again.getLicense(),
                                resubmit("a" + i, again.getPartition(), again.getFirstOffset()));
                    }
                    long revision = 1L + random.nextInt(5);
                    for (int p = 0; p < log.partitions(); p++) {
                        log.append(TopicCatalog.CATALOG_REVISIONS, p, "catalog", revision(revision));
                    }
                }
            }
        }
    }

    private static UsageReadingV1 randomReading(String license, long version, Random random) {
        var values = new ArrayList<MeterReadingV1>();
        for (int v = 0; v <= random.nextInt(3); v++) {
            long fromMs = random.nextInt(5) * HOUR_MS;
            values.add(value("m" + v, "HOUR", fromMs, fromMs + HOUR_MS, random.nextInt(1000) + ".5"));
        }
        return reading(license, version, values.toArray(MeterReadingV1[]::new));
    }

    private Samples() {}
}
