package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.changeLast;
import static io.tallyport.verifier.LifeLogs.document;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.planChanged;
import static io.tallyport.verifier.LifeStories.FEB10;
import static io.tallyport.verifier.LifeStories.JAN10;
import static io.tallyport.verifier.LifeStories.MAR10;
import static io.tallyport.wire.LicenseCommandKind.CANCEL_CHANGE;
import static io.tallyport.wire.LicenseCommandKind.CHANGE_PLAN;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Lives of licenses that change their plan at an instant that was scheduled, as 0038 has them. */
final class ScheduleStories {

    private static final String JAN24 = "2026-01-24T12:00:00Z";
    private static final String JAN27 = "2026-01-27T12:00:00Z";
    private static final String STARTED = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z";
    private static final String MONTH = STARTED + " grace=2026-02-12T12:00:00Z";

    static Map<String, Supplier<StatementLog>> all() {
        var all = new LinkedHashMap<String, Supplier<StatementLog>>();
        all.put("scheduled", ScheduleStories::scheduled);
        all.put("atTermEnd", ScheduleStories::atTermEnd);
        all.put("withoutGrace", ScheduleStories::withoutGrace);
        all.put("soldAtTermEnd", ScheduleStories::soldAtTermEnd);
        all.put("triedOn", ScheduleStories::triedOn);
        all.put("replaced", ScheduleStories::replaced);
        all.put("takenAlong", ScheduleStories::takenAlong);
        all.put("takenAlongByATrial", ScheduleStories::takenAlongByATrial);
        all.put("draftScheduled", ScheduleStories::draftScheduled);
        all.put("startedUnderAnother", ScheduleStories::startedUnderAnother);
        all.put("suspendedScheduled", ScheduleStories::suspendedScheduled);
        all.put("inGrace", ScheduleStories::inGrace);
        all.put("lost", ScheduleStories::lost);
        return all;
    }

    /** It comes before the notice that is due at the same instant, and leaves the end, so that all notices are given. */
    static StatementLog scheduled() {
        String next = " next=auto@2026-01-27T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        done(log, CHANGE_PLAN, "auto at=" + JAN27, "PLAN_CHANGE_SCHEDULED", "ACTIVE", MONTH + next);
        done(log.commit(), LicenseCommandKind.RENEW, "automatic=on", "RENEWAL_SET", "ACTIVE", MONTH + " renews" + next);
        done(log, LicenseCommandKind.RENEW, "automatic=off", "RENEWAL_SET", "ACTIVE", MONTH + next);
        String changed = STARTED + " grace=2026-02-11T00:00:00Z";
        planChanged(log.commit().tick("2026-02-03T12:00:00Z"), "auto", JAN27, "ACTIVE", changed);
        happened(log, "EXPIRING", JAN27, "ACTIVE", changed);
        happened(log, "EXPIRING", "2026-02-03T12:00:00Z", "ACTIVE", changed);
        return done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", changed)
                .commit();
    }

    private static StatementLog passed(StatementLog log, String term) {
        log.commit().tick(FEB10);
        happened(log, "EXPIRING", JAN27, "ACTIVE", term);
        happened(log, "EXPIRING", "2026-02-03T12:00:00Z", "ACTIVE", term);
        return happened(log, "EXPIRING", "2026-02-09T12:00:00Z", "ACTIVE", term);
    }

    /** The end at its very instant has not come yet: its grace is that of the new plan. */
    static StatementLog atTermEnd() {
        String next = MONTH + " next=auto@2026-02-10T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        done(log, CHANGE_PLAN, "auto at=term-end", "PLAN_CHANGE_SCHEDULED", "ACTIVE", next);
        passed(log, next);
        String changed = STARTED + " grace=2026-02-11T00:00:00Z";
        planChanged(log, "auto", FEB10, "ACTIVE", changed);
        happened(log, "GRACE_BEGAN", FEB10, "GRACE", changed).commit();
        return happened(log.tick("2026-02-11T00:00:00Z"), "EXPIRED", "2026-02-11T00:00:00Z", "EXPIRED", changed)
                .commit();
    }

    /** Another change at once leaves what is scheduled, and so does a renewal: it is an instant, not an end. */
    static StatementLog withoutGrace() {
        String next = " next=fromNow@2026-02-10T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        done(log, CHANGE_PLAN, "fromNow at=term-end", "PLAN_CHANGE_SCHEDULED", "ACTIVE", MONTH + next);
        done(log, CHANGE_PLAN, "auto", "PLAN_CHANGED", "ACTIVE", STARTED + " grace=2026-02-11T00:00:00Z" + next);
        passed(log, STARTED + " grace=2026-02-11T00:00:00Z" + next);
        planChanged(log, "fromNow", FEB10, "ACTIVE", STARTED);
        return happened(log, "EXPIRED", FEB10, "EXPIRED", STARTED).commit();
    }

