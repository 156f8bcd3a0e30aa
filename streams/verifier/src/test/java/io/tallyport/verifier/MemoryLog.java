package io.tallyport.verifier;

import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TickRecords;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EntitlementUpdateV1;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.FeatureEntitlementV1;
import io.tallyport.wire.JournalRunV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.PipelineJournalV1;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageReadingV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/**
 * The honest log of one partition in memory, to be tampered with: a license with a hard limit of two calls makes three,
 * and sends the third again. All in one commit.
 */
final class MemoryLog {

    static final long NOW = Instant.parse("2026-01-10T12:00:00Z").toEpochMilli();
    static final String LICENSE = "lic-1";
    private static final long MONTH = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final String DOCUMENT =
            "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":[{\"id\":\"calls\","
                    + "\"eventType\":\"call\",\"aggregation\":\"COUNT\"}],\"features\":[],\"plans\":[{\"id\":\"small\",\"product\":"
                    + "\"acme\",\"quotas\":[{\"meter\":\"calls\",\"limit\":2,\"per\":\"MONTH\",\"kind\":\"HARD\",\"thresholds\":[100]}]}]}";

    private final Map<String, List<SpecificRecord>> topics = new HashMap<>();

    static MemoryLog honest() {
        var log = new MemoryLog();
        TopicCatalog.sources().forEach(topic -> log.add(topic, TickRecords.at(topic, NOW)));
        log.add(
                TopicCatalog.CATALOG_REVISIONS,
                CatalogRevisionV1.newBuilder()
                        .setKind(CatalogRevisionKind.REVISION)
                        .setRevision(1)
                        .setDocument(DOCUMENT)
                        .setDigest(CatalogDigest.of(DOCUMENT))
                        .build());
        log.add(
                TopicCatalog.LICENSE_COMMANDS,
                LicenseCommandV1.newBuilder()
                        .setKind(LicenseCommandKind.ISSUE)
                        .setCommandId("c1")
                        .setLicense(LICENSE)
                        .setProduct("acme")
                        .setPlan("small")
                        .setCustomer("you")
                        .setKeyHash("hash")
                        .build());
        for (String id : List.of("e1", "e2", "e3", "e3")) {
            log.add(TopicCatalog.USAGE_EVENTS, usage(id));
        }
        log.publish();
        return log;
    }

    static UsageEventV1 usage(String id) {
        return UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setLicense(LICENSE)
                .setSource("acme/web")
                .setId(id)
                .setType("call")
                .setTimeMs(NOW - 1_000)
                .build();
    }

    private void publish() {
        add(
                TopicCatalog.LICENSE_EVENTS,
                LicenseEventV1.newBuilder()
                        .setLicense(LICENSE)
                        .setVersion(1)
                        .setType("ISSUED")
                        .setState("ACTIVE")
                        .setCommandId("c1")
                        .setAtMs(NOW)
                        .setEvidence(EvidenceV1.newBuilder()
                                .setTopic(TopicCatalog.LICENSE_COMMANDS.name())
                                .setPartition(0)
                                .setOffset(1)
                                .build())
                        .build());
        snapshot(1, null);
        alert(QuotaAlertKind.THRESHOLD, 100, 2);
        snapshot(2, denied("QUOTA_EXHAUSTED", 2));
        alert(QuotaAlertKind.BREACH, 0, 3);
        snapshot(3, denied("QUOTA_BREACHED", 3));
        add(TopicCatalog.USAGE_VERDICTS, verdict(VerdictKind.DUPLICATE, 4, 1, false));
        add(TopicCatalog.USAGE_VERDICTS, verdict(VerdictKind.COUNTED, 1, 2, false));
        add(TopicCatalog.USAGE_VERDICTS, verdict(VerdictKind.COUNTED, 3, 1, true));
        var values = new ArrayList<MeterReadingV1>();
        for (Period period : List.of(Period.HOUR, Period.DAY, Period.MONTH)) {
            long from = Windows.utc().from(period, NOW - 1_000);
            values.add(MeterReadingV1.newBuilder()
                    .setMeter("calls")
                    .setWindow(period.name())
                    .setFromMs(from)
                    .setToMs(Windows.utc().to(period, from))
                    .setValue("3")
                    .setEvents(3)
                    .setZone("OPEN")
                    .build());
        }
        add(
                TopicCatalog.USAGE_READINGS,
                UsageReadingV1.newBuilder()
                        .setLicense(LICENSE)
                        .setVersion(1)
                        .setAsOfMs(NOW)
                        .setValues(values)
                        .build());
        var runs = new ArrayList<JournalRunV1>();
        var order = List.of(
                TopicCatalog.CATALOG_REVISIONS,
                TopicCatalog.LEASE_REQUESTS,
                TopicCatalog.USAGE_BULK,
                TopicCatalog.LICENSE_COMMANDS,
                TopicCatalog.USAGE_EVENTS);
        for (TallyTopic<?> topic : order) {
            runs.add(JournalRunV1.newBuilder()
                    .setTopic(topic.name())
                    .setFirstOffset(0)
                    .setCount(topics.getOrDefault(topic.name(), List.of()).size())
                    .setPhase("READ")
                    .build());
        }
        add(
                TopicCatalog.PIPELINE_JOURNAL,
                PipelineJournalV1.newBuilder().setAsOfMs(NOW).setRuns(runs).build());
    }

    static UsageVerdictV1 verdict(VerdictKind kind, long offset, long count, boolean outside) {
        boolean counted = kind == VerdictKind.COUNTED;
        return UsageVerdictV1.newBuilder()
                .setKind(kind)
                .setZone(counted ? PeriodZone.OPEN : PeriodZone.NONE)
                .setTopic(TopicCatalog.USAGE_EVENTS.name())
                .setFirstOffset(offset)
                .setCount(count)
                .setOutsideEntitlement(outside)
                .setReason(counted ? "" : "SAME_ID_SAME_PAYLOAD")
                .setLicense(counted ? "" : LICENSE)
                .setSource(counted ? "" : "acme/web")
                .setId(counted ? "" : "e3")
                .setTimeMs(counted ? 0 : NOW - 1_000)
                .build();
    }

    private static EvidenceV1 evidence(int used) {
        return EvidenceV1.newBuilder()
                .setRule("quota/calls/MONTH")
                .setCatalogRevision(1)
                .setTopic(TopicCatalog.USAGE_EVENTS.name())
                .setPartition(0)
                .setOffset(used)
                .setEventSource("acme/web")
                .setEventId("e" + used)
                .setInputs(Map.of(
                        "used", Integer.toString(used),
                        "limit", "2",
                        "window", "MONTH",
                        "windowFromMs", Long.toString(MONTH),
                        "hard", "true",
                        "meter", "calls"))
                .build();
    }

    private void alert(QuotaAlertKind kind, int percent, int used) {
        add(
                TopicCatalog.QUOTA_ALERTS,
                QuotaAlertV1.newBuilder()
                        .setAlertId(LICENSE + "/quota/calls/MONTH/" + MONTH + "/" + (percent == 0 ? "breach" : percent))
                        .setStatus(QuotaAlertStatus.OPENED)
                        .setKind(kind)
                        .setLicense(LICENSE)
                        .setMeter("calls")
                        .setWindow("MONTH")
                        .setFromMs(MONTH)
                        .setUsed(Integer.toString(used))
                        .setLimit("2")
                        .setHard(true)
                        .setThresholdPercent(percent)
                        .setEvidence(evidence(used))
                        .build());
    }

    static FeatureEntitlementV1 denied(String reason, int used) {
        return FeatureEntitlementV1.newBuilder()
                .setFeature("api")
                .setAccess("DENY")
                .setReason(reason)
                .setMeter("calls")
                .setUsedWhenDecided(Integer.toString(used))
                .setEvidence(evidence(used))
                .build();
    }

    private void snapshot(long version, @org.jspecify.annotations.Nullable FeatureEntitlementV1 feature) {
        add(
                TopicCatalog.ENTITLEMENT_SNAPSHOTS,
                EntitlementUpdateV1.newBuilder()
                        .setSnapshot(EntitlementSnapshotV1.newBuilder()
                                .setLicense(LICENSE)
                                .setKeyHash("hash")
                                .setVersion(version)
                                .setState("ACTIVE")
                                .setReason("OK")
                                .setDecidedAtMs(NOW)
                                .setFeatures(feature == null ? List.of() : List.of(feature))
                                .build())
                        .build());
    }

    MemoryLog add(TallyTopic<?> topic, SpecificRecord value) {
        topics.computeIfAbsent(topic.name(), t -> new ArrayList<>()).add(value);
        return this;
    }

    MemoryLog remove(TallyTopic<?> topic, int index) {
        var unused = topics.getOrDefault(topic.name(), new ArrayList<>()).remove(index);
        return this;
    }

    <T extends SpecificRecord> MemoryLog change(TallyTopic<T> topic, int index, UnaryOperator<T> change) {
        topics.getOrDefault(topic.name(), new ArrayList<>())
                .replaceAll(value ->
                        value == topics.getOrDefault(topic.name(), List.of()).get(index)
                                ? change.apply(topic.type().cast(value))
                                : value);
        return this;
    }

    Findings check() {
        var records = new HashMap<String, List<Stored>>();
        topics.forEach((topic, values) -> {
            var stored = new ArrayList<Stored>();
            for (int i = 0; i < values.size(); i++) {
                stored.add(Stored.of(new Place(topic, 0, i), values.get(i)));
            }
            records.put(topic, stored);
        });
        var findings = new Findings();
        int journal = topics.getOrDefault(TopicCatalog.PIPELINE_JOURNAL.name(), List.of())
                .size();
        var unused = new PartitionCheck(
                        new PartitionLog(0, 1, records, Set.of(), journal), new SharedIds(findings), findings)
                .run();
        return findings;
    }
}
