package io.tallyport.domain.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.UsageCalendar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeatsTest {

    private static final long NOON = Instant.parse("2026-01-10T12:00:00Z").toEpochMilli();
    private static final long HOUR_MS = 3_600_000;
    private static final UsageCalendar UTC = UsageCalendar.UTC;

    @Test
    void aSeatThatIsGivenBackAndTakenAgainIsOneSeatDay() {
        var first = Seats.NONE.assign("kim", UTC, NOON);
        var again = first.next().release("kim", UTC, NOON + 1).assign("kim", UTC, NOON + 2);
        assertEquals(List.of(new Seats.Count(NOON, 1, 1)), first.counts());
        assertEquals(List.of(new Seats.Count(NOON + 2, 1, 0)), again.counts());
        long tomorrow = NOON + 24 * HOUR_MS;
        var released = again.next().release("kim", UTC, NOON + 3);
        assertEquals(
                List.of(new Seats.Count(tomorrow, 1, 1)),
                released.assign("kim", UTC, tomorrow).counts());
    }

    @Test
    void whileNobodyHasASeatNothingIsDue() {
        var seats = Seats.NONE.assign("kim", UTC, NOON).next().release("kim", UTC, NOON + 1);
        assertEquals(Long.MAX_VALUE, seats.nextMs(UTC));
        assertEquals(List.of(), seats.until(UTC, NOON + 1_000 * HOUR_MS).counts());
        assertFalse(seats.has("kim"));
        assertTrue(Seats.NONE.assign("kim", UTC, NOON).next().has("kim"));
    }

    @Test
    void aPeriodThatBeginsWithinADayBeginsWithTheSeatsThatAreAssigned() {
        var calendar =
                UsageCalendar.of("", Instant.parse("2026-01-05T06:30:00Z").toEpochMilli());
        long assigned = Instant.parse("2026-02-04T12:00:00Z").toEpochMilli();
        long midnight = Instant.parse("2026-02-05T00:00:00Z").toEpochMilli();
        long period = Instant.parse("2026-02-05T06:30:00Z").toEpochMilli();
        var seats = Seats.NONE.assign("kim", calendar, assigned).next();
        assertEquals(
                List.of(new Seats.Count(midnight, 1, 1), new Seats.Count(period, 1, 0)),
                seats.until(calendar, period).counts());
    }

    /** Whether it is looked at often or once, the same is counted. */
    @Test
    void lookingOftenCountsAsLookingOnce() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var calendar = UsageCalendar.of(
                "Europe/Berlin", Instant.parse("2026-01-05T06:30:00Z").toEpochMilli());
        for (int round = 0; round < 50; round++) {
            var seats = Seats.NONE.assign("kim", calendar, NOON).next();
            long endMs = NOON + random.nextInt(2_000) * HOUR_MS;
            var often = new ArrayList<Seats.Count>();
            var looked = seats;
            for (long atMs = NOON; atMs < endMs; atMs += random.nextInt(50) * HOUR_MS + 1) {
                var outcome = looked.until(calendar, atMs);
                often.addAll(outcome.counts());
                looked = outcome.next();
            }
            often.addAll(looked.until(calendar, endMs).counts());
            assertEquals(seats.until(calendar, endMs).counts(), often, "seed " + seed);
        }
    }
}
