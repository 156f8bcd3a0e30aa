package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.changeLast;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeStories.FEB10;
import static io.tallyport.verifier.LifeStories.JAN10;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.total;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Usage is outside the entitlement where a license gives no access; and which periods have statements, of one that comes back. */
class LifeUseTest {

    private static final String TERM = "started=2026-01-10T12:00:00Z";
    private static final String APR = "2026-04-01T00:00:00Z";
    private static final String MAY = "2026-05-01T00:00:00Z";

    /** A call that is said to be outside the entitlement, or not; what is opens an incident, once until there is access. */
    private static StatementLog used(StatementLog log, String id, String instant, boolean outside, boolean alert) {
        log.counted(id, "call", instant, Map.of(), PeriodZone.OPEN);
        changeLast(log, TopicCatalog.USAGE_VERDICTS, verdict -> verdict.setOutsideEntitlement(outside));
        if (alert) {
            var at = log.last(TopicCatalog.USAGE_EVENTS);
            for (var status : List.of(QuotaAlertStatus.OPENED, QuotaAlertStatus.RESOLVED)) {
                log.publish(
                        TopicCatalog.QUOTA_ALERTS,
                        QuotaAlertV1.newBuilder()
                                .setAlertId(StatementLog.LICENSE + "/outside-entitlement")
                                .setKind(QuotaAlertKind.OUTSIDE_ENTITLEMENT)
                                .setStatus(status)
                                .setLicense(StatementLog.LICENSE)
                                .setEvidence(EvidenceV1.newBuilder()
                                        .setTopic(at.topic())
                                        .setPartition(0)
                                        .setOffset(at.offset())
                                        .build())
                                .build());
            }
        }
        return log;
    }

    /** A license that is a draft, begins, is suspended, resumed, comes into grace and ends. */
    private static StatementLog through(boolean wrong) {
        String draft = "starts=2026-01-10T13:00:00Z";
        String term = "started=2026-01-10T13:00:00Z end=2026-02-10T13:00:00Z grace=2026-02-12T13:00:00Z";
        var log = issued(begun(JAN10), "monthly", "2026-01-10T13:00:00Z", "", "DRAFT", draft);
        used(log, "e1", JAN10, !wrong, true);
        used(log, "e2", JAN10, !wrong, false).commit().tick("2026-01-10T13:00:00Z");
        happened(log, "ACTIVATED", "2026-01-10T13:00:00Z", "ACTIVE", term);
        used(log, "e3", JAN10, wrong, false);
        done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", term);
        used(log, "e4", JAN10, !wrong, true);
        done(log, LicenseCommandKind.RESUME, "", "RESUMED", "ACTIVE", term)
                .reading(month("calls", "", JAN, FEB, "4", 4, "OPEN"))
                .commit()
                .tick("2026-02-10T13:00:00Z");
        happened(log, "EXPIRING", "2026-01-27T13:00:00Z", "ACTIVE", term);
        happened(log, "EXPIRING", "2026-02-03T13:00:00Z", "ACTIVE", term);
        happened(log, "EXPIRING", "2026-02-09T13:00:00Z", "ACTIVE", term);
        happened(log, "GRACE_BEGAN", "2026-02-10T13:00:00Z", "GRACE", term);
        used(log, "e5", FEB10, wrong, false).commit().tick("2026-02-12T13:00:00Z");
        happened(log, "EXPIRED", "2026-02-12T13:00:00Z", "EXPIRED", term);
        return used(log, "e6", FEB10, !wrong, true)
                .reading(month("calls", "", FEB, MAR, "2", 2, "OPEN"))
                .commit();
    }

    @Test
    void usageIsOutsideWhereThereIsNoAccess() {
        assertEquals(List.of(), through(false).check().differences());
        var found = through(true).check().differences();
        assertEquals(
                List.of("verdict-outside"),
                found.stream().map(Difference::law).distinct().toList());
        assertEquals(6, found.size());
        for (int alert : List.of(0, 2, 4)) {
            var log = through(false).remove(TopicCatalog.QUOTA_ALERTS, alert).remove(TopicCatalog.QUOTA_ALERTS, alert);
            assertNamed("alert-missing", log.check());
        }
    }

