package io.tallyport.pipeline.mapping;

import io.tallyport.domain.anomaly.AnomalyAlert;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.license.License;
import io.tallyport.domain.quota.QuotaAlert;
import io.tallyport.wire.AlertSeverity;
import io.tallyport.wire.AnomalyAlertStatus;
import io.tallyport.wire.AnomalyAlertV1;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import java.util.Map;

/** Alerts in their wire form. */
final class AlertMapping {

    static QuotaAlertV1 quotaAlert(QuotaAlert alert, License license, long nowMs) {
        return QuotaAlertV1.newBuilder()
                .setAlertId(alert.alertId())
                .setStatus(alert.opened() ? QuotaAlertStatus.OPENED : QuotaAlertStatus.RESOLVED)
                .setKind(alert.breach() ? QuotaAlertKind.BREACH : QuotaAlertKind.THRESHOLD)
                .setLicense(license.id())
                .setCustomer(license.customer())
                .setMeter(alert.quota().meter())
                .setWindow(alert.quota().window().name())
                .setFromMs(alert.windowFromMs())
                .setToMs(alert.windowToMs())
                .setUsed(alert.used().toPlainString())
                .setLimit(alert.quota().limit().toPlainString())
                .setHard(alert.quota().hard())
                .setThresholdPercent(alert.thresholdPercent())
                .setAtMs(nowMs)
                .setEvidence(EntitlementMapping.evidence(alert.evidence()))
                .build();
    }

    /** An alert about usage of a license that is not active. */
    static QuotaAlertV1 outsideEntitlement(License license, boolean opened, Origin origin, long revision, long nowMs) {
        return QuotaAlertV1.newBuilder()
                .setAlertId(license.id() + "/outside-entitlement")
                .setStatus(opened ? QuotaAlertStatus.OPENED : QuotaAlertStatus.RESOLVED)
                .setKind(QuotaAlertKind.OUTSIDE_ENTITLEMENT)
                .setLicense(license.id())
                .setCustomer(license.customer())
                .setAtMs(nowMs)
                .setCause("license is " + license.state())
                .setEvidence(EntitlementMapping.evidence(new Evidence(
                        "license/state",
                        revision,
                        origin,
                        "",
                        "",
                        Map.of("state", license.state().name()))))
                .build();
    }

    static AnomalyAlertV1 anomaly(AnomalyAlert alert, String license, String customer, long nowMs) {
        return AnomalyAlertV1.newBuilder()
                .setAlertId(alert.alertId())
                .setStatus(AnomalyAlertStatus.valueOf(alert.status().name()))
                .setDetector(alert.detector())
                .setSeverity(AlertSeverity.valueOf(alert.severity().name()))
                .setLicense(license)
                .setCustomer(customer)
                .setMeter(alert.meter())
                .setDirection(alert.direction())
                .setObserved(alert.observed())
                .setExpected(alert.expected())
                .setScale(alert.scale())
                .setScore(alert.score())
                .setBucketFromMs(alert.bucketFromMs())
                .setBucketToMs(alert.bucketToMs())
                .setDetail(alert.detail())
                .setAtMs(nowMs)
                .setEvidence(EntitlementMapping.evidence(alert.evidence()))
                .build();
    }

    private AlertMapping() {}
}
