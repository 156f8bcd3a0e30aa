package io.tallyport.domain.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.usage.Backfill;
import io.tallyport.domain.usage.UsageAdmission;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
        MeterUsage usage = MeterUsage.none(Aggregation.SUM);
        for (int minutes = 0; minutes < Duration.ofDays(150).toMinutes(); minutes += 1 + random.nextInt(30)) {
            long nowMs = START.plus(Duration.ofMinutes(minutes)).toEpochMilli();
            long timeMs = nowMs - lateBy(random);
            var value = BigDecimal.valueOf(random.nextInt(10_000), 2);
            usage = usage.add(timeMs, sum(value), UsageCalendar.UTC, nowMs);
            for (Window window : Window.OF_LEDGERS) {
                BigDecimal expected = sums.merge(window + "@" + window.fromMs(timeMs), value, BigDecimal::add);
                assertEquals(
                        0,
                        expected.compareTo(usage.used(window, window.fromMs(timeMs))),
                        "seed " + seed + ", now " + Instant.ofEpochMilli(nowMs) + ", time "
                                + Instant.ofEpochMilli(timeMs) + ", " + window);
            }
            assertTrue(usage.older(Window.HOUR).size() <= MOST_HOURS, "seed " + seed);
        }
        Instant later = START.plus(Duration.ofDays(440));
        usage = usage.add(later.toEpochMilli(), sum(BigDecimal.ONE), UsageCalendar.UTC, later.toEpochMilli());
        assertEquals(
                Map.of(),
                usage.older(Window.MONTH)
                        .headMap(later.minus(Backfill.MONTHS_KEPT).toEpochMilli()));
        assertEquals(4, usage.older(Window.MONTH).size(), "those of which a backfill may still bring something");
    }

    /** What a backfill brings feeds and leaves the windows that are kept, to the last instant, and no other. */
    @Test
    void whatIsOlderThanLiveUsageFeedsTheWindowsThatAreKeptAndIsTakenOutOfTheSame() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        MeterUsage usage = MeterUsage.none(Aggregation.SUM);
        var times = new ArrayList<Long>();
        long nowMs = START.toEpochMilli();
        for (int i = 0; i < 2_000; i++) {
            nowMs += random.nextInt(1_000_000);
            long timeMs = nowMs - (long) (random.nextDouble() * 50 * 24 * 3_600_000);
            times.add(timeMs);
            usage = usage.add(timeMs, sum(BigDecimal.ONE), UsageCalendar.UTC, nowMs);
            if (random.nextInt(3) == 0) {
                long gone = times.remove(random.nextInt(times.size()));
                usage = usage.remove(gone, sum(BigDecimal.ONE), UsageCalendar.UTC, nowMs)
                        .left();
            }
        }
        for (Window window : List.of(Window.HOUR, Window.DAY)) {
            // Those that ended less than 36 days ago, at least.
            long keptMs = nowMs - LIMIT_MS - Duration.ofHours(24).toMillis();
            var held = new TreeMap<Long, Long>();
            for (long timeMs : times) {
                held.merge(window.fromMs(timeMs), 1L, Long::sum);
            }
            for (var entry : held.tailMap(keptMs).entrySet()) {
                assertEquals(
                        entry.getValue(),
                        usage.total(window, entry.getKey()).events(),
                        "seed " + seed + ", " + window + " " + Instant.ofEpochMilli(entry.getKey()));
            }
        }
        long months = usage.months().latest().events();
        for (Total total : usage.older(Window.MONTH).values()) {
            months += total.events();
        }
        assertEquals(times.size(), months, "seed " + seed);
    }

    @Test
    void equalSumsAreOneNumberUntilAWindowEnds() {
        long startMs = START.toEpochMilli();
        MeterUsage usage = MeterUsage.none(Aggregation.SUM);
        for (int i = 0; i < 3; i++) {
            usage = usage.add(startMs, sum(BigDecimal.TEN), UsageCalendar.UTC, startMs);
            assertEquals(1, usage.sums());
        }
        long nextHourMs = startMs + Duration.ofHours(1).toMillis();
        for (int i = 0; i < 3; i++) {
            usage = usage.add(nextHourMs, sum(BigDecimal.TEN), UsageCalendar.UTC, nextHourMs);
            assertEquals(2, usage.sums());
        }
        var expected = new MeterUsage(
                Aggregation.SUM,
                new WindowSeries(
                        Window.HOUR,
                        nextHourMs,
                        new Total(BigDecimal.valueOf(30), 3),
                        new TreeMap<>(Map.of(startMs, new Total(BigDecimal.valueOf(30), 3)))),
                latest(Window.DAY, startMs, 60, 6),
                latest(Window.MONTH, startMs, 60, 6));
        assertEquals(expected, usage);
        assertEquals(expected.hashCode(), usage.hashCode());
        assertNotEquals(
                expected,
                usage.add(nextHourMs, sum(BigDecimal.ZERO), UsageCalendar.UTC, nextHourMs),
                "an event that adds nothing");
    }

    private static Contribution sum(BigDecimal value) {
        return new Contribution(
                new Meter(
                        "m",
                        1,
                        "t",
                        Aggregation.SUM,
                        "v",
                        List.of(),
                        EnumSet.copyOf(Window.OF_LEDGERS),
                        Duration.ZERO,
                        "unit",
                        Filter.ALL),
                value,
                null);
    }

    private static WindowSeries latest(Window window, long fromMs, long value, long events) {
        return new WindowSeries(window, fromMs, new Total(BigDecimal.valueOf(value), events), new TreeMap<>());
    }

    /** Mostly on time; else any age that is accepted, the oldest included. */
    private static long lateBy(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> LIMIT_MS;
            case 1, 2 -> (long) (random.nextDouble() * LIMIT_MS);
            default -> 0;
        };
    }
}
