package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.CheckDecisionV1;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.FeatureEntitlementV1;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds denials of checks against the snapshots that they were read from, and license denials against the timeline. */
final class DecisionCheck {

    private record Version(String license, long version) {}

    private final PartitionLog log;
    private final Findings findings;
    private final Map<Version, EntitlementSnapshotV1> snapshots = new HashMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final Map<String, Map<String, Long>> firstInState = new HashMap<>();

    DecisionCheck(PartitionLog log, Findings findings) {
        this.log = log;
        this.findings = findings;
    }

    void run() {
        for (var entry : log.outputs(TopicCatalog.LICENSE_EVENTS, findings)) {
            var event = entry.value();
            firstInState
                    .computeIfAbsent(event.getLicense(), l -> new HashMap<>())
                    .merge(event.getState(), event.getAtMs(), Math::min);
        }
        for (var entry : log.outputs(TopicCatalog.ENTITLEMENT_SNAPSHOTS, findings)) {
            var snapshot = entry.value().getSnapshot();
            if (snapshot != null) {
                state(entry.place(), snapshot);
                snapshots.put(new Version(snapshot.getLicense(), snapshot.getVersion()), snapshot);
                newest.merge(snapshot.getLicense(), snapshot.getVersion(), Math::max);
            }
        }
        for (var entry : log.outputs(TopicCatalog.ENTITLEMENT_DECISIONS, findings)) {
            if (entry.value().getVerdict().equals("DENY")) {
                deny(entry.place(), entry.value());
            }
        }
    }

    private void state(Place place, EntitlementSnapshotV1 snapshot) {
        Long since = firstInState.getOrDefault(snapshot.getLicense(), Map.of()).get(snapshot.getState());
        if (since == null || since > snapshot.getDecidedAtMs()) {
            findings.differs(
                    place,
                    "entitlement-state",
                    "license " + snapshot.getLicense() + " is " + snapshot.getState()
                            + " without a license event that made it so");
        }
    }

    private void deny(Place place, CheckDecisionV1 decision) {
        findings.checked("denials");
        String fault = switch (decision.getReason()) {
            case "VIEW_NOT_LOADED" -> "";
            case "VIEW_TOO_OLD" -> decision.getViewAgeMs() > decision.getFreshForMs() ? "" : "the view was fresh";
            case "LICENSE_UNKNOWN" -> unknown();
            default -> fromSnapshot(decision);
        };
        if (!fault.isEmpty()) {
            findings.differs(
                    place,
                    "deny-unbacked",
                    "decision " + decision.getDecisionId() + " says " + decision.getReason() + ": " + fault);
        }
    }

    private String unknown() {
        // Where a view stood that had not heard of a license cannot be told from topics alone.
        findings.unchecked("deny.licenseUnknown");
        return "";
    }

    private String fromSnapshot(CheckDecisionV1 decision) {
        var snapshot = snapshots.get(new Version(decision.getLicense(), decision.getEntitlementVersion()));
        if (snapshot == null) {
            if (decision.getEntitlementVersion() > newest.getOrDefault(decision.getLicense(), 0L)) {
                return "there is no version " + decision.getEntitlementVersion() + " of the entitlement";
            }
            findings.unchecked("deny.snapshotCompacted");
            return "";
        }
        var feature = feature(snapshot, decision.getFeature());
        return switch (decision.getReason()) {
            case "FEATURE_NOT_GRANTED" -> feature == null ? "" : "the snapshot grants it";
            case "LICENSE_SUSPENDED", "LICENSE_REVOKED" ->
                decision.getReason().equals("LICENSE_" + snapshot.getState()) ? "" : "it is " + snapshot.getState();
            case "LICENSE_EXPIRED" -> isExpired(decision, snapshot) ? "" : "it has not expired";
            case "QUOTA_EXHAUSTED", "QUOTA_BREACHED" -> quota(decision, feature);
            default -> "there is no such reason to deny";
        };
    }

    private static boolean isExpired(CheckDecisionV1 decision, EntitlementSnapshotV1 snapshot) {
        Long expires = snapshot.getExpiresAtMs();
        return snapshot.getState().equals("EXPIRED") || expires != null && expires <= decision.getAtMs();
    }

    private static String quota(CheckDecisionV1 decision, @Nullable FeatureEntitlementV1 feature) {
        if (feature == null) {
            return "the snapshot has no such feature";
        }
        if (!feature.getAccess().equals("DENY") || !feature.getReason().equals(decision.getReason())) {
            return "the snapshot says " + feature.getAccess() + " " + feature.getReason();
        }
        var basis = decision.getBasis();
        if (basis == null || basis.getEvidence() == null) {
            return "it carries no evidence";
        }
        return basis.getEvidence().equals(feature.getEvidence()) ? "" : "its evidence is not that of the snapshot";
    }

    private static @Nullable FeatureEntitlementV1 feature(EntitlementSnapshotV1 snapshot, String id) {
        for (var feature : snapshot.getFeatures()) {
            if (feature.getFeature().equals(id)) {
                return feature;
            }
        }
        return null;
    }
}
