package io.tallyport.verifier;

import static io.tallyport.verifier.SeatLogs.JAN30;
import static io.tallyport.verifier.SeatLogs.JAN31;
import static io.tallyport.verifier.SeatLogs.assign;
import static io.tallyport.verifier.SeatLogs.day;
import static io.tallyport.verifier.SeatLogs.document;
import static io.tallyport.verifier.SeatLogs.issued;
import static io.tallyport.verifier.SeatLogs.month;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Seats come to a limit by a command, and by a day that begins. */
class SeatLimitTest {

    private static final String QUOTA =
            "{\"meter\":\"seats.held\",\"limit\":3,\"per\":\"MONTH\",\"kind\":\"SOFT\",\"thresholds\":[50]}";

    /** The second seat passes half of three seat-days, the next day the rest of them. */
    private static StatementLog honest() {
        var log = issued("2026-01-30T12:00:00Z", document(QUOTA));
        assign(log, "s1", "small", "ada", "");
        assign(log, "s2", "small", "bob", "");
        log.publish(TopicCatalog.QUOTA_ALERTS, alert(log.last(TopicCatalog.LICENSE_COMMANDS), 50, "2"))
                .reading(
                        day("assigned", JAN30, JAN31, "2", 2),
                        day("held", JAN30, JAN31, "2", 2),
                        month("assigned", JAN, FEB, "2", 2),
                        month("held", JAN, FEB, "2", 2))
                .commit()
                .tick("2026-01-31T00:00:30Z");
        // The last of the topics that tick moves the time.
        var last = TopicCatalog.sources().get(TopicCatalog.sources().size() - 1);
        return log.publish(TopicCatalog.QUOTA_ALERTS, alert(log.last(last), 0, "4"))
                .reading(
                        day("assigned", JAN31, FEB, "2", 1),
                        day("held", JAN31, FEB, "2", 1),
                        month("assigned", JAN, FEB, "2", 3),
                        month("held", JAN, FEB, "4", 3))
                .commit()
                .tick("2026-01-31T02:00:00Z")
                .tick("2026-01-31T02:01:00Z")
                .tick("2026-01-31T02:02:00Z")
                .tick("2026-01-31T02:03:00Z")
                .commit();
    }

    private static QuotaAlertV1 alert(Place origin, int percent, String used) {
        String incident = percent == 0 ? "breach" : Integer.toString(percent);
        return QuotaAlertV1.newBuilder()
                .setAlertId("lic-1/quota/seats.held/MONTH/" + StatementParts.at(JAN) + "/" + incident)
                .setStatus(QuotaAlertStatus.OPENED)
                .setKind(percent == 0 ? QuotaAlertKind.BREACH : QuotaAlertKind.THRESHOLD)
                .setThresholdPercent(percent)
                .setLicense("lic-1")
                .setMeter("seats.held")
                .setWindow("MONTH")
                .setFromMs(StatementParts.at(JAN))
                .setUsed(used)
                .setLimit("3")
                .setHard(false)
                .setEvidence(EvidenceV1.newBuilder()
                        .setRule("quota/seats.held/MONTH")
                        .setCatalogRevision(1)
                        .setTopic(origin.topic())
                        .setPartition(0)
                        .setOffset(origin.offset())
                        .setInputs(new HashMap<>(Map.of(
                                "used", used,
                                "limit", "3",
                                "window", "MONTH",
                                "windowFromMs", Long.toString(StatementParts.at(JAN)),
                                "hard", "false",
                                "meter", "seats.held")))
                        .build())
                .build();
    }

    @Test
    void whatIsRightHasNoDifference() {
        var findings = honest().check();
        assertEquals(List.of(), findings.differences());
        assertEquals(Map.of(), findings.unchecked());
        assertEquals(2, findings.checked().get("evidence"));
        assertEquals(1, findings.checked().get("crossings"));
        assertEquals(2, findings.checked().get("crossings.byTime"));
    }

    @Test
    void anotherUsageThanThatOfTheSeatsIsNamed() {
        for (int alert = 0; alert < 2; alert++) {
            var log = honest().change(TopicCatalog.QUOTA_ALERTS, alert, one -> {
                one.setUsed("5");
                one.getEvidence().getInputs().put("used", "5");
            });
            assertNamed("evidence-used", log.check());
        }
    }

    @Test
    void anIncidentThatNobodyOpenedIsMissed() {
        for (int alert = 0; alert < 2; alert++) {
            assertNamed(
                    "alert-missing",
                    honest().remove(TopicCatalog.QUOTA_ALERTS, alert).check());
        }
    }
}