    private static StatementLog tried(StatementLog log, String term) {
        log.commit().tick("2026-01-24T12:00:05Z");
        happened(log, "EXPIRING", "2026-01-17T12:00:00Z", "TRIAL", term);
        return happened(log, "EXPIRING", "2026-01-23T12:00:00Z", "TRIAL", term);
    }

    /** A trial becomes a subscription at its end. */
    static StatementLog soldAtTermEnd() {
        String trial = "started=2026-01-10T12:00:00Z end=2026-01-24T12:00:00Z trial";
        String next = trial + " next=monthly@2026-01-24T12:00:00Z";
        var log = issued(begun(JAN10), "tried", "TRIAL", trial);
        done(log, CHANGE_PLAN, "monthly at=term-end", "PLAN_CHANGE_SCHEDULED", "TRIAL", next);
        String sold = "started=2026-01-24T12:00:00Z end=2026-02-24T12:00:00Z grace=2026-02-26T12:00:00Z";
        return planChanged(tried(log, next), "monthly", JAN24, "ACTIVE", sold).commit();
    }

    /** Under a plan with a trial it stays one, and ends then, as its new plan has it. */
    static StatementLog triedOn() {
        String trial = "started=2026-01-10T12:00:00Z end=2026-01-24T12:00:00Z trial renews";
        String next = trial + " next=tried@2026-01-24T12:00:00Z";
        var log = issued(begun(JAN10), "triedAuto", "TRIAL", trial);
        done(log, CHANGE_PLAN, "tried at=" + JAN24, "PLAN_CHANGE_SCHEDULED", "TRIAL", next);
        planChanged(log.commit().tick("2026-01-24T12:00:05Z"), "tried", JAN24, "TRIAL", trial);
        String sold = "started=2026-01-24T12:00:00Z end=2027-01-24T12:00:00Z grace=2027-01-31T12:00:00Z";
        return happened(log, "TRIAL_ENDED", JAN24, "ACTIVE", sold).commit();
    }

    /** What is replaced or taken back never comes. */
    static StatementLog replaced() {
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        String first = MONTH + " next=endless@2026-01-20T00:00:00Z";
        String second = MONTH + " next=auto@2026-02-01T00:00:00Z";
        done(log, CHANGE_PLAN, "endless at=2026-01-20T00:00:00Z", "PLAN_CHANGE_SCHEDULED", "ACTIVE", first);
        done(log, CHANGE_PLAN, "auto at=period-end", "PLAN_CHANGE_SCHEDULED", "ACTIVE", second);
        log.commit().tick("2026-01-28T00:00:00Z");
        happened(log, "EXPIRING", JAN27, "ACTIVE", second);
        done(log, CANCEL_CHANGE, "", "PLAN_CHANGE_CANCELLED", "ACTIVE", MONTH);
        log.commit().tick("2026-02-03T12:00:00Z");
        return happened(log, "EXPIRING", "2026-02-03T12:00:00Z", "ACTIVE", MONTH)
                .commit();
    }

    /** An end takes what is scheduled with it: what comes back has nothing ahead. */
    static StatementLog takenAlong() {
        String next = MONTH + " next=endless@2026-03-10T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        done(log, CHANGE_PLAN, "endless at=" + MAR10, "PLAN_CHANGE_SCHEDULED", "ACTIVE", next);
        passed(log, next);
        happened(log, "GRACE_BEGAN", FEB10, "GRACE", next).commit();
        happened(log.tick("2026-02-12T12:00:00Z"), "EXPIRED", "2026-02-12T12:00:00Z", "EXPIRED", MONTH);
        String renewed = "started=2026-01-10T12:00:00Z end=2026-03-10T12:00:00Z grace=2026-03-12T12:00:00Z";
        done(log, LicenseCommandKind.RENEW, "", "RENEWED", "ACTIVE", renewed);
        String soon = " next=endless@2026-02-13T00:00:00Z";
        done(log, CHANGE_PLAN, "endless at=2026-02-13T00:00:00Z", "PLAN_CHANGE_SCHEDULED", "ACTIVE", renewed + soon);
        done(log, LicenseCommandKind.REVOKE, "", "REVOKED", "REVOKED", renewed).commit();
        log.tick("2026-02-14T00:00:00Z");
        return done(log, LicenseCommandKind.REINSTATE, "", "REINSTATED", "ACTIVE", renewed)
                .commit();
    }

    static StatementLog takenAlongByATrial() {
        String trial = "started=2026-01-10T12:00:00Z end=2026-01-24T12:00:00Z trial";
        String next = trial + " next=monthly@2026-01-25T00:00:00Z";
        var log = issued(begun(JAN10), "tried", "TRIAL", trial);
        done(log, CHANGE_PLAN, "monthly at=2026-01-25T00:00:00Z", "PLAN_CHANGE_SCHEDULED", "TRIAL", next);
        happened(tried(log, next), "TRIAL_ENDED", JAN24, "EXPIRED", trial).commit();
        return log.tick("2026-01-26T00:00:00Z").commit();
    }

