package io.tallyport.verifier;

import static io.tallyport.verifier.SeatLogs.FEB2;
import static io.tallyport.verifier.SeatLogs.JAN30;
import static io.tallyport.verifier.SeatLogs.JAN31;
import static io.tallyport.verifier.SeatLogs.assign;
import static io.tallyport.verifier.SeatLogs.day;
import static io.tallyport.verifier.SeatLogs.document;
import static io.tallyport.verifier.SeatLogs.firstDay;
import static io.tallyport.verifier.SeatLogs.issued;
import static io.tallyport.verifier.SeatLogs.month;
import static io.tallyport.verifier.SeatLogs.reading;
import static io.tallyport.verifier.SeatLogs.release;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Time alone feeds the meters of seats: each day once, for as long as the license lives, and soon after it begins. */
class SeatTimeTest {

    private static StatementLog read() {
        return firstDay("")
                .reading(
                        day("assigned", JAN30, JAN31, "2", 3),
                        day("held", JAN30, JAN31, "2", 2),
                        month("assigned", JAN, FEB, "2", 3),
                        month("held", JAN, FEB, "2", 2))
                .commit();
    }

    /** What is read when the second day has been fed. */
    private static StatementLog secondDay(StatementLog log) {
        return log.reading(
                        day("assigned", JAN31, FEB, "2", 1),
                        day("held", JAN31, FEB, "2", 1),
                        month("assigned", JAN, FEB, "2", 4),
                        month("held", JAN, FEB, "4", 3))
                .commit();
    }

    @Test
    void aMemberThatComesTwiceOnADayIsCountedOnce() {
        var twice = read().change(TopicCatalog.USAGE_READINGS, 0, record -> {
            record.getValues().get(1).setValue("3");
            record.getValues().get(1).setEvents(3);
            record.getValues().get(3).setValue("3");
            record.getValues().get(3).setEvents(3);
        });
        assertNamed("reading-unfounded", twice.check());
        assertNamed("reading-missing", twice.check());
    }

    @Test
    void aDayThatIsNotFedIsMissedWhenTimeHasPassed() {
        var log = read().tick("2026-01-31T00:00:01Z")
                .tick("2026-01-31T00:30:00Z")
                .tick("2026-01-31T01:00:00Z")
                .commit();
        assertEquals(List.of(), log.check().differences());
        var findings = log.tick("2026-01-31T01:10:00Z").commit().check();
        assertEquals(4, findings.differenceCount(), "a day and a month of each meter");
        assertNamed("reading-missing", findings);
    }

    /** A timer may run with one of the next ticks; but not behind what is decided of the license. */
    @Test
    void aDayMayBeFedALittleLater() {
        var late = secondDay(read().tick("2026-01-31T00:00:01Z")
                .commit()
                .tick("2026-01-31T00:00:02Z")
                .commit()
                .tick("2026-01-31T00:00:03Z"));
        assertEquals(List.of(), late.check().differences());

        var decided = read().tick("2026-01-31T00:00:01Z");
        release(decided, "s6", "small", "bob", "").commit();
        assertNamed("reading-missing", decided.check());
    }

    /** That it was said at last does not help: for hours it was said that the month had less. */
    @Test
    void aReadingThatLacksADayLongAgoIsNamed() {
        var log = read().tick(JAN31)
                .commit()
                .tick("2026-01-31T01:00:00Z")
                .tick("2026-01-31T02:00:00Z")
                .tick("2026-01-31T03:00:00Z")
                .tick("2026-01-31T04:00:00Z");
        secondDay(log);
        assertEquals(List.of(), log.check().differences());
        log.change(
                TopicCatalog.USAGE_READINGS, 0, record -> record.setAsOfMs(StatementParts.at("2026-01-31T04:00:00Z")));
        assertNamed("reading-value", log.check());
    }

    @Test
    void aReadingThatHoldsADayBeforeItBeginsIsNamed() {
        var log = secondDay(read().tick("2026-01-31T00:00:01Z"));
        assertEquals(List.of(), log.check().differences());
        log.change(
                TopicCatalog.USAGE_READINGS, 1, record -> record.setAsOfMs(StatementParts.at("2026-01-30T23:59:59Z")));
        assertNamed("reading-value", log.check());
    }

    @Test
    void aLicenseThatIsSuspendedKeepsItsSeats() {
        var log = read().command(LicenseCommandKind.SUSPEND, "x1", "small", Map.of(), "SUSPENDED", "")
                .commit();
        var fed = secondDay(log.tick("2026-01-31T12:00:00Z"));
        assertEquals(List.of(), fed.check().differences());
    }

