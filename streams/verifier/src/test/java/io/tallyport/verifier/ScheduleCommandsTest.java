package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.changeLast;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.planChanged;
import static io.tallyport.verifier.LifeLogs.refused;
import static io.tallyport.verifier.LifeStories.FEB10;
import static io.tallyport.verifier.LifeStories.JAN10;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.wire.LicenseCommandKind.CANCEL_CHANGE;
import static io.tallyport.wire.LicenseCommandKind.CHANGE_PLAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.PeriodZone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a change of plan may be scheduled or taken back, and for which instant it is. */
class ScheduleCommandsTest {

    private static final String TERM =
            "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-12T12:00:00Z";
    private static final String SOON = "2026-01-10T12:10:00Z";
    private static final String NEXT = TERM + " next=auto@" + SOON;

    private static StatementLog active() {
        return issued(begun(JAN10), "monthly", "ACTIVE", TERM);
    }

    private static StatementLog scheduled(StatementLog log) {
        return done(log, CHANGE_PLAN, "auto at=" + SOON, "PLAN_CHANGE_SCHEDULED", "ACTIVE", NEXT);
    }

    /** A call that is counted in January, the first one. */
    private static StatementLog used(StatementLog log, String instant) {
        return log.counted("e1", "call", instant, Map.of(), PeriodZone.OPEN)
                .reading(StatementParts.month(
                        "calls", "", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "1", 1, "OPEN"));
    }

    private static void assertRight(StatementLog log, String what) {
        assertEquals(List.of(), log.commit().check().differences(), what);
    }

    @Test
    void aScheduleIsRefusedForWhatItNamesInOrder() {
        var cases = Map.of(
                "monthly at=never",
                "PLAN_UNCHANGED",
                "none at=never",
                "PLAN_UNKNOWN",
                "other at=never",
                "PLAN_NOT_OF_PRODUCT",
                "auto at=never",
                "CHANGE_INVALID",
                "auto at=2026-01-20",
                "CHANGE_INVALID",
                "auto at=TERM-END",
                "CHANGE_INVALID",
                "auto at=" + JAN10,
                "CHANGE_IN_PAST",
                "auto at=2026-01-09T00:00:00Z",
                "CHANGE_IN_PAST");
        String document = LifeLogs.document(LifeLogs.PLANS)
                .replace("[{\"id\":\"acme\"}]", "[{\"id\":\"acme\"},{\"id\":\"else\"}]")
                .replace("\"plans\":[", "\"plans\":[{\"id\":\"other\",\"product\":\"else\"},");
        cases.forEach((names, refusal) -> {
            var log = new StatementLog().tick(JAN10).revision(1, document);
            issued(log, "monthly", "ACTIVE", TERM);
            assertRight(refused(log, CHANGE_PLAN, names, refusal, "ACTIVE", TERM), names);
        });
    }

    @Test
    void anEndThatThereIsNoneOfIsNoInstant() {
        String endless = "started=2026-01-10T12:00:00Z";
        var log = issued(begun(JAN10), "endless", "ACTIVE", endless);
        assertRight(refused(log, CHANGE_PLAN, "auto at=term-end", "NO_END", "ACTIVE", endless), "endless");
        String waits = "starts=2026-01-10T12:00:00Z";
        var used = issued(begun(JAN10), "used", "ACTIVE", waits);
        assertRight(refused(used, CHANGE_PLAN, "auto at=term-end", "NO_END", "ACTIVE", waits), "used");
        var draft = issued(begun(JAN10), "byHand", "DRAFT", "");
        assertRight(refused(draft, CHANGE_PLAN, "auto at=term-end", "NO_END", "DRAFT", ""), "draft");
        var grace = refused(LifeStatesTest.grace(), CHANGE_PLAN, "auto at=term-end", "CHANGE_IN_PAST", "GRACE", TERM);
        assertRight(grace, "grace");
    }

    @Test
    void whereNothingIsScheduledNothingIsTakenBack() {
        assertRight(refused(active(), CANCEL_CHANGE, "", "NO_CHANGE", "ACTIVE", TERM), "none");
        var twice = done(scheduled(active()), CANCEL_CHANGE, "", "PLAN_CHANGE_CANCELLED", "ACTIVE", TERM);
        assertRight(refused(twice, CANCEL_CHANGE, "", "NO_CHANGE", "ACTIVE", TERM), "twice");
        var over = scheduled(active()).tick(SOON);
        String auto = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-11T00:00:00Z";
        planChanged(over, "auto", SOON, "ACTIVE", auto);
        assertRight(refused(over, CANCEL_CHANGE, "", "NO_CHANGE", "ACTIVE", auto), "over");
    }

