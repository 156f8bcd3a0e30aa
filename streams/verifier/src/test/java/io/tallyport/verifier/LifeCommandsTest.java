package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.changeLast;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.refused;
import static io.tallyport.verifier.LifeStories.FEB10;
import static io.tallyport.verifier.LifeStories.JAN10;
import static io.tallyport.verifier.LifeStories.MAR10;
import static io.tallyport.wire.LicenseCommandKind.ACTIVATE;
import static io.tallyport.wire.LicenseCommandKind.CHANGE_PLAN;
import static io.tallyport.wire.LicenseCommandKind.ISSUE;
import static io.tallyport.wire.LicenseCommandKind.REINSTATE;
import static io.tallyport.wire.LicenseCommandKind.RENEW;
import static io.tallyport.wire.LicenseCommandKind.REVOKE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is refused in states that allow it, in the order of the reasons, and what odd cases come to. */
class LifeCommandsTest {

    private static final String TERM = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z";
    private static final String MONTH = TERM + " grace=2026-02-12T12:00:00Z";
    private static final String TRIAL = "started=2026-01-10T12:00:00Z end=2026-01-24T12:00:00Z trial";

    private static void assertRefused(
            StatementLog log, LicenseCommandKind kind, String names, String refusal, String state, String term) {
        assertEquals(
                List.of(),
                refused(log, kind, names, refusal, state, term).commit().check().differences(),
                kind + " " + names);
    }

    @Test
    void aRenewalIsRefusedForWhatItNames() {
        for (String odd : List.of(
                "until=tomorrow",
                "until=",
                "from=then",
                "automatic=yes",
                "more=on",
                "until=2026-12-01T00:00:00Z from=now",
                "from=now automatic=on")) {
            assertRefused(LifeStatesTest.active(), RENEW, odd, "RENEWAL_INVALID", "ACTIVE", MONTH);
        }
        assertRefused(LifeStatesTest.active(), RENEW, "until=" + JAN10, "EXPIRY_IN_PAST", "ACTIVE", MONTH);
        assertRefused(LifeStatesTest.expired().tick(MAR10), RENEW, "from=expiry", "EXPIRY_IN_PAST", "EXPIRED", MONTH);
        assertRefused(LifeStatesTest.expired().tick(MAR10), RENEW, "", "EXPIRY_IN_PAST", "EXPIRED", MONTH);
    }

    @Test
    void aLicenseWithoutAnEndIsNotRenewed() {
        String endless = "started=2026-01-10T12:00:00Z";
        String waits = "starts=2026-01-10T12:00:00Z";
        for (String names : List.of("", "from=now", "automatic=on", "automatic=off")) {
            assertRefused(
                    issued(begun(JAN10), "endless", "ACTIVE", endless), RENEW, names, "NO_END", "ACTIVE", endless);
            assertRefused(issued(begun(JAN10), "used", "ACTIVE", waits), RENEW, names, "NO_END", "ACTIVE", waits);
        }
        String until = "until=2026-12-01T00:00:00Z";
        assertRefused(issued(begun(JAN10), "used", "ACTIVE", waits), RENEW, until, "NO_END", "ACTIVE", waits);
        var log = issued(begun(JAN10), "endless", "ACTIVE", endless);
        done(log, RENEW, until, "RENEWED", "ACTIVE", endless + " end=2026-12-01T00:00:00Z fixed");
        assertEquals(List.of(), log.commit().check().differences());
    }

    @Test
    void aPlanWithoutALengthRenewsNothing() {
        String trial = "started=2026-01-10T12:00:00Z end=2026-01-30T12:00:00Z trial";
        assertRefused(
                issued(begun(JAN10), "tryOnly", "TRIAL", trial), RENEW, "automatic=on", "TERM_UNKNOWN", "TRIAL", trial);
        String fixed = "started=2026-01-10T12:00:00Z end=2026-03-10T12:00:00Z fixed";
        for (String names : List.of("", "from=now", "automatic=on")) {
            var log = issued(begun(JAN10), "endless", "", MAR10, "ACTIVE", fixed);
            assertRefused(log, RENEW, names, "TERM_UNKNOWN", "ACTIVE", fixed);
        }
        var log = issued(begun(JAN10), "endless", "", MAR10, "ACTIVE", fixed);
        done(log, RENEW, "automatic=off", "RENEWAL_SET", "ACTIVE", fixed);
        assertEquals(List.of(), log.commit().check().differences());
    }

