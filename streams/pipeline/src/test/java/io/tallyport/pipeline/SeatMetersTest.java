package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.license.Seats;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.StatementLineV1;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Named seats: who gets one, and what their two meters say of it whether or not anything happens. */
class SeatMetersTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-01-11T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aMemberWhoIsAssignedAndReleasedTwiceOnADayIsOneSeatDay() {
        try (var h = started()) {
            var seats = new SeatCalls(h);
            for (int i = 0; i < 2; i++) {
                seats.assign("kim");
                seats.release("kim");
            }
            assertEquals("1", h.reading("lic-1", SeatCalls.HELD, "DAY", MIDNIGHT.minus(DAY)));
            assertEquals("1", h.reading("lic-1", SeatCalls.ASSIGNED, "DAY", MIDNIGHT.minus(DAY)));
            Days.passTo(h, MIDNIGHT, MIDNIGHT.plus(DAY));
            assertEquals("", h.reading("lic-1", SeatCalls.HELD, "DAY", MIDNIGHT), "nobody has a seat");
            seats.assign("kim");
            assertEquals("2", h.reading("lic-1", SeatCalls.HELD, "MONTH", JANUARY));
        }
    }

    @Test
    void seatsGoOnOverDaysAndMonthsThoughNothingComes() {
        try (var h = started()) {
            var seats = new SeatCalls(h);
            seats.assign("kim");
            seats.assign("lee");
            seats.release("lee");
            Days.passTo(h, MIDNIGHT, FEBRUARY.plus(DAY.multipliedBy(40)));
            // Two on the tenth, kim on the 21 days after it; in February kim alone.
            assertEquals("23", h.reading("lic-1", SeatCalls.HELD, "MONTH", JANUARY));
            assertEquals("28", h.reading("lic-1", SeatCalls.HELD, "MONTH", FEBRUARY));
            assertEquals("2", h.reading("lic-1", SeatCalls.ASSIGNED, "MONTH", JANUARY));
            assertEquals("1", h.reading("lic-1", SeatCalls.ASSIGNED, "MONTH", FEBRUARY));
            assertEquals(
                    List.of("2", "23", "1", "28"),
                    Days.lines(h, line -> line.getMeter().startsWith("seats.")).stream()
                            .map(StatementLineV1::getQuantity)
                            .toList());
        }
    }

    @Test
    void eachRefusalHasItsReason() {
        try (var h = started()) {
            var seats = new SeatCalls(h);
            seats.seat(LicenseCommandKind.SEAT_ASSIGN, "nobody", "kim");
            assertEquals("LICENSE_UNKNOWN license", seats.answer());
            seats.assign(" kim");
            assertEquals("MEMBER_INVALID member", seats.answer());
            seats.assign("");
            assertEquals("MEMBER_INVALID member", seats.answer());
            seats.release("kim");
            assertEquals("SEAT_NOT_HELD member", seats.answer());
            for (String member : List.of("kim", "lee", "max")) {
                seats.assign(member);
                assertEquals("SEAT_ASSIGNED " + member, seats.answer());
            }
            seats.assign("kim");
            assertEquals("SEAT_HELD member", seats.answer());
            seats.assign("nia");
            assertEquals("SEATS_TAKEN plan", seats.answer());
            seats.changePlan("none");
            seats.assign("nia");
            assertEquals("SEATS_NOT_IN_PLAN plan", seats.answer());
            seats.release("kim");
            assertEquals("SEAT_RELEASED kim", seats.answer());
            seats.changePlan("starter");
            h.command(LicenseCommandKind.SUSPEND, "lic-1");
            seats.assign("nia");
            assertEquals("WRONG_STATE kind", seats.answer());
            seats.release("lee");
            assertEquals("SEAT_RELEASED lee", seats.answer());
        }
    }

    @Test
    void aRepeatedCommandIsAnsweredTheSameAndCountsOnce() {
        try (var h = started()) {
            var seats = new SeatCalls(h);
            for (int i = 0; i < 2; i++) {
                seats.beginAgain();
                seats.assign("kim");
                assertEquals("SEAT_ASSIGNED kim", seats.answer());
            }
            assertEquals("1", h.reading("lic-1", SeatCalls.HELD, "MONTH", JANUARY));
        }
    }

    @Test
    void nothingIsCountedFromTheEndOfALicenseOn() {
        try (var h = new Harness(folder)) {
            var seats = new SeatCalls(h);
            h.catalog(1, SeatCalls.catalog(List.of()));
            h.command(LicenseCommandKind.ISSUE, "lic-1", "issue", MIDNIGHT.plus(DAY.multipliedBy(2)));
            seats.assign("kim");
            Days.passTo(h, MIDNIGHT.plus(DAY.multipliedBy(9)), FEBRUARY.plus(DAY.multipliedBy(40)));
            // The tenth, the eleventh and the twelfth, though the clock leapt over their ends.
            assertEquals("3", h.reading("lic-1", SeatCalls.HELD, "MONTH", JANUARY));
            assertEquals("", h.reading("lic-1", SeatCalls.HELD, "MONTH", FEBRUARY));
        }
    }

    @Test
    void aDayHasRoomForSoManyMembersAndTheNextOneForOthers() {
        try (var h = started()) {
            var seats = new SeatCalls(h);
            for (int i = 0; i < Seats.MOST_A_DAY; i++) {
                seats.assign("m" + i);
                seats.release("m" + i);
            }
            seats.assign("one-more");
            assertEquals("TOO_MANY_MEMBERS member", seats.answer());
            seats.assign("m7");
            assertEquals("SEAT_ASSIGNED m7", seats.answer());
            assertEquals("2000", h.reading("lic-1", SeatCalls.HELD, "DAY", MIDNIGHT.minus(DAY)));
            Days.passTo(h, MIDNIGHT, MIDNIGHT);
            seats.assign("one-more");
            assertEquals("SEAT_ASSIGNED one-more", seats.answer());
            assertEquals("2", h.reading("lic-1", SeatCalls.HELD, "DAY", MIDNIGHT));
        }
    }

    @Test
    void nothingIsCountedOfALicenseThatWasRevoked() {
        try (var h = started()) {
            var seats = new SeatCalls(h);
            seats.assign("kim");
            Days.passTo(h, MIDNIGHT, MIDNIGHT.plus(DAY));
            h.command(LicenseCommandKind.REVOKE, "lic-1");
            Days.passTo(h, MIDNIGHT.plus(DAY.multipliedBy(2)), FEBRUARY.plus(DAY.multipliedBy(40)));
            assertEquals("3", h.reading("lic-1", SeatCalls.HELD, "MONTH", JANUARY));
            assertEquals("", h.reading("lic-1", SeatCalls.HELD, "MONTH", FEBRUARY));
            seats.release("kim");
            assertEquals("WRONG_STATE kind", seats.answer());
        }
    }

    @Test
    void seatsAreCountedWhateverPlansSayLater() {
        try (var h = started()) {
            var seats = new SeatCalls(h);
            seats.assign("kim");
            h.catalog(2, TestCatalogs.quick(5));
            Days.passTo(h, MIDNIGHT, FEBRUARY.plus(DAY.multipliedBy(2)));
            assertEquals("22", h.reading("lic-1", SeatCalls.HELD, "MONTH", JANUARY));
            assertEquals(
                    List.of("1", "22"),
                    Days.lines(
                                    h,
                                    line -> line.getMeter().startsWith("seats.")
                                            && line.getFromMs() == JANUARY.toEpochMilli())
                            .stream()
                            .map(StatementLineV1::getQuantity)
                            .toList());
        }
    }

    @Test
    void aLimitOnSeatsIsFoundWhenADayBegins() {
        var quota = Map.<String, Object>of(
                "meter", SeatCalls.HELD, "limit", 3, "per", "MONTH", "kind", "SOFT", "thresholds", List.of(100));
        try (var h = new Harness(folder)) {
            var seats = new SeatCalls(h);
            h.catalog(1, SeatCalls.catalog(List.of(quota)));
            h.issue("lic-1");
            seats.assign("kim");
            Days.passTo(h, MIDNIGHT, MIDNIGHT.plus(DAY));
            var alerts = h.read(TopicCatalog.QUOTA_ALERTS);
            assertEquals(1, alerts.size(), alerts.toString());
            Days.passTo(h, MIDNIGHT.plus(DAY), MIDNIGHT.plus(DAY.multipliedBy(2)));
            assertEquals(2, h.read(TopicCatalog.QUOTA_ALERTS).size(), "the fourth is past the limit");
        }
    }

    private Harness started() {
        var h = new Harness(folder);
        h.catalog(1, SeatCalls.catalog(List.of()));
        h.issue("lic-1");
        return h;
    }
}