    /** What has usage already is neither moved, dropped nor put behind another one; other refusals come first. */
    @Test
    void aChangeWhoseUsageIsCountedIsUnderWay() {
        for (String instant : List.of(SOON, "2026-01-10T12:09:59.999Z")) {
            boolean isUnderWay = instant.equals(SOON);
            String later = " next=auto@2026-02-10T12:00:00Z";
            String atOnce = "started=2026-01-10T12:00:00Z next=auto@" + SOON;
            var all = List.of(
                    isUnderWay
                            ? refused(ahead(instant), CANCEL_CHANGE, "", "CHANGE_UNDER_WAY", "ACTIVE", NEXT)
                            : done(ahead(instant), CANCEL_CHANGE, "", "PLAN_CHANGE_CANCELLED", "ACTIVE", TERM),
                    isUnderWay
                            ? refused(
                                    ahead(instant), CHANGE_PLAN, "auto at=term-end", "CHANGE_UNDER_WAY", "ACTIVE", NEXT)
                            : done(
                                    ahead(instant),
                                    CHANGE_PLAN,
                                    "auto at=term-end",
                                    "PLAN_CHANGE_SCHEDULED",
                                    "ACTIVE",
                                    TERM + later),
                    isUnderWay
                            ? refused(ahead(instant), CHANGE_PLAN, "endless", "CHANGE_UNDER_WAY", "ACTIVE", NEXT)
                            : changeLast(
                                    done(ahead(instant), CHANGE_PLAN, "endless", "PLAN_CHANGED", "ACTIVE", atOnce),
                                    TopicCatalog.LICENSE_EVENTS,
                                    event -> event.setAtMs(StatementParts.at(SOON))),
                    refused(ahead(instant), CHANGE_PLAN, "auto at=then", "CHANGE_INVALID", "ACTIVE", NEXT),
                    refused(ahead(instant), CHANGE_PLAN, "monthly", "PLAN_UNCHANGED", "ACTIVE", NEXT));
            all.forEach(log -> assertRight(log, instant));
        }
    }

    private static StatementLog ahead(String instant) {
        return used(scheduled(active()), instant);
    }

    /** Usage may be ahead of the clock: the instant lies behind what was counted. */
    @Test
    void theInstantLiesBehindAllUsage() {
        for (String instant : List.of("2026-01-10T12:30:00.001Z", "2026-01-10T12:30:00Z", SOON)) {
            var log = used(active(), "2026-01-10T12:30:00Z").commit();
            String next = TERM + " next=auto@" + instant;
            done(log, CHANGE_PLAN, "auto at=" + SOON, "PLAN_CHANGE_SCHEDULED", "ACTIVE", next);
            if (instant.endsWith("001Z")) {
                assertRight(log, instant);
            } else {
                assertNamed("life-event", log.commit().check());
            }
        }
    }

    /** A period ends with the month of the calendar of the license. */
    @Test
    void thePeriodIsThatOfTheCalendar() {
        var log = active();
        changeLast(
                log,
                TopicCatalog.LICENSE_COMMANDS,
                command -> command.setAnchorMs(StatementParts.at("2026-01-15T00:00:00Z")));
        String next = TERM + " next=auto@2026-01-15T00:00:00Z";
        done(log, CHANGE_PLAN, "auto at=period-end", "PLAN_CHANGE_SCHEDULED", "ACTIVE", next);
        assertRight(log, "anchored");
    }

    @Test
    void aScheduleNamesWhatWasAsked() {
        for (var said : List.of(Map.<String, String>of(), Map.of("at", "period-end"))) {
            var log = scheduled(active());
            changeLast(log, TopicCatalog.LICENSE_EVENTS, event -> event.setAttributes(said));
            assertNamed("command-answer", log.commit().check());
        }
    }

    /** The event of the instant itself names the plan, and neither a command, an author nor a reason. */
    @Test
    void whatTimeDidIsOfNobody() {
        String auto = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-11T00:00:00Z";
        assertRight(planChanged(scheduled(active()).tick(SOON), "auto", SOON, "ACTIVE", auto), "right");
        assertNamed(
                "life-event",
                planChanged(scheduled(active()).tick(SOON), "monthly", SOON, "ACTIVE", auto)
                        .commit()
                        .check());
        for (String author : List.of("ann", "catalog")) {
            var log = planChanged(scheduled(active()).tick(SOON), "auto", SOON, "ACTIVE", auto);
            changeLast(log, TopicCatalog.LICENSE_EVENTS, event -> event.setAuthor(author));
            assertNamed("life-event-missing", log.commit().check());
        }
        var early =
                planChanged(scheduled(active()), "auto", SOON, "ACTIVE", auto).tick(SOON);
        assertNamed("life-event-early", early.commit().check());
    }

