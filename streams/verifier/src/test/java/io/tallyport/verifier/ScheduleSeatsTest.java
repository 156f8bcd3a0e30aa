package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.planChanged;
import static io.tallyport.verifier.LifeLogs.said;
import static io.tallyport.verifier.SeatLogs.CHANGE;
import static io.tallyport.verifier.SeatLogs.FEB2;
import static io.tallyport.verifier.SeatLogs.JAN30;
import static io.tallyport.verifier.SeatLogs.JAN31;
import static io.tallyport.verifier.SeatLogs.day;
import static io.tallyport.verifier.SeatLogs.month;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.total;
import static io.tallyport.wire.LicenseCommandKind.CHANGE_PLAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.StatementLineV1;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part that a scheduled plan begins has those who have a seat at its instant. */
class ScheduleSeatsTest {

    private static final String TERM = "started=2026-01-30T12:00:00Z";

    private static StatementLog scheduled(String instant) {
        var log = new StatementLog().tick("2026-01-30T12:00:00Z").revision(1, SeatLogs.document(""));
        issued(log, "small", "ACTIVE", TERM);
        String next = TERM + " next=big@" + instant;
        done(log, CHANGE_PLAN, "big at=" + instant, "PLAN_CHANGE_SCHEDULED", "ACTIVE", next);
        for (String member : List.of("ada", "bob")) {
            SeatLogs.assign(log, member, "small", member, "");
            said(log, "ACTIVE", next);
        }
        return log.reading(
                        day("assigned", JAN30, JAN31, "2", 2),
                        day("held", JAN30, JAN31, "2", 2),
                        month("assigned", JAN, FEB, "2", 2),
                        month("held", JAN, FEB, "2", 2))
                .commit();
    }

    private static StatementLog release(StatementLog log, String member, String term) {
        return said(SeatLogs.release(log, "release " + member, "", member, ""), "ACTIVE", term);
    }

    /** One is given back before the instant, and another one in the tick behind it. */
    private static StatementLog withinADay(long ofPart) {
        var log = scheduled(CHANGE);
        log.tick("2026-01-31T00:00:10Z")
                .reading(
                        day("assigned", JAN31, FEB, "2", 1),
                        day("held", JAN31, FEB, "2", 1),
                        month("assigned", JAN, FEB, "2", 3),
                        month("held", JAN, FEB, "4", 3));
        release(log, "ada", TERM + " next=big@" + CHANGE).commit().tick("2026-01-31T11:00:00Z");
        planChanged(log, "big", CHANGE, "ACTIVE", TERM);
        release(log, "bob", TERM)
                .reading(day("assigned", JAN31, FEB, "2", 1 + ofPart), month("assigned", JAN, FEB, "2", 3 + ofPart))
                .commit();
        return stated(
                log,
                List.of(
                        total(line("small", "seats.assigned", "", JAN, CHANGE, "2", 3), "0", "", "2"),
                        total(line("small", "seats.held", "", JAN, CHANGE, "4", 3), "3", "3", "1"),
                        total(
                                line("big", "seats.assigned", "", CHANGE, FEB, "" + ofPart, ofPart),
                                "0",
                                "",
                                "" + ofPart),
                        total(line("big", "seats.held", "", CHANGE, FEB, "0", 0), "7", "", "0")));
    }

    private static StatementLog stated(StatementLog log, List<StatementLineV1> lines) {
        log.tick(FEB2);
        return log.statement(1, JAN, FEB, log.certificate(0, 0, 0, 0), lines).commit();
    }

    @Test
    void aPartBeginsWithThoseWhoHaveASeatAtItsInstant() {
        assertEquals(List.of(), withinADay(1).check().differences());
        assertNamed("reading-missing", withinADay(0).check());
        assertNamed("statement-line", withinADay(0).check());
        var early = withinADay(1)
                .change(TopicCatalog.USAGE_READINGS, 2, reading -> reading.setAsOfMs(StatementParts.at(CHANGE) - 1));
        assertNamed("reading-value", early.check());
    }

    /** Where a day begins at the same instant, it begins under the new plan. */
    @Test
    void aDayThatBeginsWithThePlanIsOfItsPart() {
        for (boolean isOfPart : List.of(true, false)) {
            var log = scheduled(JAN31).tick("2026-01-31T00:00:10Z");
            planChanged(log, "big", JAN31, "ACTIVE", TERM);
            log.reading(
                            day("assigned", JAN31, FEB, "2", 2),
                            day("held", JAN31, FEB, "2", 1),
                            month("assigned", JAN, FEB, "2", 4),
                            month("held", JAN, FEB, "4", 3))
                    .commit();
            release(log, "ada", TERM);
            release(log, "bob", TERM).commit();
            stated(
                    log,
                    List.of(
                            total(line("small", "seats.assigned", "", JAN, JAN31, "2", 2), "0", "", "2"),
                            isOfPart
                                    ? total(line("small", "seats.held", "", JAN, JAN31, "2", 2), "3", "2", "0")
                                    : total(line("small", "seats.held", "", JAN, JAN31, "4", 3), "3", "3", "1"),
                            total(line("big", "seats.assigned", "", JAN31, FEB, "2", 2), "0", "", "2"),
                            isOfPart
                                    ? total(line("big", "seats.held", "", JAN31, FEB, "2", 1), "8", "2", "0")
                                    : total(line("big", "seats.held", "", JAN31, FEB, "0", 0), "7", "", "0")));
            if (isOfPart) {
                assertEquals(List.of(), log.check().differences());
            } else {
                assertNamed("statement-line", log.check());
            }
        }
    }

    /** A period that begins with its plan has one part, and what was fed at its beginning is of it. */
    @Test
    void aPeriodBeginsUnderItsPlan() {
        var log = scheduled(FEB).tick("2026-02-01T00:00:10Z");
        planChanged(log, "big", FEB, "ACTIVE", TERM);
        log.reading(
                        SeatLogs.reading("assigned", "DAY", JAN31, FEB, "2", 1, "GRACE"),
                        SeatLogs.reading("held", "DAY", JAN31, FEB, "2", 1, "GRACE"),
                        SeatLogs.reading("assigned", "MONTH", JAN, FEB, "2", 3, "GRACE"),
                        SeatLogs.reading("held", "MONTH", JAN, FEB, "4", 3, "GRACE"),
                        day("assigned", FEB, FEB2, "2", 2),
                        day("held", FEB, FEB2, "2", 1),
                        month("assigned", FEB, MAR, "2", 2),
                        month("held", FEB, MAR, "2", 1))
                .commit();
        release(log, "ada", TERM);
        release(log, "bob", TERM).commit();
        stated(
                log,
                List.of(
                        total(line("small", "seats.assigned", "", JAN, FEB, "2", 3), "0", "", "2"),
                        total(line("small", "seats.held", "", JAN, FEB, "4", 3), "3", "3", "1")));
        log.tick("2026-03-02T00:00:00Z");
        log.statement(
                2,
                FEB,
                MAR,
                log.certificate(0, 0, 0, 0),
                List.of(
                        total(line("big", "seats.assigned", "", FEB, MAR, "2", 2), "0", "", "2"),
                        total(line("big", "seats.held", "", FEB, MAR, "2", 1), "10", "2", "0")));
        assertEquals(List.of(), log.commit().check().differences());
        log.change(
                TopicCatalog.USAGE_READINGS,
                1,
                record -> record.getValues().get(4).setEvents(1));
        assertNamed("reading-missing", log.check());
    }
}