    @Test
    void nothingIsFedBehindTheEnd() {
        var log = read().command(LicenseCommandKind.REVOKE, "x1", "small", Map.of(), "REVOKED", "")
                .commit()
                .tick("2026-01-31T12:00:00Z");
        assertEquals(List.of(), log.commit().check().differences());
        assertNamed("reading-unfounded", secondDay(log).check());

        var expires = expiring(StatementParts.at(JAN31)).tick("2026-01-31T12:00:00Z");
        assertEquals(List.of(), expires.commit().check().differences());
        var later = expiring(StatementParts.at(JAN31) + 1).tick("2026-01-31T12:00:00Z");
        assertEquals(List.of(), secondDay(later).check().differences());
    }

    /** A license with an end, as all events of its timeline say. */
    private static StatementLog expiring(long endMs) {
        var log = read().change(TopicCatalog.LICENSE_COMMANDS, 1, issue -> issue.setExpiresAtMs(endMs));
        log.forEach(TopicCatalog.LICENSE_EVENTS, event -> event.setExpiresAtMs(endMs));
        return log;
    }

    /** Of a license whose months begin at noon a day is of that in which it begins, and a month begins with what is assigned. */
    @Test
    void aMonthMayBeginWithinADay() {
        String noon = "2026-01-30T12:00:00Z";
        String next = "2026-02-28T12:00:00Z";
        var log = issued("2026-01-30T08:00:00Z", document(""))
                .change(TopicCatalog.LICENSE_COMMANDS, 1, issue -> issue.setAnchorMs(StatementParts.at(noon)));
        assign(log, "s1", "small", "ada", "")
                .reading(
                        day("assigned", JAN30, JAN31, "1", 1),
                        day("held", JAN30, JAN31, "1", 1),
                        month("assigned", "2025-12-30T12:00:00Z", noon, "1", 1),
                        month("held", "2025-12-30T12:00:00Z", noon, "1", 1))
                .commit()
                .tick(noon);
        // Ada had a seat today already, in the month before.
        release(log, "s2", "small", "ada", "");
        assign(log, "s3", "small", "bob", "");
        assign(log, "s4", "small", "ada", "")
                .reading(
                        reading("assigned", "DAY", JAN30, JAN31, "2", 4, "GRACE"),
                        reading("held", "DAY", JAN30, JAN31, "2", 2, "GRACE"),
                        month("assigned", noon, next, "2", 3),
                        month("held", noon, next, "1", 1))
                .commit()
                .tick(JAN31)
                .reading(
                        day("assigned", JAN31, FEB, "2", 1),
                        day("held", JAN31, FEB, "2", 1),
                        month("assigned", noon, next, "2", 4),
                        month("held", noon, next, "3", 2))
                .commit();
        assertEquals(List.of(), log.check().differences());
    }

    /** One tick may begin several days; while nobody has a seat, none is fed. */
    @Test
    void daysThatATickLeapsOverAreFedOneByOne() {
        var log = read().tick("2026-02-02T00:00:01Z")
                .reading(
                        reading("assigned", "DAY", JAN31, FEB, "2", 1, "GRACE"),
                        reading("held", "DAY", JAN31, FEB, "2", 1, "GRACE"),
                        reading("assigned", "MONTH", JAN, FEB, "2", 4, "GRACE"),
                        reading("held", "MONTH", JAN, FEB, "4", 3, "GRACE"),
                        day("assigned", FEB, FEB2, "2", 1),
                        day("held", FEB, FEB2, "2", 1),
                        day("assigned", FEB2, "2026-02-03T00:00:00Z", "2", 1),
                        day("held", FEB2, "2026-02-03T00:00:00Z", "2", 1),
                        month("assigned", FEB, MAR, "2", 2),
                        month("held", FEB, MAR, "4", 2));
        release(log, "s6", "small", "ada", "");
        release(log, "s7", "small", "bob", "").commit().tick("2026-02-06T12:00:00Z");
        assertEquals(List.of(), log.commit().check().differences());
    }

    /** A revision changes the plan, between two commands of one tick: the part that it begins has what is assigned then. */
    @Test
    void aPlanThatACatalogChangesIsFedInItsPlaceOfTheTimeline() {
        String changed = document("").replace("\"amount\":3", "\"amount\":4");
        var log = read().tick("2026-01-30T13:00:00Z").revision(2, changed);
        release(log, "s6", "small", "bob", "");
        log.event(
                "PLAN_CHANGED",
                "",
                "",
                "catalog",
                "small",
                StatementParts.at("2026-01-30T13:00:00Z"),
                2,
                TopicCatalog.CATALOG_REVISIONS,
                2);
        assign(log, "s7", "small", "dan", "")
                .reading(
                        day("assigned", JAN30, JAN31, "2", 5),
                        day("held", JAN30, JAN31, "3", 3),
                        month("assigned", JAN, FEB, "2", 5),
                        month("held", JAN, FEB, "3", 3))
                .commit();
        assertEquals(List.of(), log.check().differences());
        log.change(
                TopicCatalog.USAGE_READINGS,
                1,
                record -> record.getValues().get(0).setEvents(4));
        assertNamed("reading-missing", log.check());
    }
}
