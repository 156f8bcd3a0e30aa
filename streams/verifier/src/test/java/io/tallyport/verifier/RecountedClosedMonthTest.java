package io.tallyport.verifier;

import static io.tallyport.verifier.RecountedMeters.answer;
import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.adjustment;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.of;
import static io.tallyport.verifier.StatementParts.total;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A meter is counted again after the statement of its month; corrections and another revision come before and after that. */
class RecountedClosedMonthTest {

    static final String SECOND = version(2, "2026-01-10T10:00:00Z", "b");

    static String version(int version, String from, String value) {
        return ",{\"id\":\"tokens\",\"version\":" + version + ",\"from\":\"" + from
                + "\",\"eventType\":\"use\",\"aggregation\":\"SUM\",\"value\":\"" + value
                + "\",\"groups\":[\"model\"],\"windows\":[\"MONTH\"]}";
    }

    static String document(String more) {
        return "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
                + "{\"id\":\"tokens\",\"eventType\":\"use\",\"aggregation\":\"SUM\",\"value\":\"a\",\"groups\":[\"model\"],\"windows\":[\"MONTH\"]}"
                + more
                + "],\"features\":[],\"plans\":[{\"id\":\"small\",\"product\":\"acme\",\"included\":[{\"meter\":\"tokens\",\"amount\":4}]}]}";
    }

    private static MeterReadingV1 tokens(int version, String model, String value, long events) {
        String group = model.isEmpty() ? "" : "model=" + model;
        return of(version, false, month("tokens", group, JAN, FEB, value, events, "CLOSED"));
    }

