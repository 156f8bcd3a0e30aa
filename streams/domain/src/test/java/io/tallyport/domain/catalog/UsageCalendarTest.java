package io.tallyport.domain.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageCalendarTest {

    /** Months that hold an instant, by hand. Berlin is one hour ahead of UTC, two from 29 March to 25 October 2026. */
    @ParameterizedTest
    @CsvSource({
        "''              , ''                      , 2026-02-10T00:00:00Z, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "Europe/Berlin   , ''                      , 2026-01-31T23:00:00Z, 2026-01-31T23:00:00Z, 2026-02-28T23:00:00Z",
        "Europe/Berlin   , ''                      , 2026-01-31T22:59:59Z, 2025-12-31T23:00:00Z, 2026-01-31T23:00:00Z",
        "Europe/Berlin   , ''                      , 2026-03-15T00:00:00Z, 2026-02-28T23:00:00Z, 2026-03-31T22:00:00Z",
        // The 31st: each month from the anchor itself, so February does not pull March down.
        "''              , 2026-01-31T10:00:00Z    , 2026-02-28T09:59:59Z, 2026-01-31T10:00:00Z, 2026-02-28T10:00:00Z",
        "''              , 2026-01-31T10:00:00Z    , 2026-02-28T10:00:00Z, 2026-02-28T10:00:00Z, 2026-03-31T10:00:00Z",
        "''              , 2026-01-31T10:00:00Z    , 2026-04-30T10:00:00Z, 2026-04-30T10:00:00Z, 2026-05-31T10:00:00Z",
        "''              , 2026-01-30T00:00:00Z    , 2028-02-29T00:00:00Z, 2028-02-29T00:00:00Z, 2028-03-30T00:00:00Z",
        "''              , 2024-02-29T00:00:00Z    , 2026-02-28T12:00:00Z, 2026-02-28T00:00:00Z, 2026-03-29T00:00:00Z",
        // Before the anchor there are months as well.
        "''              , 2026-01-31T10:00:00Z    , 2025-12-01T00:00:00Z, 2025-11-30T10:00:00Z, 2025-12-31T10:00:00Z",
        // Half past two in the night does not exist on 29 March, and comes twice on 25 October.
        "Europe/Berlin   , 2026-01-29T01:30:00Z    , 2026-03-29T01:29:59Z, 2026-02-28T01:30:00Z, 2026-03-29T01:30:00Z",
        "Europe/Berlin   , 2026-01-29T01:30:00Z    , 2026-03-29T01:30:00Z, 2026-03-29T01:30:00Z, 2026-04-29T00:30:00Z",
        "Europe/Berlin   , 2026-09-25T00:30:00Z    , 2026-10-25T00:30:00Z, 2026-10-25T00:30:00Z, 2026-11-25T01:30:00Z",
        "Europe/Berlin   , 2026-09-25T00:30:00Z    , 2026-10-25T01:30:00Z, 2026-10-25T00:30:00Z, 2026-11-25T01:30:00Z",
        "+05:30          , ''                      , 2026-01-31T18:30:00Z, 2026-01-31T18:30:00Z, 2026-02-28T18:30:00Z"
    })
    void monthsAreThoseOfTheZoneAndTheAnchor(String zone, String anchor, Instant instant, Instant from, Instant to) {
        requireWindow(calendar(zone, anchor), Window.MONTH, instant, from, to);
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin      , DAY , 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "Europe/Berlin      , DAY , 2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "Europe/Berlin      , HOUR, 2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z",
        "Europe/Berlin      , HOUR, 2026-10-25T01:30:00Z, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z",
        "Asia/Kolkata       , HOUR, 2026-01-01T00:00:00Z, 2025-12-31T23:30:00Z, 2026-01-01T00:30:00Z",
        // The clock leaps over midnight: the day begins at one.
        "America/Sao_Paulo  , DAY , 2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
        // One minute past midnight it was set back an hour: the evening before goes on.
        "America/St_Johns   , DAY , 2010-11-07T02:45:00Z, 2010-11-07T02:30:00Z, 2010-11-08T03:30:00Z",
        // The clock is set back by half an hour: one short hour.
        "Australia/Lord_Howe, HOUR, 2026-04-04T15:10:00Z, 2026-04-04T15:00:00Z, 2026-04-04T15:30:00Z",
        "Australia/Lord_Howe, HOUR, 2026-04-04T14:10:00Z, 2026-04-04T14:00:00Z, 2026-04-04T15:00:00Z"
    })
    void daysAndHoursAreThoseOfTheZone(String zone, Window window, Instant instant, Instant from, Instant to) {
        requireWindow(calendar(zone, ""), window, instant, from, to);
    }

    @Test
    void everyInstantIsInOneWindowOfEachLengthAndTheyFollowEachOther() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var zones =
                new ArrayList<>(ZoneId.getAvailableZoneIds().stream().sorted().toList());
        for (int round = 0; round < 3_000; round++) {
            String zone = zones.get(random.nextInt(zones.size()));
            long anchor = random.nextInt(3) == 0 ? UsageCalendar.NO_ANCHOR : instant(random, 1970, 80);
            var calendar = UsageCalendar.of(zone, anchor);
            for (Window window : Window.values()) {
                long t = instant(random, 1990, 60);
                String why = "seed " + seed + ", " + calendar + ", " + window + " of " + Instant.ofEpochMilli(t);
                long from = calendar.fromMs(window, t);
                long to = calendar.toMs(window, from);
                assertTrue(from <= t && t < to, why);
                assertEquals(from, calendar.fromMs(window, from), why);
                assertEquals(from, calendar.fromMs(window, to - 1), why);
                assertEquals(to, calendar.fromMs(window, to), why + ": the next begins where it ends");
                assertEquals(from, UsageCalendar.of(zone, anchor).fromMs(window, t), why + ": asked of another");
                assertTrue(to - from <= longest(window).toMillis(), why);
            }
        }
    }

    @Test
    void theMinutesOfAnHourFollowEachOtherFromItsStartToItsEndWhateverTheZone() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var zones =
                new ArrayList<>(ZoneId.getAvailableZoneIds().stream().sorted().toList());
        zones.add("+05:30:15");
        for (int round = 0; round < 500; round++) {
            String zone = zones.get(round % 10 == 0 ? zones.size() - 1 : random.nextInt(zones.size()));
            var calendar = UsageCalendar.of(zone, UsageCalendar.NO_ANCHOR);
            long t = instant(random, 1990, 60);
            String why = "seed " + seed + ", " + zone + ", " + Instant.ofEpochMilli(t);
            long from = calendar.fromMs(Window.HOUR, t);
            long to = calendar.toMs(Window.HOUR, from);
            long at = from;
            while (at < to) {
                assertEquals(at, calendar.fromMs(Window.MINUTE, at), why);
                at = calendar.toMs(Window.MINUTE, at);
            }
            assertEquals(to, at, why + ": the last minute ends with the hour");
            if (!zone.equals("+05:30:15")) {
                long minute = calendar.fromMs(Window.MINUTE, t);
                assertEquals(0, minute % 60_000, why + ": in every zone in use it is the minute of UTC");
            }
        }
    }

    @Test
    void monthsThatBeginAtAnAnchorHaveItAmongTheirStarts() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            long anchor = instant(random, 1975, 60);
            assertEquals(anchor, UsageCalendar.of("", anchor).fromMs(Window.MONTH, anchor), "seed " + seed);
        }
    }

    @Test
    void utcByAnyNameIsOneAndAZoneHasOneCalendar() {
        assertSame(UsageCalendar.UTC, calendar("UTC", ""));
        assertSame(UsageCalendar.UTC, calendar("Z", ""));
        assertSame(calendar("Europe/Berlin", ""), calendar("Europe/Berlin", ""));
        assertEquals(calendar("Asia/Tokyo", "2026-01-01T00:00:00Z"), calendar("Asia/Tokyo", "2026-01-01T00:00:00Z"));
    }

    @Test
    void moreOffsetsThanAnybodyUsesAreNotKeptAndWorkAlike() {
        int kept = 0;
        for (int seconds = 1; seconds < 3_000; seconds++) {
            String offset = String.format(java.util.Locale.ROOT, "+01:%02d:%02d", seconds / 60, seconds % 60);
            var calendar = calendar(offset, "");
            assertEquals(calendar, calendar(offset, ""));
            kept += isSame(calendar, calendar(offset, "")) ? 1 : 0;
            assertEquals(
                    -3_600_000L - seconds * 1_000L,
                    calendar.fromMs(Window.DAY, 0),
                    "the first day of 1970 begins so long before UTC's");
        }
        assertTrue(kept <= 1_000, () -> "many are kept");
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(UsageCalendar a, UsageCalendar b) {
        return a == b;
    }

    @Test
    void whatIsNoZoneOrNoAnchorIsRefused() {
        for (String zone : List.of("Mars/Base", "Europe/Berlim", "+99:00", " ")) {
            assertThrows(IllegalArgumentException.class, () -> calendar(zone, ""), zone);
        }
        assertThrows(IllegalArgumentException.class, () -> calendar("", "1969-12-31T23:59:59Z"));
        assertThrows(IllegalArgumentException.class, () -> calendar("", "2200-01-01T00:00:00Z"));
    }

    private static void requireWindow(
            UsageCalendar calendar, Window window, Instant instant, Instant from, Instant to) {
        long fromMs = calendar.fromMs(window, instant.toEpochMilli());
        assertEquals(from, Instant.ofEpochMilli(fromMs));
        assertEquals(to, Instant.ofEpochMilli(calendar.toMs(window, fromMs)));
    }

    private static UsageCalendar calendar(String zone, String anchor) {
        return UsageCalendar.of(
                zone,
                anchor.isEmpty()
                        ? UsageCalendar.NO_ANCHOR
                        : Instant.parse(anchor).toEpochMilli());
    }

    private static Duration longest(Window window) {
        return switch (window) {
            case MINUTE -> Duration.ofMinutes(1);
            case HOUR -> Duration.ofHours(1);
            case DAY -> Duration.ofHours(49);
            case MONTH -> Duration.ofDays(33);
        };
    }

    private static long instant(Random random, int year, int years) {
        long day = LocalDate.of(year, 1, 1).toEpochDay() + random.nextInt(years * 365);
        return Duration.ofDays(day).toMillis() + random.nextInt(86_400_000);
    }
}
