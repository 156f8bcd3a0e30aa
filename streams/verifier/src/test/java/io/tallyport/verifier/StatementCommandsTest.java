package io.tallyport.verifier;

import static io.tallyport.verifier.StatementCasesTest.calls;
import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.DOCUMENT;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.adjustment;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.month;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.PeriodZone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statements that are held and released, and commands that are refused. */
class StatementCommandsTest {

    private static StatementLog released(boolean isReleased) {
        var log = issued(DOCUMENT)
                .counted("e1", "call", "2026-01-10T11:00:00Z", Map.of(), PeriodZone.OPEN)
                .reading(month("calls", "", JAN, FEB, "1", 1, "OPEN"))
                .parked("e2", "call", "2026-01-10T11:30:00Z")
                .commit()
                .tick("2026-02-02T00:00:00Z")
                .held(1, JAN, FEB, "QUARANTINED");
        if (isReleased) {
            log.tick("2026-02-02T00:00:05Z")
                    .command(
                            LicenseCommandKind.RELEASE_STATEMENT,
                            "c2",
                            "",
                            Map.of("number", "1"),
                            "STATEMENT_RELEASED",
                            "");
            var statement =
                    log.head(1, JAN, FEB, log.certificate(1, 0, 1, 1, "e1"), List.of(calls(JAN, FEB, "1", 1, "1")));
            statement.setReleasedBy("ann");
            statement.setReleaseReason("because");
            statement.setHeldDetail("something is missing");
            log.publish(TopicCatalog.USAGE_STATEMENTS, statement).released("e2", PeriodZone.CLOSED);
            log.reading(month("calls", "", JAN, FEB, "2", 2, "CLOSED")).commit().tick("2026-03-02T00:00:00Z");
            log.statement(
                    2,
                    FEB,
                    MAR,
                    log.certificate(2, 0, 0, 0),
                    List.of(
                            adjustment(line("small", "calls", "", JAN, FEB, "1", 1), "0", 1),
                            calls(FEB, MAR, "0", 0, "")));
        } else {
            log.released("e2", PeriodZone.GRACE);
            log.reading(month("calls", "", JAN, FEB, "2", 2, "GRACE"));
            log.statement(1, JAN, FEB, log.certificate(2, 0, 0, 2, "e1", "e2"), List.of(calls(JAN, FEB, "2", 2, "2")));
        }
        return log.commit();
    }

    @Test
    void aHeldStatementIsIssuedByItselfOrReleased() {
        assertEquals(List.of(), released(false).check().differences());
        assertEquals(List.of(), released(true).check().differences());
        assertNamed(
                "statement-released",
                released(true)
                        .change(TopicCatalog.USAGE_STATEMENTS, 1, s -> s.setReleasedBy("bob"))
                        .check());
        assertNamed(
                "statement-incomplete",
                released(true)
                        .change(TopicCatalog.USAGE_STATEMENTS, 1, s -> s.setReleasedBy(""))
                        .check());
        assertNamed(
                "verdict-zone",
                released(true)
                        .change(TopicCatalog.USAGE_VERDICTS, 1, v -> v.setZone(PeriodZone.GRACE))
                        .check());
        assertNamed(
                "statement-held",
                released(true)
                        .change(TopicCatalog.USAGE_STATEMENTS, 0, s -> s.setHeldReason("LAZY"))
                        .check());
    }

    @Test
    void whatCannotBeReleasedOrAdjustedIsRefused() {
        var log = issued(DOCUMENT);
        refused(log, LicenseCommandKind.RELEASE_STATEMENT, "", Map.of("number", "1"), "STATEMENT_NOT_HELD");
        refused(log, LicenseCommandKind.RELEASE_STATEMENT, "", Map.of("number", "x"), "NUMBER_INVALID");
        refused(log, LicenseCommandKind.ADJUST, "", adjust("calls", JAN, "1"), "PERIOD_NOT_CLOSED");
        refused(log, LicenseCommandKind.ADJUST, "", adjust("calls", "2026-01-02T00:00:00Z", "1"), "PERIOD_INVALID");
        refused(log, LicenseCommandKind.ADJUST, "", adjust("nothing", JAN, "1"), "METER_UNKNOWN");
        refused(log, LicenseCommandKind.ADJUST, "", adjust("calls", JAN, "much"), "QUANTITY_INVALID");
        refused(log, LicenseCommandKind.CHANGE_PLAN, "small", Map.of(), "PLAN_UNCHANGED");
        refused(log, LicenseCommandKind.CHANGE_PLAN, "huge", Map.of(), "PLAN_UNKNOWN");
        assertEquals(List.of(), log.commit().check().differences());
        for (int event = 1; event <= 8; event++) {
            log.change(TopicCatalog.LICENSE_EVENTS, event, e -> e.setRefusal("TOO_MANY_ADJUSTMENTS"));
        }
        assertEquals(8, log.check().differenceCount());
    }

    private static Map<String, String> adjust(String meter, String period, String quantity) {
        return Map.of("meter", meter, "period", period, "quantity", quantity, "overage", "0");
    }

    private static void refused(
            StatementLog log, LicenseCommandKind kind, String plan, Map<String, String> attributes, String code) {
        var unused = log.command(kind, "r" + code, plan, attributes, "REFUSED", code);
    }
}
