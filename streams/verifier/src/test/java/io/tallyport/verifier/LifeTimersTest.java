package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.changeLast;
import static io.tallyport.verifier.LifeLogs.document;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.said;
import static io.tallyport.verifier.LifeStories.FEB10;
import static io.tallyport.verifier.LifeStories.JAN10;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.PeriodZone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When an event of time must be there, from what it rests, and what is not required. */
class LifeTimersTest {

    private static final String TERM = "started=2026-01-10T12:00:00Z end=2026-02-09T12:00:00Z";
    private static final String NOTICE = "2026-01-26T12:00:00Z";

    private static StatementLog thirtyDays() {
        return issued(begun(JAN10), "days", "ACTIVE", TERM)
                .change(TopicCatalog.CATALOG_REVISIONS, 1, revision -> {
                    var other = LogRecords.revision(1, document("plan(days,'validity':{'for':'P30D'}),plan(other)"));
                    revision.setDocument(other.getDocument());
                    revision.setDigest(other.getDigest());
                })
                .commit();
    }

    private static void assertRight(StatementLog log) {
        assertEquals(List.of(), log.commit().check().differences());
    }

    /** Timers run in slices: what nobody asks for may come a little later, but not never. */
    @Test
    void whatIsDueMayCome() {
        var log = thirtyDays().tick(NOTICE).tick("2026-01-26T12:30:00Z").tick("2026-01-26T13:00:00Z");
        assertRight(log);
        assertNamed(
                "life-event-missing", log.tick("2026-01-26T13:00:01Z").commit().check());
        assertRight(happened(log, "EXPIRING", NOTICE, "ACTIVE", TERM));
    }

