package io.tallyport.domain.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.usage.UsageAdmission;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** As long as an event of a window is accepted, the window's total is kept; then it goes. */
class MeterUsageTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long LIMIT_MS = UsageAdmission.ACCEPTANCE_LIMIT.toMillis();
    private static final int MOST_HOURS = 37 * 24 + 2;

    @Test
    void everyAcceptedEventAddsToWhatItsWindowsHeldHoweverLateItIs() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var sums = new HashMap<String, BigDecimal>();
        MeterUsage usage = MeterUsage.NONE;
        for (int minutes = 0; minutes < Duration.ofDays(150).toMinutes(); minutes += 1 + random.nextInt(30)) {
            long nowMs = START.plus(Duration.ofMinutes(minutes)).toEpochMilli();
            long timeMs = nowMs - lateBy(random);
            var value = BigDecimal.valueOf(random.nextInt(10_000), 2);
            usage = usage.add(timeMs, value, nowMs);
            for (Window window : Window.values()) {
                BigDecimal expected = sums.merge(window + "@" + window.fromMs(timeMs), value, BigDecimal::add);
                assertEquals(
                        0,
                        expected.compareTo(usage.at(window, timeMs).value()),
                        "seed " + seed + ", now " + Instant.ofEpochMilli(nowMs) + ", time "
                                + Instant.ofEpochMilli(timeMs) + ", " + window);
            }
            assertTrue(usage.hours().older().size() <= MOST_HOURS, "seed " + seed);
        }
        assertEquals(Map.of(), olderThanNeeded(usage.months(), START.plus(Duration.ofDays(150))));
    }

    /** Mostly on time; else any age that is accepted, the oldest included. */
    private static long lateBy(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> LIMIT_MS;
            case 1, 2 -> (long) (random.nextDouble() * LIMIT_MS);
            default -> 0;
        };
    }

    private static Map<Long, Total> olderThanNeeded(WindowSeries months, Instant now) {
        return months.older()
                .headMap(now.toEpochMilli() - LIMIT_MS - Duration.ofDays(33).toMillis());
    }
}
