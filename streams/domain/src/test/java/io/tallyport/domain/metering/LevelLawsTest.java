package io.tallyport.domain.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Metering.Contribution;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Levels against an integral over the sorted changes, which knows of no windows. */
class LevelLawsTest {

    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final long START_MS = Instant.parse("2026-01-11T00:00:00Z").toEpochMilli();
    private static final Meter METER = new Meter(
            "storage",
            1,
            "t",
            Aggregation.TIME_WEIGHTED,
            "v",
            List.of(),
            EnumSet.of(Window.DAY, Window.MONTH),
            Duration.ZERO,
            "GB-hour",
            Filter.ALL);

    private record Change(long timeMs, BigDecimal by) {}

    static Contribution change(Meter meter, long timeMs, BigDecimal by) {
        return new Contribution(meter, by.multiply(BigDecimal.valueOf(timeMs)), new LevelChange(by));
    }

    @Test
    void everyDayAndMonthComesToTheIntegralWhateverTheOrderOfArrival() {
        for (int round = 0; round < 60; round++) {
            long seed = new Random().nextLong();
            var random = new Random(seed);
            UsageCalendar calendar = calendar(random);
            long nowMs = START_MS + 33 * DAY_MS + random.nextInt((int) DAY_MS);
            var changes = changes(random, random.nextInt(60) + 1, nowMs);
            MeterUsage usage = MeterUsage.none(Aggregation.TIME_WEIGHTED);
            var shuffled = new ArrayList<>(changes);
            Collections.shuffle(shuffled, random);
            for (Change change : shuffled) {
                usage = add(usage, change, calendar, nowMs);
            }
            for (int taken = random.nextInt(5); taken > 0 && !shuffled.isEmpty(); taken--) {
                Change gone = shuffled.remove(0);
                var removal = usage.remove(gone.timeMs(), change(METER, gone.timeMs(), gone.by()), calendar, nowMs);
                assertTrue(removal.unclear().isEmpty(), "seed " + seed);
                usage = removal.left();
            }
            usage = LevelWindows.carried(usage, calendar, nowMs, nowMs);
            check(usage, shuffled, calendar, nowMs, seed);
        }
    }

