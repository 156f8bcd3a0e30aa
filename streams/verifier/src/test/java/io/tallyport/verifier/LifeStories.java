package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.changeLast;
import static io.tallyport.verifier.LifeLogs.document;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.said;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.PeriodZone;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Whole lives of licenses, as 0037 has them: what each event says is written down. */
final class LifeStories {

    static final String JAN10 = "2026-01-10T12:00:00Z";
    static final String FEB10 = "2026-02-10T12:00:00Z";
    static final String MAR10 = "2026-03-10T12:00:00Z";
    private static final String YEAR = "2026-12-31T00:00:00Z";

    static Map<String, Supplier<StatementLog>> all() {
        var all = new LinkedHashMap<String, Supplier<StatementLog>>();
        all.put("monthly", LifeStories::monthly);
        all.put("renewing", LifeStories::renewing);
        all.put("noMoreRenewed", LifeStories::noMoreRenewed);
        all.put("tried", LifeStories::tried);
        all.put("sold", LifeStories::sold);
        all.put("draft", LifeStories::draft);
        all.put("started", LifeStories::started);
        all.put("used", LifeStories::used);
        all.put("suspended", LifeStories::suspended);
        all.put("suspendedTrial", LifeStories::suspendedTrial);
        all.put("revoked", LifeStories::revoked);
        all.put("revokedDraft", LifeStories::revokedDraft);
        all.putAll(PlanStories.all());
        all.putAll(ScheduleStories.all());
        all.putAll(KeyStories.all());
        return all;
    }

    /** A month that ends, with all notices that it is given, and grace; renewed by hand when it was over. */
    static StatementLog monthly() {
        String term = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-12T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", "ACTIVE", term).commit();
        happened(log.tick("2026-01-27T12:00:00Z"), "EXPIRING", "2026-01-27T12:00:00Z", "ACTIVE", term)
                .commit();
        // One tick may make two due.
        log.tick("2026-02-09T18:00:00Z");
        happened(log, "EXPIRING", "2026-02-03T12:00:00Z", "ACTIVE", term);
        happened(log, "EXPIRING", "2026-02-09T12:00:00Z", "ACTIVE", term).commit();
        happened(log.tick("2026-02-10T12:00:07Z"), "GRACE_BEGAN", FEB10, "GRACE", term)
                .commit();
        happened(log.tick("2026-02-12T12:00:01Z"), "EXPIRED", "2026-02-12T12:00:00Z", "EXPIRED", term)
                .commit();
        String until = "started=2026-01-10T12:00:00Z end=" + YEAR + " grace=2027-01-02T00:00:00Z fixed";
        return done(
                        log.tick("2026-03-01T00:00:00Z"),
                        LicenseCommandKind.RENEW,
                        "until=" + YEAR,
                        "RENEWED",
                        "ACTIVE",
                        until)
                .commit();
    }

    /** One of the 31st stays one of the 31st, and is announced only when it does not renew itself any more. */
    static StatementLog renewing() {
        var log = issued(
                begun("2026-01-31T00:00:00Z"),
                "auto",
                "ACTIVE",
                "started=2026-01-31T00:00:00Z end=2026-02-28T00:00:00Z grace=2026-02-28T12:00:00Z renews");
        log.commit().tick("2026-04-01T00:00:00Z");
        String started = "started=2026-01-31T00:00:00Z ";
        happened(
                log,
                "RENEWED",
                "2026-02-28T00:00:00Z",
                "ACTIVE",
                started + "end=2026-03-31T00:00:00Z grace=2026-03-31T12:00:00Z renews");
        happened(
                        log,
                        "RENEWED",
                        "2026-03-31T00:00:00Z",
                        "ACTIVE",
                        started + "end=2026-04-30T00:00:00Z grace=2026-04-30T12:00:00Z renews")
                .commit();
        String off = started + "end=2026-04-30T00:00:00Z grace=2026-04-30T12:00:00Z";
        done(log, LicenseCommandKind.RENEW, "automatic=off", "RENEWAL_SET", "ACTIVE", off)
                .commit();
        return happened(log.tick("2026-04-16T00:00:00Z"), "EXPIRING", "2026-04-16T00:00:00Z", "ACTIVE", off)
                .commit();
    }

