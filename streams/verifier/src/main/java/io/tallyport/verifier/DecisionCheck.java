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

    DecisionCheck(PartitionLog log, Findings findings) {
        this.log = log;
        this.findings = findings;
    }

    void run() {
        for (var entry : log.outputs(TopicCatalog.ENTITLEMENT_SNAPSHOTS, findings)) {
            var snapshot = entry.value().getSnapshot();
            if (snapshot != null) {
                snapshots.put(new Version(snapshot.getLicense(), snapshot.getVersion()), snapshot);
                newest.merge(snapshot.getLicense(), snapshot.getVersion(), Math::max);
            }
        }
        for (var entry : log.outputs(TopicCatalog.ENTITLEMENT_DECISIONS, findings)) {
            var decision = entry.value();
            if (decision.getVerdict().equals("DENY")) {
                deny(entry.place(), decision);
            } else {
                allow(entry.place(), decision);
            }
        }
    }

    /** Access is given to the end of its grace, and from its end on with an alert. */
    private void allow(Place place, CheckDecisionV1 decision) {
        boolean isInGrace = decision.getReason().equals("LICENSE_IN_GRACE");
        if (!isInGrace && !decision.getVerdict().equals("ALLOW")) {
            return;
        }
        findings.checked("allows");
        var snapshot = snapshots.get(new Version(decision.getLicense(), decision.getEntitlementVersion()));
        if (snapshot == null) {
            findings.unchecked("allow.snapshotCompacted");
            return;
        }
        String state = stateAt(snapshot, decision.getAtMs());
        boolean holds = isInGrace
                ? state.equals("GRACE") && decision.getVerdict().equals("ALERT")
                : state.equals("TRIAL") || state.equals("ACTIVE");
        if (!holds) {
            findings.differs(
                    place,
                    "allow-unbacked",
                    "decision " + decision.getDecisionId() + " says " + decision.getVerdict() + " "
                            + decision.getReason() + ": the license is " + state);
        } else if (decision.getExpiresAtMs() != orZero(snapshot.getExpiresAtMs())
                || decision.getGraceUntilMs() != orZero(snapshot.getGraceUntilMs())) {
            findings.differs(
                    place,
                    "allow-unbacked",
                    "decision " + decision.getDecisionId() + " names another end than its snapshot");
        }
    }

    private static long orZero(@Nullable Long ms) {
        return ms == null ? 0 : ms;
    }

    /** What a license is by then for one who has heard nothing since the snapshot. */
    private static String stateAt(EntitlementSnapshotV1 snapshot, long ms) {
        String state = snapshot.getState();
        boolean ends = state.equals("TRIAL") || state.equals("ACTIVE") || state.equals("GRACE");
        Long expiresAtMs = snapshot.getExpiresAtMs();
        if (!ends || expiresAtMs == null || ms < expiresAtMs) {
            return state;
        }
        Long graceUntilMs = snapshot.getGraceUntilMs();
        return ms < (graceUntilMs == null ? expiresAtMs : graceUntilMs) ? "GRACE" : "EXPIRED";
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
            case "LICENSE_NOT_STARTED", "LICENSE_SUSPENDED", "LICENSE_REVOKED", "LICENSE_EXPIRED" -> {
                String state = stateAt(snapshot, decision.getAtMs());
                yield decision.getReason().equals(LifeSnapshots.reason(state, false)) ? "" : "it is " + state;
            }
            case "QUOTA_EXHAUSTED", "QUOTA_BREACHED" -> quota(decision, feature);
            default -> "there is no such reason to deny";
        };
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
