package io.tallyport.domain.anomaly;

import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;

/**
 * One change of an incident about which somebody should know.
 *
 * @param alertId one per incident
 * @param status whether it begins, goes on or ends
 * @param detector stable name: spike-drop, duplicate-flood, quarantine, statement
 * @param severity how much it matters
 * @param meter meter id; empty if none
 * @param direction SPIKE or DROP; empty if neither
 * @param observed exact decimal; empty if none
 * @param expected exact decimal; empty if none
 * @param scale exact decimal: the spread that the score is measured in; empty if none
 * @param score exact decimal; empty if none
 * @param bucketFromMs start of the scored bucket; 0 if none
 * @param bucketToMs its end, exclusive; 0 if none
 * @param detail a sentence
 * @param evidence what it rests on
 */
public record AnomalyAlert(
        String alertId,
        AlertStatus status,
        String detector,
        Severity severity,
        String meter,
        String direction,
        String observed,
        String expected,
        String scale,
        String score,
        long bucketFromMs,
        long bucketToMs,
        String detail,
        Evidence evidence) {

    /** The alert of a detector's finding. */
    public static AnomalyAlert of(
            String license, DetectorFinding finding, long catalogRevision, Origin origin, String source, String id) {
        return new AnomalyAlert(
                license + "/" + finding.alertId(),
                finding.status(),
                finding.detector(),
                finding.severity(),
                finding.meter(),
                finding.direction().name(),
                finding.observed().toPlainString(),
                finding.expected().toPlainString(),
                finding.scale().toPlainString(),
                finding.score().toPlainString(),
                finding.bucketFromMs(),
                finding.bucketToMs(),
                finding.detail(),
                new Evidence(finding.rule(), catalogRevision, origin, source, id, finding.inputs()));
    }

    /** The end of an alert whose detector is no longer part of the terms. */
    public static AnomalyAlert ended(String license, OpenAlert open, Evidence evidence) {
        return plain(
                license + "/" + open.id(),
                AlertStatus.RESOLVED,
                Detector.NAME,
                Severity.INFO,
                "the plan no longer has this detector",
                evidence);
    }

    /** The incident of a quarantine: a decision about the license failed. */
    public static AnomalyAlert quarantine(String license, AlertStatus status, String detail, Evidence evidence) {
        return plain(license + "/quarantine", status, "quarantine", Severity.CRITICAL, detail, evidence);
    }

    /** A period that is due has no statement. */
    public static AnomalyAlert heldStatement(String statementId, AlertStatus status, String detail, Evidence evidence) {
        return plain(statementId + "/held", status, "statement", Severity.CRITICAL, detail, evidence);
    }

    private static AnomalyAlert plain(
            String alertId, AlertStatus status, String detector, Severity severity, String detail, Evidence evidence) {
        return new AnomalyAlert(alertId, status, detector, severity, "", "", "", "", "", "", 0, 0, detail, evidence);
    }
}
