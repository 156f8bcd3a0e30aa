package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.verifier.Totals.Window;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.FeatureEntitlementV1;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Optional;

/** Reads alerts and snapshots for what they rest on, and for what they say of themselves. */
final class PublishedEvidence {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Findings findings;
    private final Evidence evidence;

    PublishedEvidence(Findings findings, Evidence evidence) {
        this.findings = findings;
        this.evidence = evidence;
    }

    void read(PartitionLog log) {
        var open = new HashSet<String>();
        for (var entry : log.outputs(TopicCatalog.QUOTA_ALERTS, findings)) {
            findings.checked("alerts");
            alert(entry.place(), entry.value());
            if (log.truncated().contains(TopicCatalog.QUOTA_ALERTS.name())) {
                findings.unchecked("alert.sequence");
                continue;
            }
            sequence(entry.place(), entry.value(), open);
        }
        for (var entry : log.outputs(TopicCatalog.ANOMALY_ALERTS, findings)) {
            // Scores are not recomputed; that an alert names a record is.
            findings.unchecked("anomaly.scores");
            var basis = entry.value().getEvidence();
            if (basis == null) {
                findings.differs(
                        entry.place(),
                        "alert-without-evidence",
                        "alert " + entry.value().getAlertId());
            } else {
                evidence.requireOrigin(entry.place(), basis);
            }
        }
        var versions = new HashMap<String, Long>();
        for (var entry : log.outputs(TopicCatalog.ENTITLEMENT_SNAPSHOTS, findings)) {
            var snapshot = entry.value().getSnapshot();
            if (snapshot != null) {
                snapshot(entry.place(), snapshot, versions);
            }
        }
    }

    private void sequence(Place place, QuotaAlertV1 alert, HashSet<String> open) {
        boolean opens = alert.getStatus() == QuotaAlertStatus.OPENED;
        if (opens ? !open.add(alert.getAlertId()) : !open.remove(alert.getAlertId())) {
            findings.differs(
                    place,
                    "alert-sequence",
                    "incident " + alert.getAlertId() + (opens ? " was open already" : " was not open"));
        }
    }

    private void alert(Place place, QuotaAlertV1 alert) {
        var basis = alert.getEvidence();
        if (basis == null) {
            findings.differs(place, "alert-without-evidence", "alert " + alert.getAlertId());
            return;
        }
        evidence.requireOrigin(place, basis);
        boolean opens = alert.getStatus() == QuotaAlertStatus.OPENED;
        if (opens) {
            evidence.opened(basis, alert.getAlertId());
        }
        if (alert.getKind() == QuotaAlertKind.OUTSIDE_ENTITLEMENT
                || basis.getInputs().containsKey("ended")) {
            return;
        }
        var claim = claim(alert.getLicense(), basis);
        if (claim.isEmpty() || opens && !holds(alert, claim.get())) {
            findings.differs(place, "alert-evidence", "the evidence does not bear out alert " + alert.getAlertId());
            return;
        }
        evidence.claim(place, claim.get());
    }

    private static boolean holds(QuotaAlertV1 alert, Evidence.Claim claim) {
        var used = number(alert.getUsed());
        var limit = number(alert.getLimit());
        if (used.isEmpty() || limit.isEmpty()) {
            return false;
        }
        boolean same = used.get().compareTo(claim.used()) == 0
                && limit.get().compareTo(claim.limit()) == 0
                && alert.getMeter().equals(claim.window().meter())
                && alert.getWindow().equals(claim.window().period().name())
                && alert.getFromMs() == claim.window().fromMs()
                && alert.getHard() == claim.hard();
        return same
                && (alert.getKind() == QuotaAlertKind.BREACH
                        ? claim.used().compareTo(claim.limit()) > 0
                        : claim.used().signum() > 0
                                && claim.used()
                                                .multiply(HUNDRED)
                                                .compareTo(claim.limit()
                                                        .multiply(BigDecimal.valueOf(alert.getThresholdPercent())))
                                        >= 0);
    }

    private void snapshot(Place place, EntitlementSnapshotV1 snapshot, HashMap<String, Long> versions) {
        findings.checked("snapshots");
        long before = versions.getOrDefault(snapshot.getLicense(), 0L);
        if (snapshot.getVersion() <= before) {
            findings.differs(
                    place,
                    "entitlement-version",
                    "license " + snapshot.getLicense() + " went from version " + before + " to "
                            + snapshot.getVersion());
        }
        versions.put(snapshot.getLicense(), Math.max(before, snapshot.getVersion()));
        for (FeatureEntitlementV1 feature : snapshot.getFeatures()) {
            if (!feature.getAccess().equals("ALLOW")) {
                feature(place, snapshot.getLicense(), feature);
            }
        }
    }

    /** Access that a limit ended, or that is past a soft one. */
    private void feature(Place place, String license, FeatureEntitlementV1 feature) {
        var basis = feature.getEvidence();
        String named = "feature " + feature.getFeature() + " of license " + license;
        if (basis == null) {
            findings.differs(
                    place, "deny-without-evidence", named + " is " + feature.getAccess() + " without evidence");
            return;
        }
        evidence.requireOrigin(place, basis);
        var claim = claim(license, basis);
        if (claim.isEmpty() || !isBacked(feature, claim.get())) {
            findings.differs(
                    place, "deny-evidence", "the evidence does not bear out " + feature.getReason() + " of " + named);
            return;
        }
        evidence.claim(place, claim.get());
    }

    static boolean isBacked(FeatureEntitlementV1 feature, Evidence.Claim claim) {
        int past = claim.used().compareTo(claim.limit());
        String reason = past > 0 ? "QUOTA_BREACHED" : "QUOTA_EXHAUSTED";
        return past >= 0
                && feature.getReason().equals(claim.hard() ? reason : "QUOTA_SOFT_EXCEEDED")
                && feature.getAccess().equals(claim.hard() ? "DENY" : "ALERT")
                && feature.getMeter().equals(claim.window().meter())
                && number(feature.getUsedWhenDecided())
                        .filter(used -> used.compareTo(claim.used()) == 0)
                        .isPresent();
    }

    /** What evidence of a limit says; empty when it is no evidence of one. */
    static Optional<Evidence.Claim> claim(String license, EvidenceV1 basis) {
        var inputs = basis.getInputs();
        String period = inputs.getOrDefault("window", "");
        var used = number(inputs.getOrDefault("used", ""));
        var limit = number(inputs.getOrDefault("limit", ""));
        var from = number(inputs.getOrDefault("windowFromMs", ""));
        String meter = inputs.getOrDefault("meter", "");
        if (!Period.isName(period)
                || used.isEmpty()
                || limit.isEmpty()
                || from.isEmpty()
                || !basis.getRule().equals("quota/" + meter + "/" + period)) {
            return Optional.empty();
        }
        var window =
                new Window(license, meter, Period.valueOf(period), from.get().longValue());
        return Optional.of(new Evidence.Claim(
                window,
                basis.getRule(),
                basis.getCatalogRevision(),
                limit.get(),
                inputs.getOrDefault("hard", "").equals("true"),
                used.get(),
                Evidence.originOf(basis),
                basis.getEventId()));
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
