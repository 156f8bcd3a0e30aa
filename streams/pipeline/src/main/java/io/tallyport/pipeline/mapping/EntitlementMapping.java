package io.tallyport.pipeline.mapping;

import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.FeatureEntitlementV1;

/** Entitlements and evidence in their wire form. */
final class EntitlementMapping {

    static EntitlementSnapshotV1 snapshot(Entitlement e) {
        return EntitlementSnapshotV1.newBuilder()
                .setLicense(e.license())
                .setVersion(e.version())
                .setState(e.state().name())
                .setReason(e.reason())
                .setProduct(e.product())
                .setPlan(e.plan())
                .setCustomer(e.customer())
                .setKeyHash(e.keyHash())
                .setOldKeyHash(e.oldKeyHash())
                .setOldKeyUntilMs(e.oldKeyUntilMs() == Long.MAX_VALUE ? null : (Long) e.oldKeyUntilMs())
                .setExpiresAtMs(e.expiresAtMs() == Long.MAX_VALUE ? null : e.expiresAtMs())
                .setGraceUntilMs(e.graceUntilMs() == e.expiresAtMs() ? null : (Long) e.graceUntilMs())
                .setCatalogRevision(e.catalogRevision())
                .setQuarantined(e.quarantined())
                .setFeatures(
                        e.features().stream().map(EntitlementMapping::feature).toList())
                .setDecidedAtMs(e.decidedAtMs())
                .build();
    }

    static EvidenceV1 evidence(Evidence e) {
        return EvidenceV1.newBuilder()
                .setRule(e.rule())
                .setCatalogRevision(e.catalogRevision())
                .setTopic(e.origin().topic())
                .setPartition(e.origin().partition())
                .setOffset(e.origin().offset())
                .setEventSource(e.eventSource())
                .setEventId(e.eventId())
                .setInputs(e.inputs())
                .build();
    }

    private static FeatureEntitlementV1 feature(FeatureEntitlement f) {
        return FeatureEntitlementV1.newBuilder()
                .setFeature(f.feature())
                .setKind(f.kind().name())
                .setValue(f.value())
                .setAccess(f.access().name())
                .setReason(f.reason())
                .setMeter(f.meter())
                .setWindow(f.window() == null ? "" : f.window().name())
                .setWindowFromMs(f.windowFromMs())
                .setWindowToMs(f.windowToMs())
                .setLimit(f.limit() == null ? "" : f.limit().toPlainString())
                .setHard(f.hard())
                .setLevel(f.level().name())
                .setUsedWhenDecided(f.usedWhenDecided().toPlainString())
                .setBound(f.bound())
                .setFailMode(f.onFailure().mode().word())
                .setFailForMs(f.onFailure().period().toMillis())
                .setFailUnits(f.onFailure().units().toPlainString())
                .setTrace(f.traceEach() ? "each" : "counted")
                .setEvidence(f.evidence() == null ? null : evidence(f.evidence()))
                .build();
    }

    private EntitlementMapping() {}
}