    @Test
    void aReinstatementNeedsAReason() {
        for (String reason : List.of("", " ")) {
            var log = refused(
                    done(LifeStatesTest.active(), REVOKE, "", "REVOKED", "REVOKED", MONTH),
                    REINSTATE,
                    "",
                    "REASON_MISSING",
                    "REVOKED",
                    MONTH);
            changeLast(log, TopicCatalog.LICENSE_COMMANDS, command -> command.setReason(reason));
            assertEquals(List.of(), log.commit().check().differences());
        }
    }

    @Test
    void anIssueIsRefusedForItsStart() {
        var cases = Map.of(
                JAN10 + " ", "START_IN_PAST",
                JAN10 + " " + MAR10, "START_IN_PAST",
                FEB10 + " " + FEB10, "EXPIRY_IN_PAST",
                FEB10 + " " + "2026-02-01T00:00:00Z", "EXPIRY_IN_PAST",
                JAN10 + " " + JAN10, "EXPIRY_IN_PAST");
        cases.forEach((said, refusal) -> {
            String[] parts = said.split(" ", -1);
            var log = begun(JAN10).command(ISSUE, "issue", "monthly", Map.of(), "REFUSED", refusal);
            changeLast(log, TopicCatalog.LICENSE_COMMANDS, command -> {
                command.setStartsAtMs(LifeLogs.instant(parts[0]));
                command.setExpiresAtMs(LifeLogs.instant(parts[1]));
            });
            assertEquals(List.of(), log.commit().check().differences(), said);
        });
    }

    /** A draft has what its plan says of a term, and a fixed end is one while it has not begun, too. */
    @Test
    void aDraftWhoseEndWasSaidEndsWithoutABeginning() {
        String term = "end=2026-02-10T12:00:00Z fixed";
        var log = issued(begun(JAN10), "byHand", "", FEB10, "DRAFT", term).commit();
        done(log, CHANGE_PLAN, "monthly", "PLAN_CHANGED", "DRAFT", term).commit();
        happened(log.tick("2026-02-11T00:00:00Z"), "EXPIRED", FEB10, "EXPIRED", term)
                .commit();
        assertEquals(List.of(), log.check().differences());

        var trial = issued(begun(JAN10), "triedAuto", FEB10, "", "DRAFT", "starts=2026-02-10T12:00:00Z trial renews")
                .commit();
        String begun = "started=2026-02-10T12:00:00Z end=2026-02-24T12:00:00Z trial renews";
        happened(trial.tick("2026-02-11T00:00:00Z"), "ACTIVATED", FEB10, "TRIAL", begun)
                .commit();
        assertEquals(List.of(), trial.check().differences());
    }

    @Test
    void aDraftMayWaitForUseWhenItStarts() {
        String draft = "starts=2026-02-10T12:00:00Z";
        var byTime = issued(begun(JAN10), "used", FEB10, "", "DRAFT", draft).commit();
        happened(byTime.tick("2026-02-11T00:00:00Z"), "ACTIVATED", FEB10, "ACTIVE", draft);
        assertEquals(List.of(), byTime.commit().check().differences());
        var byHand = issued(begun(JAN10), "used", FEB10, "", "DRAFT", draft).tick("2026-01-11T00:00:00Z");
        done(byHand, ACTIVATE, "", "ACTIVATED", "ACTIVE", "starts=2026-01-11T00:00:00Z");
        assertEquals(List.of(), byHand.commit().check().differences());
    }