    /** At the end the plan has no length any more: what says so comes first, and then the end. */
    static StatementLog noMoreRenewed() {
        String term = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-11T00:00:00Z";
        var log = issued(begun(JAN10), "auto", "ACTIVE", term + " renews").commit();
        log.tick("2026-02-01T00:00:00Z")
                .revision(2, document("plan(auto,'validity':{'expiryGrace':'P9D'})"))
                .commit()
                .tick("2026-02-12T00:00:00Z");
        happened(log, "RENEWAL_SET", FEB10, "ACTIVE", term);
        changeLast(log, TopicCatalog.LICENSE_EVENTS, event -> event.setCatalogRevision(2));
        happened(log, "GRACE_BEGAN", FEB10, "GRACE", term);
        changeLast(log, TopicCatalog.LICENSE_EVENTS, event -> event.setCatalogRevision(2));
        happened(log, "EXPIRED", "2026-02-11T00:00:00Z", "EXPIRED", term);
        return changeLast(log, TopicCatalog.LICENSE_EVENTS, event -> event.setCatalogRevision(2))
                .commit();
    }

    /** A trial that ends, without grace. */
    static StatementLog tried() {
        String term = "started=2026-01-10T12:00:00Z end=2026-01-24T12:00:00Z trial";
        var log = issued(begun(JAN10), "tried", "TRIAL", term).commit().tick("2026-01-24T00:00:00Z");
        happened(log, "EXPIRING", "2026-01-17T12:00:00Z", "TRIAL", term);
        happened(log, "EXPIRING", "2026-01-23T12:00:00Z", "TRIAL", term).commit();
        return happened(log.tick("2026-01-24T12:00:00Z"), "TRIAL_ENDED", "2026-01-24T12:00:00Z", "EXPIRED", term)
                .commit();
    }

    /** A trial that becomes a subscription by itself, and renews itself then. */
    static StatementLog sold() {
        var log = issued(
                        begun(JAN10),
                        "triedAuto",
                        "TRIAL",
                        "started=2026-01-10T12:00:00Z end=2026-01-24T12:00:00Z trial renews")
                .commit();
        happened(
                        log.tick("2026-01-24T12:00:00Z"),
                        "TRIAL_ENDED",
                        "2026-01-24T12:00:00Z",
                        "ACTIVE",
                        "started=2026-01-24T12:00:00Z end=2026-02-24T12:00:00Z renews")
                .commit();
        return happened(
                        log.tick("2026-02-24T12:00:01Z"),
                        "RENEWED",
                        "2026-02-24T12:00:00Z",
                        "ACTIVE",
                        "started=2026-01-24T12:00:00Z end=2026-03-24T12:00:00Z renews")
                .commit();
    }

    /** A draft that somebody activates. */
    static StatementLog draft() {
        var log = issued(begun(JAN10), "byHand", "DRAFT", "").commit().tick(FEB10);
        done(
                log,
                LicenseCommandKind.ACTIVATE,
                "",
                "ACTIVATED",
                "ACTIVE",
                "started=2026-02-10T12:00:00Z end=2026-03-10T12:00:00Z");
        return done(
                        log,
                        LicenseCommandKind.REVOKE,
                        "",
                        "REVOKED",
                        "REVOKED",
                        "started=2026-02-10T12:00:00Z end=2026-03-10T12:00:00Z")
                .commit();
    }

    /** A draft that starts by itself. */
    static StatementLog started() {
        var log = issued(begun(JAN10), "monthly", FEB10, "", "DRAFT", "starts=2026-02-10T12:00:00Z")
                .commit();
        return happened(
                        log.tick("2026-02-10T13:00:00Z"),
                        "ACTIVATED",
                        FEB10,
                        "ACTIVE",
                        "started=2026-02-10T12:00:00Z end=2026-03-10T12:00:00Z grace=2026-03-12T12:00:00Z")
                .commit();
    }