    /** January is stated; e3 was voided before a revision brings the second version. */
    private static StatementLog waiting() {
        var log = issued(document(""))
                .counted("e1", "use", "2026-01-10T09:00:00Z", data(1, 10, "x"), PeriodZone.OPEN)
                .counted("e2", "use", "2026-01-10T10:00:00Z", data(2, 20, "x"), PeriodZone.OPEN)
                .counted("e3", "use", "2026-01-10T11:00:00Z", data(3, 5, "y"), PeriodZone.OPEN)
                .counted("e4", "use", "2026-01-10T11:30:00Z", data(4, 6, "z"), PeriodZone.OPEN)
                .reading(
                        month("tokens", "", JAN, FEB, "10", 4, "OPEN"),
                        month("tokens", "model=x", JAN, FEB, "3", 2, "OPEN"),
                        month("tokens", "model=y", JAN, FEB, "3", 1, "OPEN"),
                        month("tokens", "model=z", JAN, FEB, "4", 1, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        log.statement(
                1,
                JAN,
                FEB,
                log.certificate(4, 0, 0, 4, "e1", "e2", "e3", "e4"),
                List.of(
                        total(line("small", "tokens", "", JAN, FEB, "10", 4), "4", "4", "6"),
                        line("small", "tokens", "model=x", JAN, FEB, "3", 2),
                        line("small", "tokens", "model=y", JAN, FEB, "3", 1),
                        line("small", "tokens", "model=z", JAN, FEB, "4", 1)));
        return log.corrected(UsageKind.VOID, "e3", "v1", PeriodZone.CLOSED)
                .reading(tokens(1, "", "7", 3), tokens(1, "y", "0", 0))
                .commit()
                .tick("2026-02-03T00:00:00Z")
                .revision(2, document(SECOND));
    }

    static Map<String, Object> data(long a, long b, String model) {
        return Map.of("a", a, "b", b, "model", model);
    }

    private static StatementLog switched() {
        var log = waiting();
        return log.recounted(
                        answer("tokens", 2, 1, 1, "e1", "e2", "e4"),
                        log.last(TopicCatalog.CATALOG_REVISIONS),
                        "RECOUNT")
                .reading(
                        tokens(1, "", "1", 1),
                        tokens(1, "x", "1", 1),
                        tokens(1, "z", "0", 0),
                        tokens(2, "", "26", 2),
                        tokens(2, "x", "20", 1),
                        tokens(2, "z", "6", 1))
                .commit();
    }

    /** Then e4 is voided, and e3 counts again. */
    private static StatementLog corrected() {
        return switched()
                .corrected(UsageKind.VOID, "e4", "v2", PeriodZone.CLOSED)
                .reading(tokens(2, "", "20", 1), tokens(2, "z", "0", 0))
                .commit()
                .corrected(UsageKind.RESTORE, "e3", "v3", PeriodZone.CLOSED)
                .reading(tokens(2, "", "25", 2), tokens(2, "y", "5", 1))
                .commit();
    }

    private static StatementLog stated(StatementLog log, int corrections, StatementLineV1... adjustments) {
        log.tick("2026-03-02T00:00:00Z");
        var lines = new ArrayList<>(List.of(adjustments));
        lines.add(of(2, total(line("small", "tokens", "", FEB, MAR, "0", 0), "4", "", "0")));
        var statement = log.head(2, FEB, MAR, log.certificate(4, corrections, 0, 0), lines);
        statement.setCatalogRevision(2);
        return log.publish(TopicCatalog.USAGE_STATEMENTS, statement).commit();
    }

    private static StatementLineV1 tokens(String model, String quantity, long events, String overage) {
        String group = model.isEmpty() ? "" : "model=" + model;
        return adjustment(line("small", "tokens", group, JAN, FEB, quantity, events), overage, 1);
    }

    private static StatementLog statedAfterTheSwitch() {
        return stated(
                switched(),
                2,
                tokens("", "-9", -3, "-6"),
                tokens("x", "-2", -1, ""),
                tokens("y", "-3", -1, ""),
                tokens("z", "-4", -1, ""),
                of(2, tokens("", "26", 2, "23")),
                of(2, tokens("x", "20", 1, "")),
                of(2, tokens("z", "6", 1, "")));
    }

    private static StatementLog statedAfterCorrections() {
        return stated(
                corrected(),
                4,
                tokens("", "-9", -3, "-6"),
                tokens("x", "-2", -1, ""),
                tokens("y", "-3", -1, ""),
                tokens("z", "-4", -1, ""),
                of(2, tokens("", "25", 2, "22")),
                of(2, tokens("x", "20", 1, "")),
                of(2, tokens("y", "5", 1, "")));
    }

    @Test
    void theNextStatementAdjustsBothVersions() {
        assertEquals(List.of(), statedAfterTheSwitch().check().differences());
        for (int line = 0; line < 7; line++) {
            int at = line;
            assertNamed(
                    "statement-adjustment",
                    statedAfterTheSwitch()
                            .change(
                                    TopicCatalog.USAGE_STATEMENTS,
                                    1,
                                    s -> s.getLines().get(at).setQuantity("2"))
                            .check());
            assertNamed(
                    "statement-adjustment",
                    statedAfterTheSwitch()
                            .change(
                                    TopicCatalog.USAGE_STATEMENTS,
                                    1,
                                    s -> s.getLines().remove(at))
                            .check());
        }
    }

    @Test
    void theLineOfAMeterThatIsNotUsedIsOfTheLatestVersion() {
        assertNamed(
                "statement-line",
                statedAfterTheSwitch()
                        .change(
                                TopicCatalog.USAGE_STATEMENTS,
                                1,
                                s -> s.getLines().get(7).setMeterVersion(3))
                        .check());
    }

    @Test
    void aVoidAfterTheSwitchTakesBackWhatTheEventFeedsNowAndSoDoesARestore() {
        assertEquals(List.of(), statedAfterCorrections().check().differences());
        for (int record = 3; record < 5; record++) {
            for (int value = 0; value < 2; value++) {
                int at = value;
                assertTrue(corrected()
                                .change(
                                        TopicCatalog.USAGE_READINGS,
                                        record,
                                        reading -> reading.getValues().get(at).setValue("3"))
                                .check()
                                .differenceCount()
                        > 0);
            }
        }
        assertNamed(
                "statement-adjustment",
                statedAfterCorrections()
                        .change(
                                TopicCatalog.USAGE_STATEMENTS,
                                1,
                                s -> s.getLines().get(6).setQuantity("3"))
                        .check());
    }

    /** What is taken back while the license waits is taken back from the version that counted it, and is a new cause. */
    @Test
    void aVoidBeforeTheSwitchIsANewCause() {
        assertEquals(List.of(), voided("e1", "e2").check().differences());
        assertNamed("recount-certificate", voided("e1", "e2", "e4").check());
    }

    private static StatementLog voided(String... stood) {
        var log = waiting().corrected(UsageKind.VOID, "e4", "v2", PeriodZone.CLOSED);
        return log.recounted(answer("tokens", 2, 1, 1, stood), log.last(TopicCatalog.USAGE_EVENTS), "RECOUNT")
                .reading(
                        tokens(1, "", "1", 1),
                        tokens(1, "x", "1", 1),
                        tokens(1, "z", "0", 0),
                        tokens(2, "", "20", 1),
                        tokens(2, "x", "20", 1))
                .commit();
    }

    @Test
    void ofTwoRevisionsThatAreAwaitedEachEventIsOfTheLastThatConcernsIt() {
        assertEquals(List.of(), overtaken("20").check().differences());
        assertTrue(overtaken("2").check().differenceCount() > 0);
    }

    /** The third version begins half an hour before e4, and e2 is of the second. */
    private static StatementLog overtaken(String second) {
        var log = waiting().revision(3, document(SECOND + version(3, "2026-01-10T11:00:00Z", "a")));
        return log.recounted(
                        answer("tokens", 3, 1, 1, "e1", "e2", "e4"),
                        log.last(TopicCatalog.CATALOG_REVISIONS),
                        "RECOUNT")
                .reading(
                        tokens(1, "", "1", 1),
                        tokens(1, "x", "1", 1),
                        tokens(1, "z", "0", 0),
                        tokens(2, "", second, 1),
                        tokens(2, "x", "20", 1),
                        tokens(3, "", "4", 1),
                        tokens(3, "z", "4", 1))
                .commit();
    }

    @Test
    void whatALaterRevisionCountedStaysAsItIs() {
        var log = waiting();
        var cause = log.last(TopicCatalog.CATALOG_REVISIONS);
        String feb = "2026-02-03T00:30:00Z";
        log.revision(3, document(SECOND + version(3, feb, "a")))
                .counted("e5", "use", feb, data(7, 70, "x"), PeriodZone.OPEN)
                .reading(
                        of(3, true, month("tokens", "", FEB, MAR, "7", 1, "OPEN")),
                        of(3, true, month("tokens", "model=x", FEB, MAR, "7", 1, "OPEN")))
                .recounted(answer("tokens", 2, 1, 1, "e1", "e2", "e4"), cause, "RECOUNT")
                .reading(
                        tokens(1, "", "1", 1),
                        tokens(1, "x", "1", 1),
                        tokens(1, "z", "0", 0),
                        tokens(2, "", "26", 2),
                        tokens(2, "x", "20", 1),
                        tokens(2, "z", "6", 1))
                .commit();
        var findings = log.check();
        assertEquals(List.of(), findings.differences());
        assertEquals(1, findings.unchecked().get("recount.meterPending"));
    }
}
