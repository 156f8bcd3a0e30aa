package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.changeLast;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.planChanged;
import static io.tallyport.verifier.StatementCheckTest.DOCUMENT;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.JAN20;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.total;
import static io.tallyport.wire.LicenseCommandKind.CANCEL_CHANGE;
import static io.tallyport.wire.LicenseCommandKind.CHANGE_PLAN;
import static io.tallyport.wire.LicenseCommandKind.REVOKE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.StatementLineV1;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each event is of the part of its own time, whenever it comes, and under the terms that hold at the instant. */
class SchedulePartsTest {

    private static final String TERM = "started=2026-01-10T12:00:00Z";
    private static final String NEXT = TERM + " next=big@" + JAN20;

    private static StatementLog scheduled() {
        var log = new StatementLog().tick("2026-01-10T12:00:00Z").revision(1, DOCUMENT);
        issued(log, "small", "ACTIVE", TERM);
        return done(log, CHANGE_PLAN, "big at=" + JAN20, "PLAN_CHANGE_SCHEDULED", "ACTIVE", NEXT);
    }

    private static StatementLog call(StatementLog log, String id, String instant) {
        return log.counted(id, "call", instant, Map.of(), PeriodZone.OPEN);
    }

    /** One comes ahead of the clock by a second, two behind it, and one when the plan has changed. */
    private static StatementLog around(StatementLog log) {
        log.commit().tick("2026-01-19T23:59:59Z");
        call(log, "ahead", JAN20);
        call(log, "late", "2026-01-19T23:59:57Z").commit();
        planChanged(log.tick("2026-01-20T00:00:01Z"), "big", JAN20, "ACTIVE", TERM);
        call(log, "later", "2026-01-19T23:59:59.999Z");
        return call(log, "in time", "2026-01-20T00:00:01Z")
                .reading(month("calls", "", JAN, FEB, "4", 4, "OPEN"))
                .commit();
    }

    private static StatementLog stated(StatementLog log, List<StatementLineV1> lines, String... ids) {
        log.tick("2026-02-02T00:00:00Z");
        return log.statement(1, JAN, FEB, log.certificate(ids.length, 0, 0, ids.length, ids), lines)
                .commit();
    }

    private static StatementLog stated(StatementLog log, long before, long after) {
        return stated(
                log,
                List.of(
                        total(line("small", "calls", "", JAN, JAN20, "" + before, before), "2", "2", "" + (before - 2)),
                        total(line("big", "calls", "", JAN20, FEB, "" + after, after), "3", "" + after, "0"),
                        total(line("big", "tokens", "", JAN20, FEB, "0", 0), "10", "", "0")),
                "ahead",
                "late",
                "later",
                "in time");
    }

    @Test
    void usageAroundTheInstantIsOfItsOwnTime() {
        assertEquals(List.of(), stated(around(scheduled()), 2, 2).check().differences());
        assertNamed("statement-line", stated(around(scheduled()), 3, 1).check());
        var moved = stated(around(scheduled()), 2, 2);
        moved.change(TopicCatalog.LICENSE_EVENTS, 2, event -> event.setAtMs(event.getAtMs() + 1));
        assertNamed("statement-line", moved.check());
        assertNamed("life-event", moved.check());
    }

    /** The terms are those of the catalog when the instant comes, not when it was decided. */
    @Test
    void theTermsAreThoseOfTheInstant() {
        for (String amount : List.of("5", "7")) {
            var log = scheduled().commit().tick("2026-01-15T00:00:00Z");
            log.revision(2, DOCUMENT.replace("\"amount\":\"5\"", "\"amount\":\"7\""));
            around(log).change(TopicCatalog.LICENSE_EVENTS, 2, event -> event.setCatalogRevision(2));
            String left = amount.equals("5") ? "3" : "5";
            stated(
                    log,
                    List.of(
                            total(line("small", "calls", "", JAN, JAN20, "2", 2), "2", "2", "0"),
                            total(line("big", "calls", "", JAN20, FEB, "2", 2), left, "2", "0"),
                            total(line("big", "tokens", "", JAN20, FEB, "0", 0), "10", "", "0")),
                    "ahead",
                    "late",
                    "later",
                    "in time");
            log.change(TopicCatalog.USAGE_STATEMENTS, 0, head -> head.setCatalogRevision(2));
            if (amount.equals("7")) {
                assertEquals(List.of(), log.check().differences());
            } else {
                assertNamed("statement-line", log.check());
            }
        }
    }