    /** A level of years is carried on day by day, in as many windows as ever; late events go on to be exact. */
    @Test
    void whatIsDroppedOfOldMonthsStaysInTheLevel() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        UsageCalendar calendar = calendar(random);
        var changes = new ArrayList<Change>();
        MeterUsage usage = MeterUsage.none(Aggregation.TIME_WEIGHTED);
        for (int day = 0; day < 1_000; day++) {
            long nowMs = START_MS + day * DAY_MS + random.nextInt((int) DAY_MS);
            usage = LevelWindows.carried(usage, calendar, nowMs, nowMs);
            if (day % 97 == 0) {
                var change =
                        new Change(nowMs - Math.min(nowMs - START_MS, random.nextInt(34) * DAY_MS), amount(random));
                changes.add(change);
                usage = add(usage, change, calendar, nowMs);
            }
            assertTrue(usage.older(Window.DAY).size() < 110, "seed " + seed);
            assertTrue(usage.older(Window.MONTH).size() < 20, "seed " + seed);
            if (day % 50 == 0) {
                check(usage, changes, calendar, nowMs, seed);
            }
        }
        BigDecimal level = changes.stream().map(Change::by).reduce(BigDecimal.ZERO, BigDecimal::add);
        assertEquals(0, level.compareTo(LevelUsage.level(usage)), "seed " + seed);
    }

    @Test
    void aMonthReachesAQuantityAtTheFirstInstantAtWhichItComesToIt() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            BigDecimal opening = amount(random).abs();
            BigDecimal by = amount(random);
            long atMs = START_MS + random.nextInt((int) DAY_MS);
            Total changes = change(METER, atMs, by).total();
            BigDecimal quantity = BigDecimal.valueOf(1 + random.nextInt(1_000_000), 2);
            Long reached = LevelUsage.reaches(opening, START_MS, changes, quantity);
            if (opening.add(by).signum() <= 0) {
                assertNull(reached, "seed " + seed);
            } else if (reached != null && reached > atMs) {
                String why = "seed " + seed + ", round " + round;
                assertTrue(until(opening, changes, reached).compareTo(quantity) >= 0, why);
                assertTrue(until(opening, changes, reached - 1).compareTo(quantity) < 0, why);
            }
        }
    }

    private static BigDecimal until(BigDecimal opening, Total changes, long atMs) {
        return LevelUsage.until(opening, START_MS, Total.ZERO, changes, START_MS, atMs);
    }

    private static void check(MeterUsage usage, List<Change> changes, UsageCalendar calendar, long nowMs, long seed) {
        for (Window window : MeterUsage.windowsOf(METER, calendar)) {
            long fromMs = usage.latestFromMs(window);
            for (int i = 0; i < (window == Window.DAY ? 34 : 2) && isKept(usage, window, fromMs); i++) {
                long untilMs = Math.min(nowMs, calendar.toMs(window, fromMs));
                BigDecimal said = LevelUsage.of(usage, calendar, window, fromMs, untilMs);
                BigDecimal off =
                        said.subtract(integral(changes, fromMs, untilMs)).abs();
                assertTrue(
                        off.compareTo(new BigDecimal("2E-18")) <= 0,
                        "seed " + seed + ", " + window + " at " + Instant.ofEpochMilli(fromMs) + " says " + said);
                fromMs = calendar.fromMs(window, fromMs - 1);
            }
        }
        if (!calendar.monthsAreWholeDays()) {
            return;
        }
        long monthFromMs = usage.latestFromMs(Window.MONTH);
        BigDecimal days = BigDecimal.ZERO;
        for (long day = monthFromMs; day <= nowMs; day = calendar.toMs(Window.DAY, day)) {
            days = days.add(
                    LevelUsage.of(usage, calendar, Window.DAY, day, Math.min(nowMs, calendar.toMs(Window.DAY, day))));
        }
        assertEquals(
                0,
                days.compareTo(LevelUsage.of(usage, calendar, Window.MONTH, monthFromMs, nowMs)),
                "seed " + seed + ": the days of a month add up to it");
    }

    private static boolean isKept(MeterUsage usage, Window window, long fromMs) {
        return fromMs == usage.latestFromMs(window)
                || usage.series(window).older().containsKey(fromMs);
    }

    private static BigDecimal integral(List<Change> changes, long fromMs, long untilMs) {
        var sorted = new ArrayList<>(changes);
        sorted.sort(Comparator.comparingLong(Change::timeMs));
        BigDecimal level = BigDecimal.ZERO;
        BigDecimal sum = BigDecimal.ZERO;
        long sinceMs = fromMs;
        for (Change change : sorted) {
            if (change.timeMs() >= untilMs) {
                break;
            }
            if (change.timeMs() > sinceMs) {
                sum = sum.add(level.multiply(BigDecimal.valueOf(change.timeMs() - sinceMs)));
                sinceMs = change.timeMs();
            }
            level = level.add(change.by());
        }
        sum = sum.add(level.multiply(BigDecimal.valueOf(untilMs - sinceMs)));
        return sum.divide(BigDecimal.valueOf(HOUR_MS), 30, RoundingMode.HALF_EVEN);
    }

    private static MeterUsage add(MeterUsage usage, Change change, UsageCalendar calendar, long nowMs) {
        return usage.add(change.timeMs(), change(METER, change.timeMs(), change.by()), calendar, nowMs);
    }

    private static List<Change> changes(Random random, int count, long nowMs) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < count; i++) {
            long timeMs = random.nextInt(10) == 0
                    ? START_MS + random.nextInt(30) * DAY_MS
                    : START_MS + (long) (random.nextDouble() * (nowMs - START_MS));
            changes.add(new Change(timeMs, amount(random)));
        }
        return changes;
    }

    private static BigDecimal amount(Random random) {
        return BigDecimal.valueOf(random.nextInt(200_000) - 70_000, random.nextInt(4));
    }

    private static UsageCalendar calendar(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> UsageCalendar.of("Europe/Berlin", UsageCalendar.NO_ANCHOR);
            case 1 ->
                UsageCalendar.of(
                        "America/New_York",
                        Instant.parse("2025-10-31T04:00:00Z").toEpochMilli());
            case 2 -> UsageCalendar.of("", Instant.parse("2025-12-15T10:30:00Z").toEpochMilli());
            default -> UsageCalendar.UTC;
        };
    }
}
