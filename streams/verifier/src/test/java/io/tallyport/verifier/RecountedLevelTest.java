package io.tallyport.verifier;

import static io.tallyport.verifier.LeveledMeters.APR;
import static io.tallyport.verifier.RecountedMeters.answer;
import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.adjustment;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.of;
import static io.tallyport.verifier.StatementParts.total;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.StatementLineV1;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A second version of a level begins in a month that is closed when it comes: from then on each has its own. */
class RecountedLevelTest {

    private static final String SECOND =
            ",{\"id\":\"storage\",\"version\":2,\"from\":\"2026-01-20T00:00:00Z\",\"eventType\":\"store\","
                    + "\"aggregation\":\"TIME_WEIGHTED\",\"value\":\"b\",\"windows\":[\"MONTH\"]}";

    private static String document(String more) {
        return "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
                + "{\"id\":\"storage\",\"eventType\":\"store\",\"aggregation\":\"TIME_WEIGHTED\",\"value\":\"a\",\"windows\":[\"MONTH\"]}"
                + more
                + "],\"features\":[],\"plans\":[{\"id\":\"small\",\"product\":\"acme\",\"included\":[{\"meter\":\"storage\",\"amount\":100}]}]}";
    }

    private static MeterReadingV1 month(
            int version, String from, String to, String value, String level, long events, String zone) {
        return of(version, false, LeveledMeters.reading("MONTH", "", from, to, value, level, events, zone));
    }

    private static StatementLog honest() {
        var log = issued(document(""))
                .tick("2026-01-30T00:00:00Z")
                .counted("e1", "store", "2026-01-10T00:00:00Z", Map.of("a", 10L, "b", 100L), PeriodZone.OPEN)
                .counted("e2", "store", "2026-01-30T00:00:00Z", Map.of("a", 1L, "b", 5L), PeriodZone.OPEN)
                .reading(month(1, JAN, FEB, "4800", "11", 2, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        log.statement(
                        1,
                        JAN,
                        FEB,
                        log.certificate(2, 0, 0, 2, "e1", "e2"),
                        List.of(all(JAN, FEB, "5328", 2, "100", "100", "5228")))
                .reading(month(1, JAN, FEB, "5328", "11", 2, "CLOSED"), month(1, FEB, MAR, "264", "11", 0, "OPEN"))
                .commit()
                .tick("2026-02-03T00:00:00Z")
                .revision(2, document(SECOND))
                .commit();
        log.recounted(answer("storage", 2, 1, 1, "e1", "e2"), log.last(TopicCatalog.CATALOG_REVISIONS), "RECOUNT")
                .reading(
                        month(1, JAN, FEB, "5280", "10", 1, "CLOSED"),
                        month(1, FEB, MAR, "480", "10", 0, "OPEN"),
                        month(2, JAN, FEB, "240", "5", 1, "CLOSED"),
                        month(2, FEB, MAR, "240", "5", 0, "OPEN"))
                .commit()
                .tick("2026-03-02T00:00:00Z");
        var statement = log.head(
                2,
                FEB,
                MAR,
                log.certificate(2, 1, 0, 0),
                List.of(
                        adjustment(line("small", "storage", "", JAN, FEB, "-48", -1), "-48", 1),
                        of(2, adjustment(line("small", "storage", "", JAN, FEB, "240", 1), "240", 1)),
                        all(FEB, MAR, "6720", 0, "100", "100", "6620"),
                        of(2, all(FEB, MAR, "3360", 0, "0", "", "3360"))));
        statement.setCatalogRevision(2);
        return log.publish(TopicCatalog.USAGE_STATEMENTS, statement)
                .reading(
                        month(1, FEB, MAR, "6720", "10", 0, "CLOSED"),
                        month(1, MAR, APR, "240", "10", 0, "OPEN"),
                        month(2, FEB, MAR, "3360", "5", 0, "CLOSED"),
                        month(2, MAR, APR, "120", "5", 0, "OPEN"))
                .commit();
    }

    private static StatementLineV1 all(
            String from, String to, String quantity, long events, String included, String burnt, String overage) {
        return total(line("small", "storage", "", from, to, quantity, events), included, burnt, overage);
    }

    @Test
    void whatIsRightHasNoDifference() {
        var findings = honest().check();
        assertEquals(List.of(), findings.differences());
        assertEquals(Map.of(), findings.unchecked());
        assertEquals(1, findings.checked().get("recounts.meters"));
    }

    @Test
    void whatEachVersionComesToSinceIsNamedIfItIsWrong() {
        for (int record = 2; record < 4; record++) {
            for (int value = 0; value < 4; value++) {
                int at = value;
                int in = record;
                var findings = honest().change(
                                TopicCatalog.USAGE_READINGS,
                                record,
                                reading -> reading.getValues().get(at).setValue("7"))
                        .check();
                assertTrue(
                        findings.differences().stream()
                                .anyMatch(one -> one.at().equals(new Place("usage.readings.v1", 0, in))),
                        findings.differences().toString());
            }
        }
    }

    @Test
    void linesOfBothVersionsAndWhatChangedOfTheClosedMonthAreMissed() {
        for (int line = 0; line < 4; line++) {
            int at = line;
            assertNamed(
                    line < 2 ? "statement-adjustment" : "statement-line",
                    honest().change(
                                    TopicCatalog.USAGE_STATEMENTS,
                                    1,
                                    statement -> statement.getLines().remove(at))
                            .check());
        }
    }
}