    /** Parts on both sides of an instant, of the plan that held anyway: one call, in the first of them or in the second. */
    private static List<StatementLineV1> parted(boolean isFirst) {
        var first = line("small", "calls", "", JAN, JAN20, isFirst ? "1" : "0", isFirst ? 1 : 0);
        var second = line("small", "calls", "", JAN20, FEB, isFirst ? "0" : "1", isFirst ? 0 : 1);
        return List.of(
                total(first, "2", isFirst ? "1" : "", "0"),
                total(second, isFirst ? "1" : "2", isFirst ? "" : "1", "0"));
    }

    /** What is cancelled, replaced or taken along by an end leaves a boundary, and no part of another plan. */
    @Test
    void whatNeverComesLeavesABoundary() {
        String later = TERM + " next=big@2026-03-10T00:00:00Z";
        var all = List.of(
                done(scheduled(), CANCEL_CHANGE, "", "PLAN_CHANGE_CANCELLED", "ACTIVE", TERM),
                done(
                        scheduled(),
                        CHANGE_PLAN,
                        "big at=2026-03-10T00:00:00Z",
                        "PLAN_CHANGE_SCHEDULED",
                        "ACTIVE",
                        later));
        for (var log : all) {
            call(log.commit().tick(JAN20), "one", JAN20)
                    .reading(month("calls", "", JAN, FEB, "1", 1, "OPEN"))
                    .commit();
            stated(log, parted(false), "one");
            assertEquals(List.of(), log.check().differences());
            log.change(
                    TopicCatalog.USAGE_STATEMENTS,
                    0,
                    head -> head.getLines().get(0).setFromMs(StatementParts.at(JAN20)));
            assertNamed("statement-line", log.check());
        }
    }

    private static StatementLog revoked(String usage) {
        var log = scheduled().commit().tick("2026-01-19T23:59:59Z");
        call(log, "one", usage)
                .reading(month("calls", "", JAN, FEB, "1", 1, "OPEN"))
                .commit();
        done(log, REVOKE, "", "REVOKED", "REVOKED", TERM).commit();
        return log.tick("2026-01-21T00:00:00Z").commit();
    }

    /** An end leaves no more than that either, unless usage of it was counted: which plan held behind that is not said. */
    @Test
    void anEndLeavesThePartThatWasUsed() {
        var unused = stated(revoked("2026-01-19T23:59:59.999Z"), parted(true), "one");
        assertEquals(List.of(), unused.check().differences());
        assertEquals(Map.of(), unused.check().unchecked());
        var used = stated(
                revoked(JAN20),
                List.of(
                        total(line("small", "calls", "", JAN, JAN20, "0", 0), "2", "", "0"),
                        total(line("big", "calls", "", JAN20, FEB, "1", 1), "5", "1", "0"),
                        total(line("big", "tokens", "", JAN20, FEB, "0", 0), "10", "", "0")),
                "one");
        assertEquals(List.of(), used.check().differences());
        assertEquals(Map.of("statement.plansUnclear", 1L), used.check().unchecked());
    }

    /** A plan that a command changes at once holds to the instant of the next one. */
    @Test
    void aChangeAtOnceHoldsToTheInstant() {
        var log = new StatementLog().tick("2026-01-10T12:00:00Z").revision(1, DOCUMENT);
        issued(log, "big", "ACTIVE", TERM);
        done(log, CHANGE_PLAN, "small at=" + JAN20, "PLAN_CHANGE_SCHEDULED", "ACTIVE", TERM + " next=small@" + JAN20);
        String mid = "2026-01-15T00:00:00Z";
        done(log.commit().tick(mid), CHANGE_PLAN, "small", "PLAN_CHANGED", "ACTIVE", TERM + " next=small@" + JAN20)
                .commit();
        planChanged(log.tick(JAN20), "small", JAN20, "ACTIVE", TERM);
        call(log, "one", mid)
                .reading(month("calls", "", JAN, FEB, "1", 1, "OPEN"))
                .commit();
        stated(
                log,
                List.of(
                        total(line("big", "calls", "", JAN, mid, "0", 0), "5", "", "0"),
                        total(line("big", "tokens", "", JAN, mid, "0", 0), "10", "", "0"),
                        total(line("small", "calls", "", mid, JAN20, "1", 1), "2", "1", "0"),
                        total(line("small", "calls", "", JAN20, FEB, "0", 0), "1", "", "0")),
                "one");
        assertEquals(List.of(), log.check().differences());
        changeLast(
                log,
                TopicCatalog.USAGE_STATEMENTS,
                head -> head.getLines().get(2).setToMs(StatementParts.at(FEB)));
        assertNamed("statement-line", log.check());
    }
}
