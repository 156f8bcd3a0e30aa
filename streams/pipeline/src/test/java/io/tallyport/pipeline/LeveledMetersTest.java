package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageStatementV1;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Levels over time: what they come to whatever comes late, is taken back or does not come at all. */
class LeveledMetersTest {

    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final long HOUR_MS = 3_600_000;
    private static final BigDecimal NEXT_TO_NOTHING = new BigDecimal("1E-15");

    @TempDir
    Path folder;

    @Test
    void aLevelGoesOnOverTheEndsOfDaysAndMonthsThoughNothingCome() {
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of()));
            h.issue("lic-1");
            h.usage(change("a", "10", Harness.START));
            assertEquals("0", h.reading("lic-1", "storage", "DAY", Instant.parse("2026-01-10T00:00:00Z")));
            passTo(h, Harness.START, Instant.parse("2026-01-11T06:00:00Z"));
            assertEquals("150", h.reading("lic-1", "storage", "DAY", Instant.parse("2026-01-10T00:00:00Z")));
            passTo(h, Instant.parse("2026-01-12T00:00:00Z"), Instant.parse("2026-04-03T00:00:00Z"));
            assertEquals("240", h.reading("lic-1", "storage", "DAY", Instant.parse("2026-02-17T00:00:00Z")));
            assertEquals("6720", h.reading("lic-1", "storage", "MONTH", FEBRUARY));
            var lines = usage(h, "storage");
            // 22 days but 9 hours; 28 days; 31 days.
            assertEquals(
                    List.of("5190", "6720", "7440"),
                    lines.stream().map(StatementLineV1::getQuantity).toList());
            assertEquals(
                    List.of(1L, 0L, 0L),
                    lines.stream().map(StatementLineV1::getEvents).toList());
        }
    }

    @Test
    void aLevelIsCarriedNoFurtherOnceTheCatalogHasNoSuchMeter() {
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of()));
            h.issue("lic-1");
            h.usage(change("a", "10", Harness.START));
            passTo(h, Harness.START, FEBRUARY.plus(DAY.multipliedBy(2)));
            h.catalog(2, TestCatalogs.quick(5));
            passTo(h, FEBRUARY.plus(DAY.multipliedBy(3)), MARCH.plus(DAY.multipliedBy(2)));
            assertEquals(
                    List.of("5190"),
                    usage(h, "storage").stream()
                            .map(StatementLineV1::getQuantity)
                            .toList());
            assertEquals("", h.reading("lic-1", "storage", "DAY", FEBRUARY.plus(DAY.multipliedBy(10))));
        }
    }

    /** Ten from 15 September on, brought in on 10 January: months since then, and the days that are kept, from December on. */
    @Test
    void whatABackfillBringsChangesAllMonthsSinceAndTheDaysThatAreKept() {
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of()));
            h.issue("lic-1");
            UsageEventV1 past = change("p", "10", Instant.parse("2025-09-15T00:00:00Z"))
                    .setJob("moved-in")
                    .build();
            h.bulk(UsageEventV1.newBuilder(past));
            assertEquals(List.of(), h.reasons());
            passTo(h, Harness.START, Instant.parse("2026-01-12T00:00:00Z"));
            var said = new TreeMap<String, String>();
            readings(h).forEach((name, value) -> {
                if (value.getGroup().isEmpty()) {
                    said.put(name.trim(), value.getValue());
                }
            });
            assertEquals("3840", said.get("MONTH 2025-09-01T00:00:00Z"));
            assertEquals("7440", said.get("MONTH 2025-10-01T00:00:00Z"));
            assertEquals("7200", said.get("MONTH 2025-11-01T00:00:00Z"));
            assertEquals("240", said.get("DAY 2026-01-11T00:00:00Z"));
            assertEquals("240", said.get("DAY 2025-12-01T00:00:00Z"));
            assertTrue(!said.containsKey("DAY 2025-11-30T00:00:00Z"), said.toString());
        }
    }

    @Test
    void aLimitIsFoundWhenTheLevelHasComeToItAndTheNextMonthBeginsAnew() {
        var quota = Map.<String, Object>of(
                "meter", "storage", "limit", 1000, "per", "MONTH", "kind", "SOFT", "thresholds", List.of(50, 100));
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of(quota)));
            h.issue("lic-1");
            h.usage(change("a", "100", Harness.START));
            h.tick(Harness.START.plus(Duration.ofHours(5)).minusMillis(1));
            h.slice();
            assertEquals(0, h.read(TopicCatalog.QUOTA_ALERTS).size());
            h.tick(Harness.START.plus(Duration.ofHours(5)));
            h.slice();
            assertEquals("NEAR", h.api("lic-1").getLevel());
            h.tick(Harness.START.plus(Duration.ofHours(10)));
            h.slice();
            assertEquals("EXHAUSTED", h.api("lic-1").getLevel());
            h.tick(Harness.START.plus(Duration.ofHours(10)).plusMillis(1));
            h.slice();
            assertEquals("BREACHED", h.api("lic-1").getLevel());
            h.usage(change("b", "-99", Harness.START.plus(Duration.ofHours(1))));
            assertEquals("WITHIN", h.api("lic-1").getLevel(), "most of it was gone an hour later");
            passTo(h, Harness.START.plus(DAY), FEBRUARY.plus(DAY));
            h.usage(change("c", "999", FEBRUARY.plus(DAY)));
            assertEquals("WITHIN", h.api("lic-1").getLevel());
            h.tick(FEBRUARY.plus(DAY).plus(Duration.ofHours(2)));
            h.slice();
            assertEquals("BREACHED", h.api("lic-1").getLevel());
        }
    }

    @Test
    void aChangeThatComesLateOrIsTakenBackAdjustsEveryClosedMonthSince() {
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of()));
            h.issue("lic-1");
            UsageEventV1 first = change("a", "10", Harness.START).build();
            long offset = h.usage(UsageEventV1.newBuilder(first));
            passTo(h, Harness.START, FEBRUARY.plus(DAY).plusSeconds(1));
            h.usage(change("late", "1", FEBRUARY.minus(DAY)));
            h.usage(Corrections.voiding(first, offset, "v"));
            passTo(h, FEBRUARY.plus(DAY.multipliedBy(2)), MARCH.plus(DAY).plusSeconds(1));
            // 10 GB for 22 days but 9 hours were stated; one GB for a day and all of February is what there was.
            assertEquals(
                    List.of("5190 USAGE", "672 USAGE", "-5166 ADJUSTMENT"),
                    lines(
                                    h,
                                    line -> line.getMeter().equals("storage")
                                            && line.getGroup().isEmpty())
                            .stream()
                            .map(line -> line.getQuantity() + " " + line.getKind())
                            .toList());
        }
    }

    @Test
    void noMonthAfterTheEndOfALicenseIsAdjustedForALevelThatGoesOn() {
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of()));
            h.issue("lic-1");
            h.usage(change("a", "10", Harness.START));
            passTo(h, Harness.START, FEBRUARY.plus(DAY.multipliedBy(20)));
            h.command(LicenseCommandKind.REVOKE, "lic-1");
            Instant april = Instant.parse("2026-04-01T00:00:00Z");
            passTo(h, FEBRUARY.plus(DAY.multipliedBy(21)), april.plus(DAY));
            h.usage(change("late-1", "1", MARCH.minus(DAY)));
            h.usage(change("late-2", "1", MARCH.minus(DAY)));
            passTo(h, april.plus(DAY.multipliedBy(2)), april.plus(DAY.multipliedBy(35)));
            // April has a statement only to adjust February; that it names the plan's meter is no usage.
            assertEquals(
                    List.of("5190 USAGE", "6720 USAGE", "0 USAGE", "48 ADJUSTMENT"),
                    lines(h, line -> line.getGroup().isEmpty()).stream()
                            .map(line -> line.getQuantity() + " " + line.getKind())
                            .toList());
        }
    }

    /** Its group had come to nothing in a month before, and was carried no further. */
    @Test
    void aLevelThatAVoidBringsBackGoesOnUntilNowInItsGroupToo() {
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of()));
            h.issue("lic-1");
            h.usage(change("a", "10", Harness.START));
            UsageEventV1 second = change("b", "-10", Harness.START).build();
            long offset = h.usage(UsageEventV1.newBuilder(second));
            passTo(h, Harness.START, FEBRUARY.plus(DAY));
            h.usage(Corrections.voiding(second, offset, "v"));
            var readings = readings(h);
            for (String group : List.of("", "region=eu")) {
                var reading = readings.get("MONTH " + FEBRUARY + " " + group);
                assertEquals("240", reading == null ? "" : reading.getValue(), group);
            }
        }
    }

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
            h.catalog(1, catalog(List.of()));
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
            passTo(h, now, end);
            String why = "seed " + seed + ", " + calendar;
            readings(h).forEach((name, value) -> {
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
        return change(id, BigDecimal.valueOf(random.nextInt(500) - 150, 1).toPlainString(), now.minusMillis(backMs))
                .setData(Map.of(
                        "gb",
                        new DecimalV1(
                                BigDecimal.valueOf(random.nextInt(500) - 150, 1).toPlainString()),
                        "region",
                        random.nextBoolean() ? "eu" : "us"))
                .build();
    }

    /** Lets days pass, one by one. */
    private static void passTo(Harness h, Instant from, Instant to) {
        for (Instant now = from; now.isBefore(to); now = now.plus(DAY)) {
            h.tick(now);
            h.slice();
        }
        h.tick(to);
        h.slice();
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

    /** The latest of each window and group. */
    private static Map<String, MeterReadingV1> readings(Harness h) {
        var latest = new TreeMap<String, MeterReadingV1>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                latest.put(
                        value.getWindow() + " " + Instant.ofEpochMilli(value.getFromMs()) + " " + value.getGroup(),
                        value);
            }
        });
        return latest;
    }

    /** What all statements together say, by start, end and group of a part. */
    private static Map<String, BigDecimal> stated(Harness h) {
        var sums = new TreeMap<String, BigDecimal>();
        for (StatementLineV1 line : lines(h, line -> true)) {
            sums.merge(
                    line.getFromMs() + " " + line.getToMs() + " " + line.getGroup(),
                    new BigDecimal(line.getQuantity()),
                    BigDecimal::add);
        }
        return sums;
    }

    private static List<StatementLineV1> usage(Harness h, String meter) {
        return lines(
                h,
                line -> line.getKind().equals("USAGE")
                        && line.getMeter().equals(meter)
                        && line.getGroup().isEmpty());
    }

    private static List<StatementLineV1> lines(Harness h, Predicate<StatementLineV1> wanted) {
        return h.read(TopicCatalog.USAGE_STATEMENTS).stream()
                .map(UsageStatementV1::getLines)
                .flatMap(List::stream)
                .filter(wanted)
                .toList();
    }

    private static UsageEventV1.Builder change(String id, String by, Instant at) {
        var data = new HashMap<String, Object>();
        data.put("gb", new DecimalV1(by));
        data.put("region", "eu");
        return Harness.call("lic-1", id, at).setData(data);
    }

    private static Map<String, Object> catalog(List<? extends Map<String, ?>> quotas) {
        return Map.of(
                "format",
                1,
                "products",
                List.of(Map.of("id", "acme", "name", "Acme", "sources", List.of("acme/*"))),
                "meters",
                List.of(Map.of(
                        "id",
                        "storage",
                        "eventType",
                        "api.call",
                        "aggregation",
                        "TIME_WEIGHTED",
                        "value",
                        "gb",
                        "unit",
                        "GB-hour",
                        "groups",
                        List.of("region"))),
                "features",
                List.of(Map.of("id", "api", "kind", "METERED", "meter", "storage")),
                "plans",
                List.of(plan("starter", quotas), plan("pro", quotas)));
    }

    private static Map<String, Object> plan(String id, List<? extends Map<String, ?>> quotas) {
        return Map.of("id", id, "product", "acme", "features", List.of("api"), "quotas", quotas);
    }
}
