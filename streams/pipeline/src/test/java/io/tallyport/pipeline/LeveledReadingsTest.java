package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What readings and statements say of levels, whatever comes, against an integral over what stands. */
class LeveledReadingsTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final long HOUR_MS = 3_600_000;
    private static final BigDecimal NEXT_TO_NOTHING = new BigDecimal("1E-15");

    @TempDir
    Path folder;

    /** Days, months, groups, parts of months and adjustments, against an integral over what stands. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void readingsAndStatementsAreTheIntegralOverAllChangesThatStand(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        boolean anchored = random.nextInt(3) == 0;
        String zone = random.nextBoolean() ? "Europe/Berlin" : "";
        Instant anchor = anchored ? Instant.parse("2026-01-05T06:30:00Z") : null;
        var calendar = UsageCalendar.of(zone, anchor == null ? UsageCalendar.NO_ANCHOR : anchor.toEpochMilli());
        try (var h = new Harness(folder, stores)) {
            var known = new KnownEvents(h);
            h.catalog(1, LeveledCalls.catalog(List.of()));
            h.issueIn(zone, anchor, "lic-1");
            Instant now = Harness.START;
            for (int step = 0; step < 150; step++) {
                if (random.nextInt(4) == 0 && !known.all().isEmpty()) {
                    UsageEventV1 another = random(random, "x" + step, now);
                    known.correct(random, "c" + step, another, one -> true);
                } else {
                    known.send(random(random, "e" + step, now));
                }
                if (random.nextInt(40) == 0) {
                    changePlan(h, random.nextBoolean() ? "pro" : "starter", "plan-" + step);
                }
                now = now.plusSeconds(random.nextInt(2 * 60_000));
                h.tick(now);
                h.slice();
            }
            Instant end = now.plus(DAY.multipliedBy(70));
            Days.passTo(h, now, end);
            String why = "seed " + seed + ", " + calendar;
            LeveledCalls.readings(h).forEach((name, value) -> {
                if (value.getToMs() <= end.toEpochMilli()) {
                    var is = new BigDecimal(value.getValue());
                    requireNear(
                            integral(known, value.getGroup(), value.getFromMs(), value.getToMs()),
                            is,
                            why + ": " + name);
                }
            });
            int parts = 0;
            var stated = stated(h);
            for (var line : stated.entrySet()) {
                String[] name = line.getKey().split(" ", -1);
                parts++;
                requireNear(
                        integral(known, name[2], Long.parseLong(name[0]), Long.parseLong(name[1])),
                        line.getValue(),
                        why + ": " + line.getKey());
            }
            assertTrue(parts > 5, why);
            long lastMonth =
                    calendar.fromMs(Window.MONTH, end.minus(DAY.multipliedBy(2)).toEpochMilli());
            for (long month = calendar.fromMs(Window.MONTH, Harness.START.toEpochMilli());
                    calendar.toMs(Window.MONTH, month) < lastMonth;
                    month = calendar.toMs(Window.MONTH, month)) {
                long from = month;
                long to = calendar.toMs(Window.MONTH, month);
                BigDecimal sum = stated.entrySet().stream()
                        .filter(line -> line.getKey().endsWith(" ")
                                && Long.parseLong(line.getKey().split(" ", -1)[0]) >= from
                                && Long.parseLong(line.getKey().split(" ", -1)[1]) <= to)
                        .map(Map.Entry::getValue)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
                requireNear(integral(known, "", from, to), sum, why + ": all of " + Instant.ofEpochMilli(from));
            }
        }
    }

    private static void requireNear(BigDecimal expected, BigDecimal is, String why) {
        assertTrue(expected.subtract(is).abs().compareTo(NEXT_TO_NOTHING) < 0, why + " is " + is + ", not " + expected);
    }

    private static UsageEventV1 random(Random random, String id, Instant now) {
        long backMs = random.nextInt(3) == 0 ? random.nextLong(34 * DAY.toMillis()) : random.nextLong(DAY.toMillis());
        return LeveledCalls.change(
                        id, BigDecimal.valueOf(random.nextInt(500) - 150, 1).toPlainString(), now.minusMillis(backMs))
                .setData(Map.of(
                        "gb",
                        new DecimalV1(
                                BigDecimal.valueOf(random.nextInt(500) - 150, 1).toPlainString()),
                        "region",
                        random.nextBoolean() ? "eu" : "us"))
                .build();
    }

    private static void changePlan(Harness h, String plan, String command) {
        h.send(
                TopicCatalog.LICENSE_COMMANDS,
                "lic-1",
                LicenseCommandV1.newBuilder()
                        .setKind(LicenseCommandKind.CHANGE_PLAN)
                        .setCommandId(command)
                        .setLicense("lic-1")
                        .setAuthor("tester")
                        .setReason("test")
                        .setPlan(plan)
                        .build());
    }

    private static BigDecimal integral(KnownEvents known, String group, long fromMs, long toMs) {
        var changes = new TreeMap<Long, BigDecimal>();
        for (var one : known.all()) {
            String region = "region=" + one.event.getData().get("region");
            if (one.stands && one.counted && (group.isEmpty() || group.equals(region))) {
                var by = new BigDecimal(one.event.getData().get("gb") instanceof DecimalV1 gb ? gb.getValue() : "0");
                changes.merge(one.event.getTimeMs(), by, BigDecimal::add);
            }
        }
        BigDecimal level = BigDecimal.ZERO;
        BigDecimal sum = BigDecimal.ZERO;
        long sinceMs = fromMs;
        for (var change : changes.headMap(toMs, false).entrySet()) {
            if (change.getKey() > sinceMs) {
                sum = sum.add(level.multiply(BigDecimal.valueOf(change.getKey() - sinceMs)));
                sinceMs = change.getKey();
            }
            level = level.add(change.getValue());
        }
        return sum.add(level.multiply(BigDecimal.valueOf(toMs - sinceMs)))
                .divide(BigDecimal.valueOf(HOUR_MS), 24, RoundingMode.HALF_EVEN);
    }

    /** What all statements together say, by start, end and group of a part. */
    private static Map<String, BigDecimal> stated(Harness h) {
        var sums = new TreeMap<String, BigDecimal>();
        for (StatementLineV1 line : Days.lines(h, line -> true)) {
            sums.merge(
                    line.getFromMs() + " " + line.getToMs() + " " + line.getGroup(),
                    new BigDecimal(line.getQuantity()),
                    BigDecimal::add);
        }
        return sums;
    }
}