    private static StatementLog revoked() {
        var log = issued(begun("2026-01-10T12:00:00Z"), "endless", "ACTIVE", TERM);
        done(log, LicenseCommandKind.REVOKE, "", "REVOKED", "REVOKED", TERM).commit();
        log.tick("2026-02-02T00:00:00Z");
        return log.statement(1, JAN, FEB, log.certificate(0, 0, 0, 0), List.of())
                .commit();
    }

    private static StatementLog back(StatementLog log, String instant) {
        return done(log.tick(instant), LicenseCommandKind.REINSTATE, "", "REINSTATED", "ACTIVE", TERM)
                .commit();
    }

    /** Three ticks after which everything that is due has been issued. */
    private static StatementLog passed(StatementLog log, String day) {
        for (int hour = 1; hour < 5; hour++) {
            log.tick(day + "T0" + hour + ":00:00Z");
        }
        return log.commit();
    }

    @Test
    void periodsBetweenAnEndAndComingBackHaveNoStatement() {
        assertEquals(List.of(), passed(revoked(), "2026-05-02").check().differences());
        var log = back(revoked(), "2026-04-10T00:00:00Z");
        assertEquals(List.of(), passed(log, "2026-05-01").check().differences());
        assertNamed("statement-missing", passed(log, "2026-05-02").check());
        log.statement(2, APR, MAY, log.certificate(0, 0, 0, 0), List.of());
        assertEquals(List.of(), log.commit().check().differences());

        var needless = back(revoked(), "2026-04-10T00:00:00Z").tick("2026-04-11T00:00:00Z");
        needless.statement(2, MAR, APR, needless.certificate(0, 0, 0, 0), List.of());
        assertNamed("statement-needless", needless.commit().check());
        var never = revoked().tick("2026-05-03T00:00:00Z");
        never.statement(2, APR, MAY, never.certificate(0, 0, 0, 0), List.of());
        assertNamed("statement-needless", never.commit().check());
    }

    /** A period that was used, and had no statement when the license came back, is the first; from there on each has one. */
    @Test
    void periodsGoOnFromTheFirstThatWasUsed() {
        for (boolean skips : List.of(false, true)) {
            var log = revoked().tick("2026-02-05T00:00:00Z");
            used(log, "e1", "2026-02-04T00:00:00Z", true, true)
                    .reading(month("calls", "", FEB, MAR, "1", 1, "OPEN"))
                    .commit();
            back(log, "2026-04-10T00:00:00Z");
            var line = total(line("endless", "calls", "", FEB, MAR, "1", 1), "0", "", "1");
            log.statement(2, FEB, MAR, log.certificate(1, 0, 0, 1, "e1"), List.of(line));
            if (!skips) {
                log.statement(3, MAR, APR, log.certificate(1, 0, 0, 0), List.of());
            }
            log.tick("2026-05-02T00:00:00Z");
            log.statement(skips ? 3 : 4, APR, MAY, log.certificate(1, 0, 0, 0), List.of());
            if (skips) {
                assertNamed("statement-period", log.commit().check());
            } else {
                assertEquals(List.of(), log.commit().check().differences());
            }
        }
    }

    /** The last instant of a license is the one before the end of its grace, not before its end. */
    @Test
    void aLicenseRunsToTheEndOfItsGrace() {
        for (String grace : List.of("P1D", "P1DT1M")) {
            String until = grace.equals("P1D") ? "2026-02-01T00:00:00Z" : "2026-02-01T00:01:00Z";
            String term = "started=2026-01-24T00:00:00Z end=2026-01-31T00:00:00Z grace=" + until;
            var log = new StatementLog()
                    .tick("2026-01-24T00:00:00Z")
                    .revision(
                            1, LifeLogs.document("plan(week,'validity':{'for':'P7D','expiryGrace':'" + grace + "'})"));
            issued(log, "week", "ACTIVE", term).commit().tick("2026-02-02T00:00:00Z");
            happened(log, "EXPIRING", "2026-01-30T00:00:00Z", "ACTIVE", term);
            happened(log, "GRACE_BEGAN", "2026-01-31T00:00:00Z", "GRACE", term);
            happened(log, "EXPIRED", until, "EXPIRED", term);
            log.statement(1, JAN, FEB, log.certificate(0, 0, 0, 0), List.of()).commit();
            var findings = passed(log, "2026-03-02").check();
            if (grace.equals("P1D")) {
                assertEquals(List.of(), findings.differences());
            } else {
                assertNamed("statement-missing", findings);
            }
        }
    }
}
