package io.tallyport.verifier;

import static io.tallyport.verifier.StatementParts.adjustment;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.total;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageKind;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Two months of a license that changes its plan, with late usage, a void and an adjustment by hand. */
class StatementCheckTest {

    static final String JAN = "2026-01-01T00:00:00Z";
    static final String JAN20 = "2026-01-20T00:00:00Z";
    static final String FEB = "2026-02-01T00:00:00Z";
    static final String MAR = "2026-03-01T00:00:00Z";

    static final String DOCUMENT = "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
            + "{\"id\":\"calls\",\"eventType\":\"call\",\"aggregation\":\"COUNT\",\"windows\":[\"MONTH\"]},"
            + "{\"id\":\"tokens\",\"eventType\":\"llm\",\"aggregation\":\"SUM\",\"value\":\"n\",\"groups\":[\"model\"],"
            + "\"windows\":[\"MONTH\"]}],"
            + "\"features\":[{\"id\":\"api\",\"kind\":\"METERED\",\"meter\":\"calls\"}],\"plans\":["
            + "{\"id\":\"small\",\"product\":\"acme\",\"features\":[\"api\"],\"included\":[{\"meter\":\"calls\",\"amount\":2}]},"
            + "{\"id\":\"big\",\"product\":\"acme\",\"features\":[\"api\"],\"included\":[{\"meter\":\"calls\",\"amount\":\"5\"},"
            + "{\"meter\":\"tokens\",\"amount\":10}]}]}";

