package io.tallyport.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.CheckDecisionV1;
import io.tallyport.wire.EntitlementUpdateV1;
import io.tallyport.wire.FeatureEntitlementV1;
import io.tallyport.wire.UsageReadingV1;
import io.tallyport.wire.VerdictKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionCheckTest {

    @Test
    void anHonestLogHasNoDifference() {
        var findings = MemoryLog.honest().check();
        assertEquals(List.of(), findings.differences());
        assertEquals(4, findings.checked().get("verdicts"));
        assertEquals(2, findings.checked().get("crossings"));
        assertEquals(3, findings.checked().get("readings"));
        assertEquals(0, findings.pending());
    }

    @Test
    void aDroppedVerdictIsNamedByItsRecord() {
        var findings = MemoryLog.honest().remove(TopicCatalog.USAGE_VERDICTS, 0).check();
        assertNamed(findings, "verdict-missing", TopicCatalog.USAGE_EVENTS, 4);
    }

    @Test
    void aDoubledVerdictIsNamed() {
        var findings = MemoryLog.honest()
                .add(TopicCatalog.USAGE_VERDICTS, MemoryLog.verdict(VerdictKind.COUNTED, 2, 1, false))
                .check();
        assertNamed(findings, "verdict-doubled", TopicCatalog.USAGE_VERDICTS, 3);
    }

    @Test
    void aWrongVerdictIsNamed() {
        var findings = MemoryLog.honest()
                .change(TopicCatalog.USAGE_VERDICTS, 0, v -> MemoryLog.verdict(VerdictKind.CONFLICT, 4, 1, false))
                .check();
        assertNamed(findings, "verdict-wrong", TopicCatalog.USAGE_VERDICTS, 0);
    }

    @Test
    void aVerdictOnNothingIsNamed() {
        var findings = MemoryLog.honest()
                .add(TopicCatalog.USAGE_VERDICTS, MemoryLog.verdict(VerdictKind.COUNTED, 99, 1, false))
                .check();
        assertNamed(findings, "verdict-unfounded", TopicCatalog.USAGE_VERDICTS, 3);
    }

    @Test
    void aForgedReadingIsNamed() {
        var findings = MemoryLog.honest()
                .change(TopicCatalog.USAGE_READINGS, 0, reading -> {
                    var forged = UsageReadingV1.newBuilder(reading).build();
                    forged.getValues().get(2).setValue("2");
                    return forged;
                })
                .check();
        assertNamed(findings, "reading-value", TopicCatalog.USAGE_READINGS, 0);
    }

    @Test
    void aDroppedReadingIsNamedByTheLastEventThatItLacks() {
        var findings = MemoryLog.honest().remove(TopicCatalog.USAGE_READINGS, 0).check();
        assertNamed(findings, "reading-missing", TopicCatalog.USAGE_EVENTS, 3);
    }

    @Test
    void anEntitlementVersionThatGoesBackIsNamed() {
        var findings = MemoryLog.honest()
                .change(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 2, update -> {
                    var back = EntitlementUpdateV1.newBuilder(update).build();
                    back.getSnapshot().setVersion(1);
                    return back;
                })
                .check();
        assertNamed(findings, "entitlement-version", TopicCatalog.ENTITLEMENT_SNAPSHOTS, 2);
    }

    @Test
    void aDenyWithoutEvidenceIsNamed() {
        var findings = MemoryLog.honest()
                .change(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 2, update -> {
                    var bare = EntitlementUpdateV1.newBuilder(update).build();
                    bare.getSnapshot().getFeatures().get(0).setEvidence(null);
                    return bare;
                })
                .check();
        assertNamed(findings, "deny-without-evidence", TopicCatalog.ENTITLEMENT_SNAPSHOTS, 2);
    }

    @Test
    void aDenyWhoseUsageWasNotReachedAtItsEventIsNamed() {
        var findings = MemoryLog.honest()
                .change(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 2, update -> {
                    var early = EntitlementUpdateV1.newBuilder(update).build();
                    FeatureEntitlementV1 feature =
                            early.getSnapshot().getFeatures().get(0);
                    feature.getEvidence().setOffset(2);
                    feature.getEvidence().setEventId("e2");
                    return early;
                })
                .check();
        assertNamed(findings, "evidence-used", TopicCatalog.ENTITLEMENT_SNAPSHOTS, 2);
    }

    @Test
    void aDenyOfACheckThatTheSnapshotDoesNotSayIsNamed() {
        var findings = MemoryLog.honest()
                .add(
                        TopicCatalog.ENTITLEMENT_DECISIONS,
                        CheckDecisionV1.newBuilder()
                                .setLicense(MemoryLog.LICENSE)
                                .setFeature("api")
                                .setVerdict("DENY")
                                .setReason("LICENSE_REVOKED")
                                .setEntitlementVersion(3)
                                .build())
                .check();
        assertNamed(findings, "deny-unbacked", TopicCatalog.ENTITLEMENT_DECISIONS, 0);
    }

    @Test
    void anAlertThatIsMissingIsNamedByTheEventThatCrossed() {
        var findings = MemoryLog.honest().remove(TopicCatalog.QUOTA_ALERTS, 1).check();
        assertNamed(findings, "alert-missing", TopicCatalog.USAGE_EVENTS, 3);
    }

    @Test
    void aJournalThatSkipsARecordIsNamedByTheRecord() {
        var findings = MemoryLog.honest()
                .change(TopicCatalog.PIPELINE_JOURNAL, 0, journal -> {
                    journal.getRuns().get(3).setFirstOffset(1);
                    journal.getRuns().get(3).setCount(1L);
                    return journal;
                })
                .check();
        assertNamed(findings, "journal-skips", TopicCatalog.LICENSE_COMMANDS, 0);
    }

    @Test
    void whatTheJournalDoesNotNameYetIsPendingAndNoDifference() {
        var findings = MemoryLog.honest()
                .add(TopicCatalog.USAGE_EVENTS, MemoryLog.usage("e4"))
                .check();
        assertEquals(List.of(), findings.differences());
        assertEquals(1, findings.pending());
    }

    @Test
    void aDroppedAnswerToACommandIsNamedByTheCommand() {
        var findings = MemoryLog.honest().remove(TopicCatalog.LICENSE_EVENTS, 0).check();
        assertNamed(findings, "command-unanswered", TopicCatalog.LICENSE_COMMANDS, 1);
    }

    private static void assertNamed(Findings findings, String law, TallyTopic<?> topic, long offset) {
        var place = new Place(topic.name(), 0, offset);
        assertTrue(
                findings.differences().stream().anyMatch(d -> d.law().equals(law) && d.at().equals(place)),
                law + " at " + place + ": " + findings.differences());
    }
}