    /** What clients see changes with the instant, neither before it nor later: until then they are told no end. */
    @Test
    void aSnapshotIsOfThePlanOfItsInstant() {
        String after = "2026-02-11T00:00:00Z";
        for (String instant : List.of("2026-01-10T12:09:59.999Z", SOON)) {
            for (boolean saysEnd : new boolean[] {false, true}) {
                var log = scheduled(active()).commit().tick(SOON);
                planChanged(log, "auto", SOON, "ACTIVE", "started=" + JAN10 + " end=" + FEB10 + " grace=" + after);
                LifeLogs.snapshot(log, 1, instant, "ACTIVE", "OK", saysEnd ? FEB10 : "", saysEnd ? after : "");
                LifeLogs.snapshot(log, 2, SOON, "ACTIVE", "OK", FEB10, after);
                if (instant.equals(SOON) == saysEnd) {
                    assertRight(log, instant);
                } else {
                    assertNamed("entitlement-state", log.commit().check());
                }
            }
        }
    }

    /** Before a later decision of the license it must have happened, and it is of the catalog in force then. */
    @Test
    void theChangeComesBeforeWhatIsDecidedLater() {
        String auto = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-11T00:00:00Z";
        var log = scheduled(active()).tick(SOON);
        used(log, SOON);
        assertNamed("life-event-missing", log.commit().check());
        assertRight(planChanged(log, "auto", SOON, "ACTIVE", auto), "there");
        String shorter = LifeLogs.document("plan(monthly),plan(auto,'validity':{'for':'P1M','expiryGrace':'P1D'})");
        for (long revision : List.of(1L, 2L)) {
            var other =
                    scheduled(active()).commit().tick("2026-01-10T12:05:00Z").revision(2, shorter);
            planChanged(
                    other.commit().tick(SOON),
                    "auto",
                    SOON,
                    "ACTIVE",
                    "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-11T12:00:00Z");
            changeLast(other, TopicCatalog.LICENSE_EVENTS, event -> event.setCatalogRevision(revision));
            if (revision == 2) {
                assertRight(other, "revision in force");
            } else {
                assertNamed("life-event", other.commit().check());
            }
        }
    }

    /** What a catalog changes of the plan that holds makes a part before the instant, and none behind it. */
    @Test
    void aCatalogChangesThePlanThatHoldsBeforeTheInstant() {
        for (String instant : List.of("2026-01-10T12:05:00Z", SOON)) {
            var log = scheduled(active()).commit().tick("2026-01-10T12:05:00Z");
            var tick = log.last(TopicCatalog.CATALOG_REVISIONS);
            log.event(
                    "PLAN_CHANGED",
                    "",
                    "",
                    "catalog",
                    "monthly",
                    StatementParts.at(instant),
                    1,
                    TopicCatalog.CATALOG_REVISIONS,
                    tick.offset());
            LifeLogs.said(log, "ACTIVE", NEXT);
            if (instant.equals(SOON)) {
                assertNamed("plan-changed", log.commit().check());
            } else {
                assertRight(log, instant);
            }
        }
    }

    /** A license that was held is as its timeline says, with what is scheduled of it. */
    @Test
    void whatIsScheduledOfALicenseThatWasHeldIsWhatItsTimelineSays() {
        var log = scheduled(active());
        var command = log.last(TopicCatalog.LICENSE_COMMANDS);
        log.event(
                "QUARANTINED",
                "",
                "",
                "",
                "",
                StatementParts.at(JAN10),
                1,
                TopicCatalog.LICENSE_COMMANDS,
                command.offset());
        LifeLogs.said(log, "ACTIVE", NEXT);
        log.commit().tick(FEB10);
        planChanged(log, "auto", SOON, "ACTIVE", TERM);
        happened(log, "GRACE_BEGAN", FEB10, "GRACE", TERM).commit();
        done(log, io.tallyport.wire.LicenseCommandKind.RELEASE, "", "RELEASED", "GRACE", TERM);
        refused(log, CANCEL_CHANGE, "", "NO_CHANGE", "GRACE", TERM);
        refused(log, CHANGE_PLAN, "auto at=" + FEB10, "PLAN_UNCHANGED", "GRACE", TERM);
        var findings = log.commit().check();
        assertEquals(List.of(), findings.differences());
        assertFalse(findings.unchecked().containsKey("license.heldAnswers"), "each answer is recomputed");
    }
}
