package io.tallyport.verifier;

import static io.tallyport.verifier.StatementCheckTest.DOCUMENT;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.adjustment;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.total;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What statements must say in cases of their own: recounted, estimated, ended, of many pages. */
class StatementCasesTest {

    private static final String APR = "2026-04-01T00:00:00Z";

    private static final String PEAKS = "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
            + "{\"id\":\"peak\",\"eventType\":\"load\",\"aggregation\":\"MAX\",\"value\":\"n\",\"windows\":[\"MONTH\"]},"
            + "{\"id\":\"visitors\",\"eventType\":\"visit\",\"aggregation\":\"UNIQUE_COUNT\",\"value\":\"who\",\"windows\":[\"MONTH\"]}],"
            + "\"features\":[],\"plans\":[{\"id\":\"small\",\"product\":\"acme\",\"version\":VERSION,\"included\":[]}]}";

    static StatementLog issued(String document) {
        return new StatementLog()
                .tick("2026-01-10T12:00:00Z")
                .revision(1, document)
                .command(LicenseCommandKind.ISSUE, "c1", "small", Map.of(), "ISSUED", "");
    }

    static StatementLineV1 calls(String from, String to, String quantity, long events, String burnt) {
        String overage = quantity.equals(burnt) || burnt.isEmpty() ? "0" : "1";
        return total(line("small", "calls", "", from, to, quantity, events), "2", burnt, overage);
    }

    private static StatementLineV1 peak(int planVersion, String from, String to, String quantity, long events) {
        var line = total(line("small", "peak", "", from, to, quantity, events), "0", "", quantity);
        line.setPlanVersion(planVersion);
        return line;
    }