    /** Of a trial the period is that of the trial, and only what is said by hand is fixed. */
    @Test
    void aRenewalCountsFromWhereItIsAsked() {
        var log = issued(begun(JAN10), "tried", "TRIAL", TRIAL).tick("2026-01-11T00:00:00Z");
        done(log, RENEW, "from=now", "RENEWED", "TRIAL", "started=2026-01-11T00:00:00Z end=2026-01-25T00:00:00Z trial");
        String until = "started=2026-01-11T00:00:00Z end=2026-03-10T12:00:00Z trial fixed";
        done(log, RENEW, "until=" + MAR10, "RENEWED", "TRIAL", until);
        // It gives up the end that was said with the trial.
        done(
                log,
                CHANGE_PLAN,
                "monthly",
                "PLAN_CHANGED",
                "ACTIVE",
                "started=2026-01-11T00:00:00Z end=2026-02-11T00:00:00Z grace=2026-02-13T00:00:00Z");
        assertEquals(List.of(), log.commit().check().differences());
    }

    /** An end that was said is an end from the beginning on, and is not renewed by itself. */
    @Test
    void anEndThatWasSaidIsNotThatOfThePlan() {
        var log = issued(
                begun(JAN10),
                "auto",
                FEB10,
                MAR10,
                "DRAFT",
                "starts=2026-02-10T12:00:00Z end=2026-03-10T12:00:00Z fixed");
        assertEquals(List.of(), log.commit().check().differences());
        var use = issued(
                begun(JAN10),
                "used",
                "",
                MAR10,
                "ACTIVE",
                "started=2026-01-10T12:00:00Z end=2026-03-10T12:00:00Z fixed");
        assertEquals(List.of(), use.commit().check().differences());
        var until = issued(begun(JAN10), "auto", "ACTIVE", TERM + " grace=2026-02-11T00:00:00Z renews");
        String term = "started=2026-01-10T12:00:00Z end=2026-03-10T12:00:00Z grace=2026-03-11T00:00:00Z fixed";
        done(until, RENEW, "until=" + MAR10, "RENEWED", "ACTIVE", term);
        assertEquals(List.of(), until.commit().check().differences());
    }

    /** A grace that has begun stays as it was, also where its end is at this very instant. */
    @Test
    void noPlanChangesAGraceThatHasBegun() {
        for (String plan : List.of("byHand", "tried")) {
            for (String instant : List.of(FEB10, "2026-02-11T00:00:00Z")) {
                var log = LifeStatesTest.grace().tick(instant);
                done(log, CHANGE_PLAN, plan, "PLAN_CHANGED", "GRACE", MONTH);
                assertEquals(List.of(), log.commit().check().differences());
            }
        }
    }

    /** What has not begun is only given another end if it has one that was said, and has no grace. */
    @Test
    void whatHasNotBegunIsNotRenewed() {
        String term = "end=2026-02-10T12:00:00Z fixed";
        for (String names : List.of("", "from=now")) {
            assertRefused(endedDraft(term), RENEW, names, "NO_END", "EXPIRED", term);
        }
        var log = done(endedDraft(term), RENEW, "until=" + MAR10, "RENEWED", "DRAFT", "end=2026-03-10T12:00:00Z fixed");
        assertEquals(List.of(), log.commit().check().differences());
    }

    private static StatementLog endedDraft(String term) {
        String plan = "plan(late,'validity':{'for':'P1M','from':'activation','expiryGrace':'P2D'})";
        var log = new StatementLog().tick(JAN10).revision(1, LifeLogs.document(plan));
        issued(log, "late", "", FEB10, "DRAFT", term).commit();
        return happened(log.tick(FEB10), "EXPIRED", FEB10, "EXPIRED", term);
    }

    @Test
    void whatIsPastItsEndIsNotSetToRenewItself() {
        assertRefused(LifeStatesTest.grace(), RENEW, "automatic=on", "EXPIRY_IN_PAST", "GRACE", MONTH);
        assertRefused(LifeStatesTest.expired(), RENEW, "automatic=on", "EXPIRY_IN_PAST", "EXPIRED", MONTH);
        var off = done(LifeStatesTest.grace(), RENEW, "automatic=off", "RENEWAL_SET", "GRACE", MONTH);
        assertEquals(List.of(), off.commit().check().differences());
        // Whether one that waits for its first use has an end to be renewed at is not said.
        String waits = "starts=2026-01-10T12:00:00Z";
        var used = issued(begun(JAN10), "used", "ACTIVE", waits);
        done(used, RENEW, "automatic=on", "RENEWAL_SET", "ACTIVE", waits + " renews");
        assertEquals(List.of(), used.commit().check().differences());
    }
}
