package io.tallyport.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.readmodel.Reading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many events of a month its days do not show. */
class MonthsWithoutDaysTest {

    private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
    private static final Reading MONTH = reading("calls", 1, "MONTH", JUNE, Duration.ofDays(30), 10);

    @Test
    void whatIsInNoDayIsTheRest() {
        assertEquals(6, eventsInNoDay(day("calls", 1, 0, 3), day("calls", 1, 29, 1)));
        assertEquals(0, eventsInNoDay(day("calls", 1, 0, 10)));
        assertEquals(9, eventsInNoDay(day("calls", 1, -1, 5), day("calls", 1, 30, 5), day("calls", 1, 3, 1)));
    }

    @Test
    void daysOfOtherMetersAndVersionsTellNothing() {
        assertEquals(0, eventsInNoDay());
        assertEquals(0, eventsInNoDay(day("bytes", 1, 0, 3), day("calls", 2, 0, 3)));
    }

    @Test
    void aDayOfTwoMonthsTellsNothing() {
        Instant from = JUNE.minus(Duration.ofHours(14));
        assertEquals(0, eventsInNoDay(reading("calls", 1, "DAY", from, Duration.ofDays(1), 2), day("calls", 1, 3, 1)));
    }

    private static long eventsInNoDay(Reading... days) {
        return new MonthsWithoutDays(List.of(days)).eventsInNoDay(MONTH);
    }

    private static Reading day(String meter, int version, int number, long events) {
        return reading(meter, version, "DAY", JUNE.plus(Duration.ofDays(number)), Duration.ofDays(1), events);
    }

    private static Reading reading(
            String meter, int version, String window, Instant from, Duration length, long events) {
        return new Reading(
                "lic-1",
                "cust",
                "acme",
                "starter",
                1,
                0,
                1,
                meter,
                version,
                "",
                "call",
                window,
                from.toEpochMilli(),
                from.plus(length).toEpochMilli(),
                BigDecimal.valueOf(events),
                events,
                "CLOSED",
                "COUNT",
                "",
                false,
                "",
                "");
    }
}
