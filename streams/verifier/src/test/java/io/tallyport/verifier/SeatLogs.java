package io.tallyport.verifier;

import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.total;

import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.MeterReadingV1;
import java.util.List;
import java.util.Map;

/** Logs of a license with named seats. */
final class SeatLogs {

    static final String JAN30 = "2026-01-30T00:00:00Z";
    static final String JAN31 = "2026-01-31T00:00:00Z";
    static final String FEB2 = "2026-02-02T00:00:00Z";
    static final String FEB3 = "2026-02-03T00:00:00Z";
    static final String CHANGE = "2026-01-31T10:00:00Z";

    static String document(String quotas) {
        return "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
                + "{\"id\":\"calls\",\"eventType\":\"call\",\"aggregation\":\"COUNT\",\"windows\":[\"MONTH\"]}],"
                + "\"features\":[],\"plans\":["
                + "{\"id\":\"small\",\"product\":\"acme\",\"seats\":2,"
                + "\"included\":[{\"meter\":\"seats.held\",\"amount\":3}],\"quotas\":[" + quotas + "]},"
                + "{\"id\":\"big\",\"product\":\"acme\",\"seats\":5,\"included\":[{\"meter\":\"seats.held\",\"amount\":\"10\"}]},"
                + "{\"id\":\"none\",\"product\":\"acme\"}]}";
    }

    static StatementLog issued(String instant, String document) {
        return new StatementLog()
                .tick(instant)
                .revision(1, document)
                .command(LicenseCommandKind.ISSUE, "c1", "small", Map.of(), "ISSUED", "");
    }

    static StatementLog assign(StatementLog log, String id, String plan, String member, String refusal) {
        return log.command(
                LicenseCommandKind.SEAT_ASSIGN,
                id,
                plan,
                Map.of("member", member),
                refusal.isEmpty() ? "SEAT_ASSIGNED" : "REFUSED",
                refusal);
    }

    static StatementLog release(StatementLog log, String id, String plan, String member, String refusal) {
        return log.command(
                LicenseCommandKind.SEAT_RELEASE,
                id,
                plan,
                Map.of("member", member),
                refusal.isEmpty() ? "SEAT_RELEASED" : "REFUSED",
                refusal);
    }

    static MeterReadingV1 reading(
            String meter, String window, String from, String to, String value, long events, String zone) {
        var reading = StatementParts.month("seats." + meter, "", from, to, value, events, zone);
        reading.setWindow(window);
        return reading;
    }

    static MeterReadingV1 day(String meter, String from, String to, String value, long events) {
        return reading(meter, "DAY", from, to, value, events, "OPEN");
    }

    static MeterReadingV1 month(String meter, String from, String to, String value, long events) {
        return reading(meter, "MONTH", from, to, value, events, "OPEN");
    }

    /** A day on which two seats are all there are; one is given back and taken again. */
    static StatementLog firstDay(String quotas) {
        var log = issued("2026-01-30T12:00:00Z", document(quotas));
        assign(log, "s1", "small", "ada", "");
        assign(log, "s2", "small", "bob", "");
        assign(log, "s3", "small", "cyd", "SEATS_TAKEN");
        release(log, "s4", "small", "ada", "");
        return assign(log, "s5", "small", "ada", "");
    }

    /** Two statements: in the first month the plan changes on its last day, in the second nobody does anything but that one seat is given back. */
    static StatementLog months() {
        var log = firstDay("")
                .reading(
                        day("assigned", JAN30, JAN31, "2", 3),
                        day("held", JAN30, JAN31, "2", 2),
                        month("assigned", JAN, FEB, "2", 3),
                        month("held", JAN, FEB, "2", 2))
                .commit()
                .tick("2026-01-31T00:00:10Z")
                .reading(
                        day("assigned", JAN31, FEB, "2", 1),
                        day("held", JAN31, FEB, "2", 1),
                        month("assigned", JAN, FEB, "2", 4),
                        month("held", JAN, FEB, "4", 3))
                .commit()
                .tick(CHANGE)
                .command(LicenseCommandKind.CHANGE_PLAN, "c2", "big", Map.of(), "PLAN_CHANGED", "");
        assign(log, "s6", "big", "cyd", "")
                .reading(
                        day("assigned", JAN31, FEB, "3", 3),
                        day("held", JAN31, FEB, "3", 2),
                        month("assigned", JAN, FEB, "3", 6),
                        month("held", JAN, FEB, "5", 4))
                .commit()
                .tick("2026-02-01T00:00:05Z")
                .reading(
                        day("assigned", FEB, FEB2, "3", 1),
                        day("held", FEB, FEB2, "3", 1),
                        month("assigned", FEB, MAR, "3", 1),
                        month("held", FEB, MAR, "3", 1))
                .commit()
                .tick(FEB2);
        log.statement(
                        1,
                        JAN,
                        FEB,
                        log.certificate(0, 0, 0, 0),
                        List.of(
                                total(line("small", "seats.assigned", "", JAN, CHANGE, "2", 4), "0", "", "2"),
                                total(line("small", "seats.held", "", JAN, CHANGE, "4", 3), "3", "3", "1"),
                                total(line("big", "seats.assigned", "", CHANGE, FEB, "3", 2), "0", "", "3"),
                                total(line("big", "seats.held", "", CHANGE, FEB, "1", 1), "7", "1", "0")))
                .reading(
                        day("assigned", FEB2, FEB3, "3", 1),
                        day("held", FEB2, FEB3, "3", 1),
                        month("assigned", FEB, MAR, "3", 2),
                        month("held", FEB, MAR, "6", 2))
                .commit();
        release(log, "s7", "big", "ada", "");
        release(log, "s8", "big", "bob", "");
        release(log, "s9", "big", "cyd", "").commit().tick("2026-03-02T00:00:00Z");
        return log.statement(
                        2,
                        FEB,
                        MAR,
                        log.certificate(0, 0, 0, 0),
                        List.of(
                                total(line("big", "seats.assigned", "", FEB, MAR, "3", 2), "0", "", "3"),
                                total(line("big", "seats.held", "", FEB, MAR, "6", 2), "10", "6", "0")))
                .commit()
                .tick("2026-04-02T00:00:00Z");
    }

    /** The same and a third month, in which nobody has a seat. */
    static StatementLog honest() {
        var log = months();
        return log.statement(
                        3,
                        MAR,
                        LeveledMeters.APR,
                        log.certificate(0, 0, 0, 0),
                        List.of(
                                total(line("big", "seats.assigned", "", MAR, LeveledMeters.APR, "0", 0), "0", "", "0"),
                                total(line("big", "seats.held", "", MAR, LeveledMeters.APR, "0", 0), "10", "", "0")))
                .commit();
    }

    private SeatLogs() {}
}
