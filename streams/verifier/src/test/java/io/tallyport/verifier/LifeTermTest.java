package io.tallyport.verifier;

import static io.tallyport.verifier.StatementParts.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** How plans make terms, and where those end. */
class LifeTermTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Validity plan(String more) {
        return Terms.of(1, LifeLogs.document("plan(p," + more + ")"))
                .orElseThrow()
                .validity("p");
    }

    private static Term ending(String started, String end) {
        return new Term(Term.NEVER, at(started), at(end), at(end), false, false, false, false);
    }

    private static void assertNext(String expected, Term term, String period, ZoneId zone) {
        assertEquals(at(expected), term.nextEnd(java.time.Period.parse(period), zone), period);
    }

    @Test
    void aPlanSaysHowTermsAreMade() {
        assertEquals(
                new Validity(
                        java.time.Period.ofYears(1), "use", 7 * 86_400_000L, true, true, java.time.Period.ofDays(14)),
                plan("'validity':{'for':'P1Y','from':'use','expiryGrace':'P7D','renews':true,'renewFrom':'now'},"
                        + "'trial':'P2W'"));
        assertEquals(Validity.NONE, plan("'seats':1"));
        assertEquals(Validity.NONE, plan("'validity':{'renewFrom':'expiry','from':'issue','renews':false}"));
        assertEquals(Validity.NONE, Terms.NONE.validity("p"));
        assertEquals(12 * 3_600_000L, plan("'validity':{'expiryGrace':'PT12H'}").graceMs());
        assertTrue(Terms.of(1, LifeLogs.document("plan(p,'validity':{'for':'P0D'})"))
                .isEmpty());
        assertTrue(Terms.of(1, LifeLogs.document("plan(p,'validity':{'for':'P-1M'})"))
                .isEmpty());
        assertTrue(Terms.of(1, LifeLogs.document("plan(p,'validity':{'for':'P101Y'})"))
                .isEmpty());
    }

    @Test
    void periodsAreCountedFromTheBeginning() {
        String jan31 = "2026-01-31T00:00:00Z";
        assertNext("2026-03-31T00:00:00Z", ending(jan31, "2026-02-28T00:00:00Z"), "P1M", ZoneOffset.UTC);
        assertNext("2028-02-29T00:00:00Z", ending(jan31, "2028-01-31T00:00:00Z"), "P1M", ZoneOffset.UTC);
        assertNext("2028-03-31T00:00:00Z", ending(jan31, "2028-02-29T00:00:00Z"), "P1M", ZoneOffset.UTC);
        assertNext(
                "2026-02-28T00:00:00Z", ending("2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z"), "P1Y", ZoneOffset.UTC);
    }

    /** An end that is none of its periods' is where the next one begins. */
    @Test
    void anotherEndIsTheBeginningOfThePeriod() {
        var fixed = ending("2026-01-31T00:00:00Z", "2026-02-15T10:00:00Z");
        assertNext("2026-03-15T10:00:00Z", fixed, "P1M", ZoneOffset.UTC);
        var unstarted =
                new Term(Term.NEVER, Term.NEVER, fixed.expiresAtMs(), fixed.expiresAtMs(), false, true, false, true);
        assertNext("2026-03-15T10:00:00Z", unstarted, "P1M", ZoneOffset.UTC);
    }

    @Test
    void daysAreThoseOfTheTimeZone() {
        var term = ending("2026-03-01T11:00:00Z", "2026-03-28T11:00:00Z");
        assertNext("2026-03-29T10:00:00Z", term, "P1D", BERLIN);
        assertNext("2026-03-29T11:00:00Z", term, "P1D", ZoneOffset.UTC);
        assertNext("2040-10-28T11:00:00Z", ending("2026-03-01T11:00:00Z", "2040-10-27T10:00:00Z"), "P1D", BERLIN);
    }

    @Test
    void theStateFollowsFromTheTerm() {
        var term = new Term(Term.NEVER, 0, 10, 20, false, false, false, false);
        assertEquals("ACTIVE", term.stateAt(9));
        assertEquals("GRACE", term.stateAt(10));
        assertEquals("GRACE", term.stateAt(19));
        assertEquals("EXPIRED", term.stateAt(20));
        assertEquals("TRIAL", new Term(Term.NEVER, 0, 10, 10, true, false, false, false).stateAt(9));
        assertEquals("EXPIRED", new Term(Term.NEVER, 0, 10, 10, true, false, false, false).stateAt(10));
        assertEquals("DRAFT", new Term(50, Term.NEVER, Term.NEVER, Term.NEVER, true, false, false, true).stateAt(60));
    }
}