    /** The largest value is voided after the statement: it is adjusted once it was recounted. */
    private static StatementLog recounted(boolean inTime) {
        var log = issued(PEAKS.replace("VERSION", "1"))
                .counted("e1", "load", "2026-01-10T11:00:00Z", Map.of("n", 9L), PeriodZone.OPEN)
                .counted("e2", "load", "2026-01-10T11:00:00Z", Map.of("n", 5L), PeriodZone.OPEN)
                .reading(month("peak", "", JAN, FEB, "9", 2, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        log.statement(1, JAN, FEB, log.certificate(2, 0, 0, 2, "e1", "e2"), List.of(peak(1, JAN, FEB, "9", 2)));
        var stale = month("peak", "", JAN, FEB, "9", 1, "CLOSED");
        stale.setRecounting(true);
        log.corrected(UsageKind.VOID, "e1", "v1", PeriodZone.CLOSED)
                .reading(stale)
                .commit();
        var fresh = month("peak", "", JAN, FEB, "5", 1, "CLOSED");
        if (inTime) {
            log.recounted("peak", JAN).reading(fresh).commit();
        }
        log.tick("2026-03-02T00:00:00Z");
        var change = adjustment(line("small", "peak", "", JAN, FEB, "-4", -1), "-4", 1);
        log.statement(2, FEB, MAR, log.certificate(2, inTime ? 2 : 1, 0, 0), inTime ? List.of(change) : List.of());
        if (!inTime) {
            log.recounted("peak", JAN).reading(fresh).commit().tick("2026-04-02T00:00:00Z");
            log.statement(3, MAR, APR, log.certificate(2, 2, 0, 0), List.of(change));
        }
        return log.commit();
    }

    @Test
    void whatWaitsForARecountIsAdjustedAfterIt() {
        assertEquals(List.of(), recounted(true).check().differences());
        assertEquals(List.of(), recounted(false).check().differences());
        assertEquals(1, recounted(false).check().unchecked().get("statement.recounting"));
        assertNamed(
                "statement-adjustment",
                recounted(true)
                        .change(
                                TopicCatalog.USAGE_STATEMENTS,
                                1,
                                s -> s.getLines().clear())
                        .check());
        assertNamed(
                "statement-adjustment",
                recounted(false)
                        .change(
                                TopicCatalog.USAGE_STATEMENTS,
                                2,
                                s -> s.getLines().clear())
                        .check());
    }

    @Test
    void aRevisionThatChangesThePlanPartsThePeriod() {
        assertEquals(List.of(), ofTwoVersions(true).check().differences());
        assertNamed(
                "statement-line",
                ofTwoVersions(true)
                        .change(
                                TopicCatalog.USAGE_STATEMENTS,
                                0,
                                s -> s.getLines().get(1).setPlanVersion(1))
                        .check());
        assertNamed("plan-change-missing", ofTwoVersions(false).check());
    }

    private static StatementLog ofTwoVersions(boolean changes) {
        String mid = "2026-01-15T00:00:00Z";
        var log = issued(PEAKS.replace("VERSION", "1"))
                .counted("e1", "load", "2026-01-10T11:00:00Z", Map.of("n", 9L), PeriodZone.OPEN)
                .tick(mid)
                .revision(2, PEAKS.replace("VERSION", "2"));
        if (changes) {
            log.event(
                    "PLAN_CHANGED",
                    "",
                    "",
                    "catalog",
                    "small",
                    StatementParts.at(mid),
                    2,
                    TopicCatalog.CATALOG_REVISIONS,
                    3);
        }
        log.counted("e2", "load", "2026-01-15T00:00:01Z", Map.of("n", 5L), PeriodZone.OPEN)
                .reading(month("peak", "", JAN, FEB, "9", 2, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        var statement = log.head(
                1,
                JAN,
                FEB,
                log.certificate(2, 0, 0, 2, "e1", "e2"),
                changes
                        ? List.of(peak(1, JAN, mid, "9", 1), peak(2, mid, FEB, "5", 1))
                        : List.of(peak(1, JAN, FEB, "9", 2)));
        statement.setCatalogRevision(2);
        return log.publish(TopicCatalog.USAGE_STATEMENTS, statement).commit();
    }

    /** The largest value of the first part is voided: what a recount of a part looks like is left open. */
    private static StatementLog partlyRecounted(boolean isRecounted, String said) {
        String mid = "2026-01-15T00:00:00Z";
        var log = issued(PEAKS.replace("VERSION", "1"))
                .counted("e1", "load", "2026-01-10T11:00:00Z", Map.of("n", 9L), PeriodZone.OPEN)
                .counted("e2", "load", "2026-01-10T11:00:00Z", Map.of("n", 5L), PeriodZone.OPEN)
                .reading(month("peak", "", JAN, FEB, "9", 2, "OPEN"))
                .tick(mid)
                .revision(2, PEAKS.replace("VERSION", "2"))
                .event(
                        "PLAN_CHANGED",
                        "",
                        "",
                        "catalog",
                        "small",
                        StatementParts.at(mid),
                        2,
                        TopicCatalog.CATALOG_REVISIONS,
                        3)
                .commit();
        var stale = month("peak", "", JAN, FEB, "9", 1, "OPEN");
        stale.setRecounting(true);
        log.corrected(UsageKind.VOID, "e1", "v1", PeriodZone.OPEN)
                .reading(stale)
                .commit();
        if (isRecounted) {
            log.recounted("peak", JAN)
                    .reading(month("peak", "", JAN, FEB, "5", 1, "OPEN"))
                    .commit();
        }
        log.tick("2026-02-02T00:00:00Z");
        var statement = log.head(
                1, JAN, FEB, log.certificate(2, isRecounted ? 2 : 1, 0, 2, "e2"), List.of(peak(1, JAN, mid, said, 1)));
        statement.setCatalogRevision(2);
        return log.publish(TopicCatalog.USAGE_STATEMENTS, statement).commit();
    }

    @Test
    void whereAPartIsRecountedEitherValueIsTakenAndNoOther() {
        assertEquals(List.of(), partlyRecounted(true, "5").check().differences());
        assertEquals(List.of(), partlyRecounted(true, "9").check().differences());
        assertEquals(List.of(), partlyRecounted(false, "5").check().differences());
        assertNamed("statement-line", partlyRecounted(true, "7").check());
        assertNamed("statement-line", partlyRecounted(false, "7").check());
    }

    @Test
    void severalPeriodsThatCloseAtOnceEachHaveTheirStatement() {
        assertEquals(List.of(), caughtUp().check().differences());
        assertNamed(
                "statement-number",
                caughtUp().remove(TopicCatalog.USAGE_STATEMENTS, 1).check());
        assertNamed(
                "statement-early",
                caughtUp()
                        .change(TopicCatalog.USAGE_STATEMENTS, 2, s -> s.setIssuedAtMs(StatementParts.at(APR)))
                        .check());
    }

    private static StatementLog caughtUp() {
        var log = issued(DOCUMENT)
                .counted("e1", "call", "2026-01-10T11:00:00Z", Map.of(), PeriodZone.OPEN)
                .reading(month("calls", "", JAN, FEB, "1", 1, "OPEN"))
                .commit()
                .tick("2026-04-05T00:00:00Z");
        log.statement(1, JAN, FEB, log.certificate(1, 0, 0, 1, "e1"), List.of(calls(JAN, FEB, "1", 1, "1")));
        log.statement(2, FEB, MAR, log.certificate(1, 0, 0, 0), List.of(calls(FEB, MAR, "0", 0, "")));
        log.statement(3, MAR, APR, log.certificate(1, 0, 0, 0), List.of(calls(MAR, APR, "0", 0, "")));
        log.counted("e2", "call", "2026-03-31T00:00:00Z", Map.of(), PeriodZone.CLOSED)
                .reading(month("calls", "", MAR, APR, "1", 1, "CLOSED"));
        return log.commit();
    }

    @Test
    void anEstimateSaysItsError() {
        assertEquals(List.of(), estimated("0.012", 0).check().differences());
        assertNamed("statement-line", estimated("", 0).check());
        assertNamed("statement-line", estimated("0.012", 1).check());
    }

    private static StatementLog estimated(String error, int more) {
        var together = new Together(Combination.UNIQUE_COUNT);
        var log = issued(PEAKS.replace("VERSION", "1"));
        var ids = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            ids.add("v" + i);
            together.add(0, "visitor" + i);
            log.counted("v" + i, "visit", "2026-01-10T11:00:00Z", Map.of("who", "visitor" + i), PeriodZone.OPEN);
        }
        String value = together.value().toPlainString();
        log.reading(month("visitors", "", JAN, FEB, value, 300, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        String said = Long.toString(Long.parseLong(value) + more);
        var line = total(line("small", "visitors", "", JAN, FEB, said, 300), "0", "", said);
        line.setRelativeError(error);
        log.statement(1, JAN, FEB, log.certificate(300, 0, 0, 300, ids.toArray(new String[0])), List.of(line));
        return log.commit();
    }

    /** After the license was revoked, one more is closed for each period in which something was used. */
    private static StatementLog ended(boolean used) {
        var log = issued(DOCUMENT)
                .command(LicenseCommandKind.REVOKE, "c2", "", Map.of(), "REVOKED", "")
                .commit()
                .tick("2026-02-02T00:00:00Z");
        log.statement(1, JAN, FEB, log.certificate(0, 0, 0, 0), List.of(calls(JAN, FEB, "0", 0, "")));
        log.tick("2026-03-10T00:00:00Z");
        if (used) {
            log.counted("e1", "call", "2026-03-09T00:00:00Z", Map.of(), PeriodZone.OPEN)
                    .change(TopicCatalog.USAGE_VERDICTS, 0, v -> v.setOutsideEntitlement(true))
                    .reading(month("calls", "", MAR, APR, "1", 1, "OPEN"));
        }
        log.commit().tick("2026-04-02T00:00:00Z");
        log.statement(
                2,
                MAR,
                APR,
                used ? log.certificate(1, 0, 0, 1, "e1") : log.certificate(0, 0, 0, 0),
                List.of(used ? calls(MAR, APR, "1", 1, "1") : calls(MAR, APR, "0", 0, "")));
        for (int hour = 2; hour < 6; hour++) {
            log.tick("2026-05-02T0" + hour + ":00:00Z");
        }
        return log.commit();
    }

    @Test
    void afterTheEndOnlyPeriodsWithUsageHaveAStatement() {
        var differences = ended(true).check().differences().stream()
                .filter(one -> !one.law().equals("alert-missing"))
                .toList();
        assertEquals(List.of(), differences);
        assertNamed("statement-needless", ended(false).check());
    }

    @Test
    void usageOfBeforeTheFirstPeriodIsAnAdjustmentOfNone() {
        var log = issued(DOCUMENT)
                .counted("e1", "call", "2025-12-31T11:00:00Z", Map.of(), PeriodZone.CLOSED)
                .reading(month("calls", "", "2025-12-01T00:00:00Z", JAN, "1", 1, "CLOSED"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        log.statement(
                1,
                JAN,
                FEB,
                log.certificate(1, 0, 0, 0),
                List.of(
                        adjustment(line("small", "calls", "", "2025-12-01T00:00:00Z", JAN, "1", 1), "0", 0),
                        calls(JAN, FEB, "0", 0, "")));
        assertEquals(List.of(), log.commit().check().differences());
        log.change(TopicCatalog.USAGE_STATEMENTS, 0, s -> s.getLines().remove(0));
        assertNamed("statement-adjustment", log.check());
    }

    @Test
    void pagesAreInOrderAndOfOneHead() {
        assertEquals(List.of(), paged().check().differences());
        assertNamed(
                "statement-pages",
                paged().change(TopicCatalog.USAGE_STATEMENTS, 1, s -> s.setPage(3))
                        .check());
        assertNamed(
                "statement-pages",
                paged().change(TopicCatalog.USAGE_STATEMENTS, 1, s -> s.setCustomer("me"))
                        .check());
        assertNamed(
                "statement-pages",
                paged().remove(TopicCatalog.USAGE_STATEMENTS, 1).check());
        assertNamed(
                "statement-pages",
                paged().change(TopicCatalog.USAGE_STATEMENTS, 0, s -> s.setPages(3))
                        .check());
    }

    private static StatementLog paged() {
        var log = issued(DOCUMENT)
                .counted("t1", "llm", "2026-01-10T11:00:00Z", Map.of("n", 4L, "model", "a"), PeriodZone.OPEN)
                .reading(
                        month("tokens", "", JAN, FEB, "4", 1, "OPEN"),
                        month("tokens", "model=a", JAN, FEB, "4", 1, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        var lines = List.of(
                calls(JAN, FEB, "0", 0, ""),
                total(line("small", "tokens", "", JAN, FEB, "4", 1), "0", "", "4"),
                line("small", "tokens", "model=a", JAN, FEB, "4", 1));
        for (int page = 1; page <= 2; page++) {
            var head = log.head(
                    1,
                    JAN,
                    FEB,
                    page == 1 ? log.certificate(1, 0, 0, 1, "t1") : null,
                    page == 1 ? lines.subList(0, 1) : lines.subList(1, 3));
            head.setPage(page);
            head.setPages(2);
            log.publish(TopicCatalog.USAGE_STATEMENTS, head);
        }
        return log.commit();
    }
}