    /** A draft stays one, and its term as it was. */
    static StatementLog draftScheduled() {
        var log = issued(begun(JAN10), "byHand", "DRAFT", "");
        done(
                log,
                CHANGE_PLAN,
                "triedAuto at=" + FEB10,
                "PLAN_CHANGE_SCHEDULED",
                "DRAFT",
                "next=triedAuto@2026-02-10T12:00:00Z");
        planChanged(log.commit().tick("2026-02-11T00:00:00Z"), "triedAuto", FEB10, "DRAFT", "")
                .commit();
        return done(
                        log,
                        LicenseCommandKind.ACTIVATE,
                        "",
                        "ACTIVATED",
                        "TRIAL",
                        "started=2026-02-11T00:00:00Z end=2026-02-25T00:00:00Z trial renews")
                .commit();
    }

    /** One that starts at the same instant starts under the new plan. */
    static StatementLog startedUnderAnother() {
        String draft = "starts=2026-02-10T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", FEB10, "", "DRAFT", draft);
        done(
                log,
                CHANGE_PLAN,
                "auto at=" + FEB10,
                "PLAN_CHANGE_SCHEDULED",
                "DRAFT",
                draft + " next=auto@2026-02-10T12:00:00Z");
        planChanged(log.commit().tick("2026-02-11T00:00:00Z"), "auto", FEB10, "DRAFT", draft);
        return happened(
                        log,
                        "ACTIVATED",
                        FEB10,
                        "ACTIVE",
                        "started=2026-02-10T12:00:00Z end=2026-03-10T12:00:00Z grace=2026-03-11T00:00:00Z renews")
                .commit();
    }

    /** It stays suspended; an end at the same instant, of which nothing is due, has not passed. */
    static StatementLog suspendedScheduled() {
        String next = MONTH + " next=auto@2026-02-10T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", MONTH);
        done(log, CHANGE_PLAN, "auto at=term-end", "PLAN_CHANGE_SCHEDULED", "SUSPENDED", next);
        String grace = STARTED + " grace=2026-02-11T00:00:00Z";
        String back = grace + " next=monthly@2026-02-10T18:00:00Z";
        planChanged(log.commit().tick(FEB10), "auto", FEB10, "SUSPENDED", grace);
        done(log, CHANGE_PLAN, "monthly at=2026-02-10T18:00:00Z", "PLAN_CHANGE_SCHEDULED", "SUSPENDED", back);
        // By now it has.
        planChanged(log.commit().tick("2026-02-10T18:00:00Z"), "monthly", "2026-02-10T18:00:00Z", "SUSPENDED", grace);
        return done(log, LicenseCommandKind.RESUME, "", "RESUMED", "GRACE", grace)
                .commit();
    }

    /** A grace that has begun stays, unless its end goes. */
    static StatementLog inGrace() {
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        happened(passed(log, MONTH), "GRACE_BEGAN", FEB10, "GRACE", MONTH);
        String auto = " next=auto@2026-02-10T13:00:00Z";
        done(log, CHANGE_PLAN, "auto at=2026-02-10T13:00:00Z", "PLAN_CHANGE_SCHEDULED", "GRACE", MONTH + auto);
        planChanged(log.commit().tick("2026-02-10T13:00:00Z"), "auto", "2026-02-10T13:00:00Z", "GRACE", MONTH);
        String endless = " next=endless@2026-02-10T14:00:00Z";
        done(log, CHANGE_PLAN, "endless at=2026-02-10T14:00:00Z", "PLAN_CHANGE_SCHEDULED", "GRACE", MONTH + endless);
        log.commit().tick("2026-02-10T14:00:00Z");
        return planChanged(log, "endless", "2026-02-10T14:00:00Z", "ACTIVE", "started=2026-01-10T12:00:00Z")
                .commit();
    }

    /** A plan that the catalog has lost meanwhile holds all the same, and says nothing of an end. */
    static StatementLog lost() {
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        String next = MONTH + " next=auto@2026-01-20T00:00:00Z";
        done(log, CHANGE_PLAN, "auto at=2026-01-20T00:00:00Z", "PLAN_CHANGE_SCHEDULED", "ACTIVE", next)
                .commit();
        log.tick("2026-01-11T00:00:00Z")
                .revision(2, document("plan(monthly,'validity':{'for':'P1M','expiryGrace':'P2D'})"))
                .commit()
                .tick("2026-01-20T00:00:01Z");
        planChanged(log, "auto", "2026-01-20T00:00:00Z", "ACTIVE", "started=2026-01-10T12:00:00Z");
        return changeLast(log, TopicCatalog.LICENSE_EVENTS, event -> event.setCatalogRevision(2))
                .commit();
    }

    private ScheduleStories() {}
}