    @Test
    void whatIsDueComesBeforeALaterRecordOfTheLicense() {
        var used = thirtyDays()
                .tick(NOTICE)
                .counted("e1", "call", NOTICE, Map.of(), PeriodZone.OPEN)
                .reading(StatementParts.month(
                        "calls", "", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "1", 1, "OPEN"));
        assertNamed("life-event-missing", used.commit().check());
        assertRight(happened(used, "EXPIRING", NOTICE, "ACTIVE", TERM));
        var asked = done(thirtyDays().tick(NOTICE), LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", TERM);
        assertNamed("life-event-missing", asked.commit().check());
    }

    @Test
    void anEventRestsOnNoRecordFromBeforeItsInstant() {
        var early = happened(thirtyDays(), "EXPIRING", NOTICE, "ACTIVE", TERM).tick(NOTICE);
        assertNamed("life-event-early", early.commit().check());
    }

    /** Between the tick and its timer another catalog may be adopted; none from before is in force again. */
    @Test
    void anEventIsOfTheCatalogInForceOrTheNext() {
        String longer = document("plan(days,'validity':{'for':'P1Y','renews':true}),plan(other)");
        String renews = TERM + " renews";
        for (long revision : List.of(1L, 2L, 3L)) {
            var log = thirtyDays();
            done(log, LicenseCommandKind.RENEW, "automatic=on", "RENEWAL_SET", "ACTIVE", renews)
                    .commit()
                    .tick("2026-02-09T12:00:00Z")
                    .revision(2, longer);
            boolean isLonger = revision == 2;
            happened(
                    log,
                    "RENEWED",
                    "2026-02-09T12:00:00Z",
                    "ACTIVE",
                    "started=2026-01-10T12:00:00Z renews end="
                            + (isLonger ? "2027-02-09T12:00:00Z" : "2026-03-11T12:00:00Z"));
            changeLast(log, TopicCatalog.LICENSE_EVENTS, event -> event.setCatalogRevision(revision));
            if (revision < 3) {
                assertRight(log);
            } else {
                assertNamed("life-event", log.commit().check());
            }
        }
        // The license was decided on before the revision was there that is said to have made the event.
        var ahead = thirtyDays().tick(NOTICE);
        happened(ahead, "EXPIRING", NOTICE, "ACTIVE", TERM);
        changeLast(ahead, TopicCatalog.LICENSE_EVENTS, event -> event.setCatalogRevision(2));
        done(ahead, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", TERM)
                .revision(2, longer);
        assertNamed("life-event", ahead.commit().check());
        var old = thirtyDays()
                .tick("2026-01-20T00:00:00Z")
                .revision(2, document("plan(days,'validity':{'for':'P30D'})"))
                .tick(NOTICE);
        assertNamed(
                "life-event",
                happened(old, "EXPIRING", NOTICE, "ACTIVE", TERM).commit().check());
    }

    private static StatementLog byCatalog(StatementLog log, String instant, String state) {
        var tick = log.last(TopicCatalog.CATALOG_REVISIONS);
        log.event(
                "PLAN_CHANGED",
                "",
                "",
                "catalog",
                "days",
                at(instant),
                1,
                TopicCatalog.CATALOG_REVISIONS,
                tick.offset());
        return said(log, state, TERM);
    }

    /** What a catalog changes of a plan leaves state and term, moves no notice, and has its place in the order. */
    @Test
    void aChangeByACatalogLeavesTheTerm() {
        String later = "2026-01-27T00:00:00Z";
        var log = byCatalog(thirtyDays().tick("2026-01-20T00:00:00Z"), "2026-01-20T00:00:00Z", "ACTIVE")
                .tick(later);
        happened(log, "EXPIRING", NOTICE, "ACTIVE", TERM);
        assertRight(byCatalog(log, later, "ACTIVE"));
        assertNamed(
                "life-event",
                byCatalog(thirtyDays(), JAN10, "SUSPENDED").commit().check());
        var reordered = byCatalog(thirtyDays().tick(later), later, "ACTIVE");
        assertNamed(
                "life-event-missing",
                happened(reordered, "EXPIRING", NOTICE, "ACTIVE", TERM).commit().check());
        var over = byCatalog(LifeStories.monthly(), "2026-03-01T00:00:00Z", "ACTIVE");
        assertNamed("life-event", over.commit().check());
        var ended = issued(begun(JAN10), "monthly", "ACTIVE", TERM);
        done(ended, LicenseCommandKind.REVOKE, "", "REVOKED", "REVOKED", TERM);
        assertNamed(
                "life-event-unfounded",
                byCatalog(ended, JAN10, "REVOKED").commit().check());
    }

    /** Of a license that a failed decision held, nothing is said of what it did; it is as its timeline says. */
    @Test
    void aLicenseThatWasHeldIsAsItsTimelineSays() {
        var log = thirtyDays().tick("2026-01-20T00:00:00Z");
        var tick = log.last(TopicCatalog.LICENSE_COMMANDS);
        log.event(
                "QUARANTINED",
                "",
                "",
                "",
                "days",
                at("2026-01-20T00:00:00Z"),
                1,
                TopicCatalog.LICENSE_COMMANDS,
                tick.offset());
        said(log, "ACTIVE", TERM);
        log.commit().tick("2026-03-01T00:00:00Z");
        done(log, LicenseCommandKind.RELEASE, "", "RELEASED", "ACTIVE", TERM);
        happened(log, "EXPIRED", "2026-02-09T12:00:00Z", "EXPIRED", TERM).commit();
        done(log, LicenseCommandKind.REVOKE, "", "REVOKED", "REVOKED", TERM);
        assertRight(log);
    }

    /** Builds before there were terms said nothing of them, noticed an end some time later, and gave no notice of it. */
    @Test
    void whatOldBuildsDidNotSayIsUnsaid() {
        for (boolean isOld : List.of(true, false)) {
            var log = new StatementLog().tick(JAN10).revision(1, document("plan(endless)"));
            issued(log, "endless", "", FEB10, "ACTIVE", TERM).commit().tick("2026-02-10T12:00:05Z");
            happened(log, "EXPIRED", "2026-02-10T12:00:05Z", "EXPIRED", "");
            log.forEach(TopicCatalog.LICENSE_EVENTS, event -> {
                LifeLogs.say(event, event.getState(), isOld ? "" : "started=" + JAN10 + " fixed");
                event.setExpiresAtMs(at(FEB10));
                event.setGraceUntilMs(isOld ? null : Long.valueOf(at(FEB10)));
            });
            var findings = log.commit().check();
            assertEquals(isOld, findings.differences().isEmpty(), findings.differences()::toString);
        }
        // Its term is known all the same: the next build goes on from it.
        var log = new StatementLog().tick(JAN10).revision(1, LifeLogs.document(LifeLogs.PLANS));
        issued(log, "endless", "ACTIVE", "").commit().tick("2026-01-20T00:00:00Z");
        done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", "started=" + JAN10);
        assertRight(log);
        assertNamed(
                "life-event",
                said(log, "SUSPENDED", "started=2026-01-10T12:00:00.001Z").check());
    }

    @Test
    void theFirstUseIsTheOneThatWasCountedFirst() {
        var late = LifeStories.used();
        int first = 1;
        var second = late.last(TopicCatalog.USAGE_EVENTS);
        late.change(
                TopicCatalog.LICENSE_EVENTS,
                first,
                event -> java.util.Objects.requireNonNull(event.getEvidence()).setOffset(second.offset()));
        assertNamed("life-event", late.check());
        var never = LifeStories.used().remove(TopicCatalog.LICENSE_EVENTS, first);
        assertTrue(never.check().differences().stream()
                .anyMatch(one -> one.law().equals("life-event-missing")
                        && one.at().topic().equals(TopicCatalog.USAGE_EVENTS.name())
                        && one.at().offset() == second.offset() - 1));
    }

    /** What a backfill brings is no first use, and what was rejected is none. */
    @Test
    void whatABackfillBringsIsNoFirstUse() {
        String waits = "starts=2026-01-10T12:00:00Z";
        var event = LogRecords.usage("e1", "call", "2026-01-10T11:00:00Z", Map.of());
        event.setJob("moved-in");
        var log = issued(begun(JAN10), "used", "ACTIVE", waits)
                .backfilled(TopicCatalog.USAGE_BULK, event, io.tallyport.wire.VerdictKind.COUNTED, "", PeriodZone.OPEN)
                .rejected("e2", "none", "2026-01-10T11:00:00Z", Map.of(), "EVENT_TYPE_UNKNOWN")
                .reading(StatementParts.month(
                        "calls", "", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "1", 1, "OPEN"));
        assertRight(log);
        happened(log, "FIRST_USED", JAN10, "ACTIVE", "started=" + JAN10 + " end=2026-02-09T12:00:00Z");
        assertNamed("life-event-unfounded", log.commit().check());
    }
}