    static StatementLog honest() {
        var log = new StatementLog()
                .tick("2026-01-10T12:00:00Z")
                .revision(1, DOCUMENT)
                .command(LicenseCommandKind.ISSUE, "c1", "small", Map.of(), "ISSUED", "")
                .counted("e1", "call", "2026-01-10T11:00:00Z", Map.of(), PeriodZone.OPEN)
                .counted("e2", "call", "2026-01-10T11:00:00Z", Map.of(), PeriodZone.OPEN)
                .counted("e3", "call", "2026-01-10T11:00:00Z", Map.of(), PeriodZone.OPEN)
                .counted("t1", "llm", "2026-01-10T11:00:00Z", Map.of("n", 4L, "model", "a"), PeriodZone.OPEN)
                .counted("t2", "llm", "2026-01-10T11:00:00Z", Map.of("n", 8L, "model", "b"), PeriodZone.OPEN)
                .tick(JAN20)
                .command(LicenseCommandKind.CHANGE_PLAN, "c2", "big", Map.of(), "PLAN_CHANGED", "")
                .counted("e4", "call", "2026-01-20T00:00:01Z", Map.of(), PeriodZone.OPEN)
                .counted("e5", "call", "2026-01-19T00:00:00Z", Map.of(), PeriodZone.OPEN)
                .reading(
                        month("calls", "", JAN, FEB, "5", 5, "OPEN"),
                        month("tokens", "", JAN, FEB, "12", 2, "OPEN"),
                        month("tokens", "model=a", JAN, FEB, "4", 1, "OPEN"),
                        month("tokens", "model=b", JAN, FEB, "8", 1, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        log.statement(
                1,
                JAN,
                FEB,
                log.certificate(7, 0, 0, 7, "e1", "e2", "e3", "e4", "e5", "t1", "t2"),
                List.of(
                        total(line("small", "calls", "", JAN, JAN20, "4", 4), "2", "2", "2"),
                        total(line("small", "tokens", "", JAN, JAN20, "12", 2), "0", "", "12"),
                        line("small", "tokens", "model=a", JAN, JAN20, "4", 1),
                        line("small", "tokens", "model=b", JAN, JAN20, "8", 1),
                        total(line("big", "calls", "", JAN20, FEB, "1", 1), "3", "1", "0"),
                        total(line("big", "tokens", "", JAN20, FEB, "0", 0), "10", "", "0")));
        log.counted("e6", "call", "2026-01-25T00:00:00Z", Map.of(), PeriodZone.CLOSED)
                .corrected(UsageKind.VOID, "e1", "v1", PeriodZone.CLOSED)
                .counted("e7", "call", "2026-02-01T10:00:00Z", Map.of(), PeriodZone.OPEN)
                .command(
                        LicenseCommandKind.ADJUST,
                        "c3",
                        "",
                        Map.of("meter", "calls", "period", JAN, "quantity", "-1.5", "overage", "-1"),
                        "ADJUSTED",
                        "")
                .reading(month("calls", "", JAN, FEB, "5", 5, "CLOSED"), month("calls", "", FEB, MAR, "1", 1, "OPEN"))
                .commit()
                .tick("2026-03-02T00:00:00Z");
        log.statement(
                2,
                FEB,
                MAR,
                log.certificate(9, 1, 0, 1, "e7"),
                List.of(
                        adjustment(line("small", "calls", "", JAN, JAN20, "-1", -1), "-1", 1),
                        adjustment(line("big", "calls", "", JAN20, FEB, "1", 1), "0", 1),
                        byHand(),
                        total(line("big", "calls", "", FEB, MAR, "1", 1), "5", "1", "0"),
                        total(line("big", "tokens", "", FEB, MAR, "0", 0), "10", "", "0")));
        return log.counted("e8", "call", "2026-03-01T10:00:00Z", Map.of(), PeriodZone.OPEN)
                .reading(month("calls", "", MAR, "2026-04-01T00:00:00Z", "1", 1, "OPEN"))
                .commit();
    }

    private static StatementLineV1 byHand() {
        var line = adjustment(line("", "calls", "", JAN, FEB, "-1.5", 0), "-1", 1);
        line.setCommandId("c3");
        line.setAuthor("ann");
        line.setReason("because");
        return line;
    }

    @Test
    void rightStatementsHaveNoDifference() {
        var findings = honest().check();
        assertEquals(List.of(), findings.differences());
        assertEquals(2, findings.checked().get("statements"));
        assertEquals(11, findings.checked().get("statements.lines"));
        assertEquals(Map.of(), findings.unchecked());
    }

    @Test
    void aLineThatIsMissingOrTooManyIsNamed() {
        for (int statement = 0; statement < 2; statement++) {
            for (int line = 0; line < 5; line++) {
                int at = line;
                assertTrue(honest().change(
                                        TopicCatalog.USAGE_STATEMENTS,
                                        statement,
                                        s -> s.getLines().remove(at))
                                .check()
                                .differenceCount()
                        > 0);
                assertTrue(honest().change(
                                        TopicCatalog.USAGE_STATEMENTS,
                                        statement,
                                        s -> s.getLines().add(at, s.getLines().get(at)))
                                .check()
                                .differenceCount()
                        > 0);
            }
        }
        assertNamed(
                "statement-line",
                log -> log.change(
                        TopicCatalog.USAGE_STATEMENTS,
                        0,
                        s -> s.getLines().add(line("big", "tokens", "model=a", JAN20, FEB, "1", 1))));
    }

    @Test
    void linesOutOfOrderAreNamed() {
        assertNamed(
                "statement-order",
                log -> log.change(
                        TopicCatalog.USAGE_STATEMENTS,
                        0,
                        s -> s.getLines().add(s.getLines().remove(0))));
    }

    @Test
    void aStatementThatIsMissingDoubledOrHeldForNothingIsNamed() {
        assertNamed("statement-number", log -> log.remove(TopicCatalog.USAGE_STATEMENTS, 0));
        assertNamed(
                "statement-doubled",
                log -> log.change(
                        TopicCatalog.USAGE_STATEMENTS, 0, s -> log.publish(TopicCatalog.USAGE_STATEMENTS, s)));
        assertNamed("statement-held", log -> log.held(3, MAR, "2026-04-01T00:00:00Z", "LAZY"));
        assertNamed("statement-held", log -> log.held(2, FEB, MAR, "RECOUNTING"));
    }

    @Test
    void aStatementThatIsLongDueIsMissing() {
        var log = honest().remove(TopicCatalog.USAGE_STATEMENTS, 1);
        for (int hour = 2; hour < 6; hour++) {
            log.tick("2026-03-02T0" + hour + ":00:00Z");
        }
        assertNamed("statement-missing", log.commit().check());
    }

    @Test
    void aZoneThatIsNotThatOfTheStatementIsNamed() {
        assertNamed(
                "verdict-zone",
                log -> log.change(TopicCatalog.USAGE_VERDICTS, 7, verdict -> verdict.setZone(PeriodZone.GRACE)));
        assertNamed(
                "verdict-zone",
                log -> log.change(TopicCatalog.USAGE_VERDICTS, 6, verdict -> verdict.setZone(PeriodZone.CLOSED)));
        assertNamed(
                "verdict-zone",
                log -> log.change(TopicCatalog.USAGE_VERDICTS, 8, verdict -> verdict.setZone(PeriodZone.OPEN)));
        assertNamed(
                "reading-zone",
                log -> log.change(
                        TopicCatalog.USAGE_READINGS,
                        1,
                        reading -> reading.getValues().get(0).setZone("GRACE")));
    }

    @Test
    void aChangeOfPlanThatHoldsTooEarlyIsNamed() {
        assertNamed(
                "plan-changed",
                log -> log.change(TopicCatalog.LICENSE_EVENTS, 1, event -> event.setAtMs(event.getAtMs() - 1)));
    }

    @Test
    void inALogWithoutStatementsZonesAreThoseOfTime() {
        var findings = honest().remove(TopicCatalog.USAGE_STATEMENTS, 1)
                .remove(TopicCatalog.USAGE_STATEMENTS, 0)
                .change(TopicCatalog.LICENSE_EVENTS, 2, event -> {
                    event.setType("REFUSED");
                    event.setRefusal("PERIOD_NOT_CLOSED");
                    event.setVersion(2);
                })
                .check();
        assertEquals(List.of(), findings.differences());
    }

    static void assertNamed(String law, Consumer<StatementLog> falsify) {
        var log = honest();
        falsify.accept(log);
        assertNamed(law, log.check());
    }

    static void assertNamed(String law, Findings findings) {
        assertTrue(
                findings.differences().stream().anyMatch(one -> one.law().equals(law)),
                law + " in " + findings.differences());
    }
}
