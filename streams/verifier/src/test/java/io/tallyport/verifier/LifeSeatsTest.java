package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.document;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.said;
import static io.tallyport.verifier.SeatLogs.day;
import static io.tallyport.verifier.SeatLogs.month;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.MeterReadingV1;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Seats are counted to the end of access, and again from when a license comes back. */
class LifeSeatsTest {

    private static final String JAN11 = "2026-01-11T00:00:00Z";
    private static final String JAN12 = "2026-01-12T00:00:00Z";
    private static final String JAN13 = "2026-01-13T00:00:00Z";
    private static final String JAN20 = "2026-01-20T00:00:00Z";
    private static final String JAN21 = "2026-01-21T00:00:00Z";
    private static final String TERM = "started=2026-01-10T12:00:00Z end=2026-01-11T12:00:00Z grace=";

    private static StatementLog assigned(String grace, String until) {
        var log = new StatementLog()
                .tick("2026-01-10T12:00:00Z")
                .revision(1, document("plan(days,'seats':5,'validity':{'for':'P1D','expiryGrace':'" + grace + "'})"));
        issued(log, "days", "ACTIVE", TERM + until);
        for (String member : List.of("ada", "bob")) {
            SeatLogs.assign(log, member, "days", member, "");
            said(log, "ACTIVE", TERM + until);
        }
        return log.reading(
                        day("assigned", "2026-01-10T00:00:00Z", JAN11, "2", 2),
                        day("held", "2026-01-10T00:00:00Z", JAN11, "2", 2),
                        month("assigned", JAN, FEB, "2", 2),
                        month("held", JAN, FEB, "2", 2))
                .commit();
    }

    /** A tick leaps over the end, the days before it and those behind it. */
    private static StatementLog ended(String grace, String until) {
        var log = assigned(grace, until).tick("2026-01-15T00:00:00Z");
        happened(log, "GRACE_BEGAN", "2026-01-11T12:00:00Z", "GRACE", TERM + until);
        return happened(log, "EXPIRED", until, "EXPIRED", TERM + until);
    }

    private static MeterReadingV1 graceDay(String meter, String from, String to) {
        return SeatLogs.reading(meter, "DAY", from, to, "2", 1, "OPEN");
    }

    private static StatementLog second(StatementLog log) {
        return log.reading(
                        graceDay("assigned", JAN11, JAN12),
                        graceDay("held", JAN11, JAN12),
                        month("assigned", JAN, FEB, "2", 3),
                        month("held", JAN, FEB, "4", 3))
                .commit();
    }

    private static StatementLog third(StatementLog log) {
        return log.reading(
                        graceDay("assigned", JAN11, JAN12),
                        graceDay("held", JAN11, JAN12),
                        graceDay("assigned", JAN12, JAN13),
                        graceDay("held", JAN12, JAN13),
                        month("assigned", JAN, FEB, "2", 4),
                        month("held", JAN, FEB, "6", 4))
                .commit();
    }

    private static StatementLog passed(StatementLog log) {
        return log.tick("2026-01-15T01:00:00Z")
                .tick("2026-01-15T02:00:00Z")
                .tick("2026-01-15T03:00:00Z")
                .commit();
    }

    @Test
    void seatsAreCountedToTheEndOfGrace() {
        assertEquals(List.of(), passed(second(ended("PT12H", JAN12))).check().differences());
        assertNamed("reading-unfounded", third(ended("PT12H", JAN12)).check());
        String later = "2026-01-12T00:01:00Z";
        assertEquals(List.of(), passed(third(ended("PT12H1M", later))).check().differences());
        assertNamed("reading-missing", passed(second(ended("PT12H1M", later))).check());
    }

    private static StatementLog renewed(StatementLog log) {
        String term = "started=2026-01-10T12:00:00Z end=2026-02-20T00:00:00Z grace=2026-02-20T12:00:00Z fixed";
        return done(log, LicenseCommandKind.RENEW, "until=2026-02-20T00:00:00Z", "RENEWED", "ACTIVE", term);
    }

    /** Both who had a seat have it still, and nobody had one counted on that day. */
    @Test
    void aLicenseThatComesBackIsCountedFromThenOn() {
        var log = renewed(second(ended("PT12H", JAN12)).tick("2026-01-20T12:00:00Z"))
                .reading(
                        day("assigned", JAN20, JAN21, "2", 1),
                        day("held", JAN20, JAN21, "2", 1),
                        month("assigned", JAN, FEB, "2", 4),
                        month("held", JAN, FEB, "6", 4))
                .commit();
        assertEquals(List.of(), log.check().differences());
        log.tick("2026-01-21T00:00:01Z")
                .reading(
                        day("assigned", JAN21, "2026-01-22T00:00:00Z", "2", 1),
                        day("held", JAN21, "2026-01-22T00:00:00Z", "2", 1),
                        month("assigned", JAN, FEB, "2", 5),
                        month("held", JAN, FEB, "8", 5));
        assertEquals(List.of(), log.commit().check().differences());
        var silent = renewed(second(ended("PT12H", JAN12)).tick("2026-01-20T12:00:00Z"));
        assertNamed("reading-missing", silent.commit().check());
    }

    private static StatementLog reinstated(String instant) {
        String term = TERM + JAN12;
        var log = assigned("PT12H", JAN12);
        done(log, LicenseCommandKind.REVOKE, "", "REVOKED", "REVOKED", term).commit();
        return done(log.tick(instant), LicenseCommandKind.REINSTATE, "", "REINSTATED", "ACTIVE", term);
    }

    /** On the day of its end all of them were counted already. */
    @Test
    void nobodyIsCountedTwiceOnADay() {
        var same = reinstated("2026-01-10T18:00:00Z")
                .reading(day("assigned", "2026-01-10T00:00:00Z", JAN11, "2", 3), month("assigned", JAN, FEB, "2", 3));
        assertEquals(List.of(), same.commit().check().differences());
        var next = reinstated("2026-01-11T06:00:00Z")
                .reading(
                        day("assigned", JAN11, JAN12, "2", 1),
                        day("held", JAN11, JAN12, "2", 1),
                        month("assigned", JAN, FEB, "2", 3),
                        month("held", JAN, FEB, "4", 3));
        assertEquals(List.of(), next.commit().check().differences());
    }
}
