package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeStories.JAN10;
import static io.tallyport.verifier.LifeStories.MAR10;

import io.tallyport.wire.LicenseCommandKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Lives of licenses that change their plan at once, as 0037 has them. */
final class PlanStories {

    static Map<String, Supplier<StatementLog>> all() {
        var all = new LinkedHashMap<String, Supplier<StatementLog>>();
        all.put("plans", PlanStories::plans);
        all.put("trialPlans", PlanStories::trialPlans);
        all.put("fixed", PlanStories::fixed);
        return all;
    }

    /** An end stays between plans with ends, goes with one without, and comes with the next that has one. */
    static StatementLog plans() {
        var log = issued(
                begun(JAN10),
                "auto",
                "ACTIVE",
                "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-11T00:00:00Z renews");
        var change = LicenseCommandKind.CHANGE_PLAN;
        String started = "started=2026-01-10T12:00:00Z";
        done(
                        log,
                        change,
                        "monthly",
                        "PLAN_CHANGED",
                        "ACTIVE",
                        started + " end=2026-02-10T12:00:00Z grace=2026-02-12T12:00:00Z renews")
                .commit()
                .tick("2026-01-20T00:00:00Z");
        done(log, change, "endless", "PLAN_CHANGED", "ACTIVE", started);
        done(log, change, "fromNow", "PLAN_CHANGED", "ACTIVE", "started=2026-01-20T00:00:00Z end=2026-01-30T00:00:00Z")
                .commit()
                .tick("2026-01-21T00:00:00Z");
        return done(
                        log,
                        LicenseCommandKind.RENEW,
                        "",
                        "RENEWED",
                        "ACTIVE",
                        "started=2026-01-21T00:00:00Z end=2026-01-31T00:00:00Z")
                .commit();
    }

    /** A trial stays one under a plan that has one, its end as it was; else it is sold. */
    static StatementLog trialPlans() {
        String end = "end=2026-01-24T12:00:00Z trial";
        var log = issued(begun(JAN10), "triedAuto", "TRIAL", "started=2026-01-10T12:00:00Z " + end + " renews");
        var change = LicenseCommandKind.CHANGE_PLAN;
        done(log, change, "tried", "PLAN_CHANGED", "TRIAL", "started=2026-01-10T12:00:00Z " + end + " renews");
        done(log, change, "tryOnly", "PLAN_CHANGED", "TRIAL", "started=2026-01-10T12:00:00Z " + end);
        done(
                log,
                LicenseCommandKind.RENEW,
                "",
                "RENEWED",
                "TRIAL",
                "started=2026-01-10T12:00:00Z end=2026-02-13T12:00:00Z trial");
        return done(
                        log,
                        change,
                        "auto",
                        "PLAN_CHANGED",
                        "ACTIVE",
                        "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-11T00:00:00Z renews")
                .commit();
    }

    /** An end that was said stays, whatever the plan, but for its grace; it is not renewed by itself. */
    static StatementLog fixed() {
        String term = "started=2026-01-10T12:00:00Z end=2026-03-10T12:00:00Z";
        var log = issued(begun(JAN10), "auto", "", MAR10, "ACTIVE", term + " grace=2026-03-11T00:00:00Z fixed");
        var change = LicenseCommandKind.CHANGE_PLAN;
        done(log, change, "endless", "PLAN_CHANGED", "ACTIVE", term + " fixed");
        done(log, change, "monthly", "PLAN_CHANGED", "ACTIVE", term + " grace=2026-03-12T12:00:00Z fixed");
        done(
                        log,
                        LicenseCommandKind.RENEW,
                        "from=expiry",
                        "RENEWED",
                        "ACTIVE",
                        "started=2026-01-10T12:00:00Z end=2026-04-10T12:00:00Z grace=2026-04-12T12:00:00Z")
                .commit();
        var draft = log.tick("2026-01-11T00:00:00Z");
        return done(
                        draft,
                        LicenseCommandKind.RENEW,
                        "until=2026-01-20T00:00:00Z",
                        "RENEWED",
                        "ACTIVE",
                        "started=2026-01-10T12:00:00Z end=2026-01-20T00:00:00Z grace=2026-01-22T00:00:00Z fixed")
                .commit();
    }

    private PlanStories() {}
}
