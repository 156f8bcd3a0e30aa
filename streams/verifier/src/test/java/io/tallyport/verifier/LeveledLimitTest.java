package io.tallyport.verifier;

import static io.tallyport.verifier.LeveledMeters.document;
import static io.tallyport.verifier.LeveledMeters.gb;
import static io.tallyport.verifier.LeveledMeters.reading;
import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A level comes to a limit by a late event, and by time alone: what is said of it is what it had come to by then. */
class LeveledLimitTest {

    private static final String QUOTA =
            "{\"meter\":\"storage\",\"limit\":1000,\"per\":\"MONTH\",\"kind\":\"SOFT\",\"thresholds\":[20]}";
    private static final String GROUP = "region=eu";

    /** Ten GB from the tenth on; forty more, which come twelve hours late, pass a fifth of the limit, and a tick the rest of it. */
    private static StatementLog honest() {
        var log = issued(document(",\"windows\":[\"MONTH\"]", QUOTA))
                .counted("e1", "store", "2026-01-10T00:00:00Z", gb("10", "eu"), PeriodZone.OPEN)
                .reading(month("", "120", "10", 1), month(GROUP, "120", "10", 1))
                .commit()
                .counted("e2", "store", "2026-01-10T00:00:00Z", gb("40", "eu"), PeriodZone.OPEN);
        log.publish(TopicCatalog.QUOTA_ALERTS, alert(log.last(TopicCatalog.USAGE_EVENTS), "e2", 20, "600"))
                .reading(month("", "600", "50", 2), month(GROUP, "600", "50", 2))
                .commit()
                .tick("2026-01-10T20:00:30Z");
        // The last of the topics that tick moves the time.
        var last = TopicCatalog.sources().get(TopicCatalog.sources().size() - 1);
        return log.publish(TopicCatalog.QUOTA_ALERTS, alert(log.last(last), "", 0, "1000.416666666666666667"))
                .reading(month("", "1000.416666666666666667", "50", 2))
                .commit()
                .tick("2026-01-10T20:01:00Z")
                .tick("2026-01-10T20:02:00Z")
                .tick("2026-01-10T20:03:00Z")
                .commit();
    }

    private static io.tallyport.wire.MeterReadingV1 month(String group, String value, String level, long events) {
        return reading("MONTH", group, JAN, FEB, value, level, events, "OPEN");
    }

    private static QuotaAlertV1 alert(Place origin, String event, int percent, String used) {
        String incident = percent == 0 ? "breach" : Integer.toString(percent);
        return QuotaAlertV1.newBuilder()
                .setAlertId("lic-1/quota/storage/MONTH/" + StatementParts.at(JAN) + "/" + incident)
                .setStatus(QuotaAlertStatus.OPENED)
                .setKind(percent == 0 ? QuotaAlertKind.BREACH : QuotaAlertKind.THRESHOLD)
                .setThresholdPercent(percent)
                .setLicense("lic-1")
                .setMeter("storage")
                .setWindow("MONTH")
                .setFromMs(StatementParts.at(JAN))
                .setUsed(used)
                .setLimit("1000")
                .setHard(false)
                .setEvidence(EvidenceV1.newBuilder()
                        .setRule("quota/storage/MONTH")
                        .setCatalogRevision(1)
                        .setTopic(origin.topic())
                        .setPartition(0)
                        .setOffset(origin.offset())
                        .setEventId(event)
                        .setInputs(new HashMap<>(Map.of(
                                "used", used,
                                "limit", "1000",
                                "window", "MONTH",
                                "windowFromMs", Long.toString(StatementParts.at(JAN)),
                                "hard", "false",
                                "meter", "storage")))
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
    void anotherUsageThanThatByTheTickIsNamed() {
        for (int alert = 0; alert < 2; alert++) {
            for (String used : List.of("1000.416666666666666668", "1000.000000000000000001", "610")) {
                var log = honest().change(TopicCatalog.QUOTA_ALERTS, alert, one -> {
                    one.setUsed(used);
                    one.getEvidence().getInputs().put("used", used);
                });
                if (alert == 0 || !used.equals("610")) {
                    assertNamed("evidence-used", log.check());
                } else {
                    assertNamed("alert-evidence", log.check());
                }
            }
        }
    }

    @Test
    void anIncidentThatNobodyOpenedIsMissed() {
        assertNamed(
                "alert-missing", honest().remove(TopicCatalog.QUOTA_ALERTS, 0).check());
        assertNamed(
                "alert-missing", honest().remove(TopicCatalog.QUOTA_ALERTS, 1).check());
    }
}
