package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.rekeyed;
import static io.tallyport.verifier.LifeStories.FEB10;
import static io.tallyport.verifier.LifeStories.JAN10;

import io.tallyport.wire.LicenseCommandKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Lives of licenses that get new keys, as 0039 has them. */
final class KeyStories {

    private static final String MONTH =
            "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-12T12:00:00Z";
    private static final String JAN27 = "2026-01-27T12:00:00Z";

    static Map<String, Supplier<StatementLog>> all() {
        var all = new LinkedHashMap<String, Supplier<StatementLog>>();
        all.put("rekeyed", KeyStories::rekeyedWithOverlap);
        all.put("rekeyedTwice", KeyStories::rekeyedTwice);
        all.put("rekeyedDraft", KeyStories::rekeyedDraft);
        all.put("rekeyedWhileSuspended", KeyStories::rekeyedWhileSuspended);
        all.put("rekeyedAtItsEnd", KeyStories::rekeyedAtItsEnd);
        return all;
    }

    /** The old key ends before the notice that is due at the same instant, and keeps none back. */
    static StatementLog rekeyedWithOverlap() {
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        rekeyed(log, "second", "overlap=P17D", "ACTIVE", MONTH + " old=" + JAN27);
        happened(log.commit().tick(JAN27), "OLD_KEY_ENDED", JAN27, "ACTIVE", MONTH);
        happened(log, "EXPIRING", JAN27, "ACTIVE", MONTH).commit();
        return rekeyed(log, "third", "", "ACTIVE", MONTH).commit();
    }

    /** A key that is old already ends with the next one, whether that leaves an old one or not. */
    static StatementLog rekeyedTwice() {
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        rekeyed(log, "second", "overlap=P1DT1H1M", "ACTIVE", MONTH + " old=2026-01-11T13:01:00Z");
        rekeyed(log, "third", "overlap=P366D", "ACTIVE", MONTH + " old=2027-01-11T12:00:00Z");
        rekeyed(log, "fourth", "overlap=PT12H", "ACTIVE", MONTH + " old=2026-01-11T00:00:00Z");
        rekeyed(log, "fifth", "overlap=PT0S", "ACTIVE", MONTH);
        rekeyed(log, "sixth", "overlap=PT1M", "ACTIVE", MONTH + " old=2026-01-10T12:01:00Z");
        log.commit().tick("2026-01-20T00:00:00Z");
        return happened(log, "OLD_KEY_ENDED", "2026-01-10T12:01:00Z", "ACTIVE", MONTH)
                .commit();
    }

    static StatementLog rekeyedDraft() {
        String starts = "starts=2026-02-10T12:00:00Z";
        var log = issued(begun(JAN10), "monthly", FEB10, "", "DRAFT", starts);
        rekeyed(log, "second", "overlap=P31D", "DRAFT", starts + " old=" + FEB10);
        happened(log.commit().tick(FEB10), "OLD_KEY_ENDED", FEB10, "DRAFT", starts);
        return happened(
                        log,
                        "ACTIVATED",
                        FEB10,
                        "ACTIVE",
                        "started=2026-02-10T12:00:00Z end=2026-03-10T12:00:00Z grace=2026-03-12T12:00:00Z")
                .commit();
    }

    /** What is suspended or revoked goes on with its keys; what changes its plan, too. */
    static StatementLog rekeyedWhileSuspended() {
        var log = issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
        done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", MONTH);
        String old = " old=2026-01-11T12:00:00Z";
        rekeyed(log, "second", "overlap=P1D", "SUSPENDED", MONTH + old);
        done(log, LicenseCommandKind.CHANGE_PLAN, "endless", "PLAN_CHANGED", "SUSPENDED", "started=" + JAN10 + old);
        done(log, LicenseCommandKind.REVOKE, "", "REVOKED", "REVOKED", "started=" + JAN10 + old);
        happened(
                log.commit().tick("2026-01-12T00:00:00Z"),
                "OLD_KEY_ENDED",
                "2026-01-11T12:00:00Z",
                "REVOKED",
                "started=" + JAN10);
        return done(log, LicenseCommandKind.REINSTATE, "", "REINSTATED", "ACTIVE", "started=" + JAN10)
                .commit();
    }

    /** An end leaves both keys, and what is over may have another one. */
    static StatementLog rekeyedAtItsEnd() {
        String term = "started=2026-01-10T12:00:00Z end=2026-01-20T12:00:00Z";
        var log = issued(begun(JAN10), "fromNow", "ACTIVE", term);
        rekeyed(log, "second", "overlap=P11D", "ACTIVE", term + " old=2026-01-21T12:00:00Z");
        log.commit().tick("2026-01-20T12:00:00Z");
        happened(log, "EXPIRING", "2026-01-13T12:00:00Z", "ACTIVE", term + " old=2026-01-21T12:00:00Z");
        happened(log, "EXPIRING", "2026-01-19T12:00:00Z", "ACTIVE", term + " old=2026-01-21T12:00:00Z");
        happened(log, "EXPIRED", "2026-01-20T12:00:00Z", "EXPIRED", term + " old=2026-01-21T12:00:00Z");
        log.commit().tick("2026-01-21T12:00:00Z");
        happened(log, "OLD_KEY_ENDED", "2026-01-21T12:00:00Z", "EXPIRED", term);
        return rekeyed(log, "third", "overlap=P1D", "EXPIRED", term + " old=2026-01-22T12:00:00Z")
                .commit();
    }

    private KeyStories() {}
}