    /** Validity that begins with the first use. */
    static StatementLog used() {
        var log = issued(begun(JAN10), "used", "ACTIVE", "starts=2026-01-10T12:00:00Z");
        log.commit().tick(FEB10).counted("e1", "call", "2026-02-10T11:00:00Z", Map.of(), PeriodZone.OPEN);
        var event = log.last(TopicCatalog.USAGE_EVENTS);
        log.event("FIRST_USED", "", "", "", "", StatementParts.at(FEB10), 1, TopicCatalog.USAGE_EVENTS, event.offset());
        said(log, "ACTIVE", "started=2026-02-10T12:00:00Z end=2026-03-12T12:00:00Z");
        return log.counted("e2", "call", "2026-02-10T11:30:00Z", Map.of(), PeriodZone.OPEN)
                .reading(StatementParts.month(
                        "calls", "", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2", 2, "OPEN"))
                .commit();
    }

    /** The term of a license runs on while it is suspended; what is announced meanwhile never is. */
    static StatementLog suspended() {
        String term = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-12T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", "ACTIVE", term);
        done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", term)
                .commit();
        done(log.tick("2026-02-05T00:00:00Z"), LicenseCommandKind.RESUME, "", "RESUMED", "ACTIVE", term);
        happened(log.commit().tick("2026-02-09T12:00:00Z"), "EXPIRING", "2026-02-09T12:00:00Z", "ACTIVE", term);
        done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", term)
                .commit();
        done(log.tick("2026-02-11T00:00:00Z"), LicenseCommandKind.RESUME, "", "RESUMED", "GRACE", term);
        done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", term)
                .commit();
        String next = "started=2026-01-10T12:00:00Z end=2026-03-10T12:00:00Z grace=2026-03-12T12:00:00Z";
        done(log.tick("2026-02-12T00:00:00Z"), LicenseCommandKind.RENEW, "", "RENEWED", "SUSPENDED", next);
        done(log, LicenseCommandKind.RENEW, "automatic=on", "RENEWAL_SET", "SUSPENDED", next + " renews")
                .commit();
        String last = "started=2026-01-10T12:00:00Z end=2026-04-10T12:00:00Z grace=2026-04-12T12:00:00Z";
        happened(log.tick("2026-03-13T00:00:00Z"), "RENEWED", MAR10, "SUSPENDED", last + " renews");
        done(log, LicenseCommandKind.RENEW, "automatic=off", "RENEWAL_SET", "SUSPENDED", last)
                .commit();
        return happened(log.tick("2026-04-13T00:00:00Z"), "EXPIRED", "2026-04-12T12:00:00Z", "EXPIRED", last)
                .commit();
    }

    static StatementLog suspendedTrial() {
        String term = "started=2026-01-10T12:00:00Z end=2026-01-24T12:00:00Z trial renews";
        var log = issued(begun(JAN10), "triedAuto", "TRIAL", term);
        done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", term)
                .commit()
                .tick("2026-01-25T00:00:00Z");
        String sold = "started=2026-01-24T12:00:00Z end=2026-02-24T12:00:00Z renews";
        happened(log, "TRIAL_ENDED", "2026-01-24T12:00:00Z", "SUSPENDED", sold);
        return done(log, LicenseCommandKind.RESUME, "", "RESUMED", "ACTIVE", sold)
                .commit();
    }

    /** What is revoked comes back as its term has it, and nothing is due of it meanwhile. */
    static StatementLog revoked() {
        String term = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-12T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", "ACTIVE", term);
        done(log, LicenseCommandKind.REVOKE, "", "REVOKED", "REVOKED", term).commit();
        done(log.tick("2026-02-11T00:00:00Z"), LicenseCommandKind.REINSTATE, "", "REINSTATED", "GRACE", term);
        done(log, LicenseCommandKind.REVOKE, "", "REVOKED", "REVOKED", term).commit();
        done(log.tick("2026-03-01T00:00:00Z"), LicenseCommandKind.REINSTATE, "", "REINSTATED", "EXPIRED", term);
        return done(
                        log,
                        LicenseCommandKind.RENEW,
                        "from=expiry",
                        "RENEWED",
                        "ACTIVE",
                        "started=2026-01-10T12:00:00Z end=2026-03-10T12:00:00Z grace=2026-03-12T12:00:00Z")
                .commit();
    }

    /** A draft that is revoked does not start by itself any more, nor when it is reinstated. */
    static StatementLog revokedDraft() {
        var log = issued(begun(JAN10), "monthly", FEB10, "", "DRAFT", "starts=2026-02-10T12:00:00Z");
        done(log, LicenseCommandKind.REVOKE, "", "REVOKED", "REVOKED", "").commit();
        done(log.tick("2026-02-11T00:00:00Z"), LicenseCommandKind.REINSTATE, "", "REINSTATED", "DRAFT", "");
        log.commit().tick(MAR10);
        return done(
                        log,
                        LicenseCommandKind.ACTIVATE,
                        "",
                        "ACTIVATED",
                        "ACTIVE",
                        "started=2026-03-10T12:00:00Z end=2026-04-10T12:00:00Z grace=2026-04-12T12:00:00Z")
                .commit();
    }

    private LifeStories() {}
}
