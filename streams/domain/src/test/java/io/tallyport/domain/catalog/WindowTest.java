package io.tallyport.domain.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.domain.usage.Zone;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowTest {

    private static final long FIRST_MS = Instant.parse("1969-11-15T00:00:00Z").toEpochMilli();
    private static final long LAST_MS = Instant.parse("2033-01-01T00:00:00Z").toEpochMilli();
    private static final int ROUNDS = 20_000;

    @ParameterizedTest
    @EnumSource
    void whatIsTriedFirstNeverChangesTheAnswer(Window window) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            long instant = random.nextLong(FIRST_MS, LAST_MS);
            long fromMs = window.fromMs(instant);
            for (long near : new long[] {
                fromMs,
                window.fromMs(fromMs - 1),
                window.toMs(fromMs),
                window.fromMs(random.nextLong(FIRST_MS, LAST_MS)),
                Long.MIN_VALUE
            }) {
                assertEquals(fromMs, window.fromMs(instant, near), instant + " near " + near + ", seed " + seed);
            }
            // The last instant of a window, and the first one of the next.
            long toMs = window.toMs(fromMs);
            assertEquals(fromMs, window.fromMs(toMs - 1, fromMs), "seed " + seed);
            assertEquals(toMs, window.fromMs(toMs, fromMs), "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theZoneFollowsFromTheMonthOfTheEvent(Window spread) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            long now = random.nextLong(0, LAST_MS);
            long distance = 2 * (spread.toMs(spread.fromMs(now)) - spread.fromMs(now));
            long event = now + random.nextLong(-distance, distance);
            var month = YearMonth.from(Instant.ofEpochMilli(event).atZone(ZoneOffset.UTC));
            long endMs = month.plusMonths(1)
                    .atDay(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant()
                    .toEpochMilli();
            long openFromMs = Window.MONTH.fromMs(now - random.nextLong(0, 3 * distance + 1));
            Zone must = event < openFromMs ? Zone.CLOSED : now < endMs ? Zone.OPEN : Zone.GRACE;
            assertEquals(
                    must, Zone.of(event, UsageCalendar.UTC, openFromMs, now), event + " at " + now + ", seed " + seed);
        }
    }
}
