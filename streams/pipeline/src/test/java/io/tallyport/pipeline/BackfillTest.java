package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.usage.Backfill;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Usage of the past that a job brings in (0034). */
class BackfillTest {

    private static final Instant THEN = Harness.START;
    private static final Instant NOW = Instant.parse("2026-11-03T10:00:00Z");
    private static final String JOB = "moved-in";

    @TempDir
    Path folder;

    /** Months are what they would be, had their events come live, whatever the order, repeats and live traffic between. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void aBackfilledMonthIsTheMonthCountedLiveAndLiveUsageIsWhatItWouldBe(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var past = new ArrayList<UsageEventV1>();
        for (int i = 0; i < 200; i++) {
            past.add(event(random, "p" + i, THEN.plus(Duration.ofMinutes(random.nextInt(100 * 1440))))
                    .build());
        }
        var present = new ArrayList<UsageEventV1>();
        for (int i = 0; i < 100; i++) {
            int days = i < 40 ? 2 : 20;
            present.add(event(random, "n" + i, NOW.minus(Duration.ofMinutes(random.nextInt(days * 1440))))
                    .build());
        }
        Map<String, String> live = monthsCountedLive(past, stores);
        Map<String, String> alone;
        long alerts;
        List<?> allowed;
        try (var h = started("alone", stores, NOW)) {
            present.forEach(event -> h.usage(UsageEventV1.newBuilder(event)));
            alone = readings(h);
            alerts = alerts(h);
            allowed = h.snapshots("lic-1").stream().map(s -> s.getFeatures()).toList();
        }
        assertTrue(alerts > 0, "live usage crosses limits, seed " + seed);
        try (var h = started("both", stores, NOW)) {
            int sent = 0;
            Collections.shuffle(past, random);
            for (UsageEventV1 event : past) {
                h.bulk(ofJob(event, JOB));
                if (random.nextInt(4) == 0) {
                    h.bulk(ofJob(past.get(random.nextInt(past.size())), JOB));
                }
                if (random.nextBoolean() && sent < present.size()) {
                    h.usage(UsageEventV1.newBuilder(present.get(sent++)));
                }
            }
            present.subList(sent, present.size()).forEach(event -> h.usage(UsageEventV1.newBuilder(event)));
            past.forEach(event -> h.bulk(ofJob(event, JOB)));
            assertEquals(List.of(), h.reasons(), "seed " + seed);
            assertEquals(past.size() + present.size(), h.verdicts(VerdictKind.COUNTED), "seed " + seed);
            var months = new TreeMap<String, String>();
            var others = new TreeMap<String, String>();
            readings(h).forEach((name, value) -> (alone.containsKey(name) ? others : months).put(name, value));
            assertEquals(live, months, "seed " + seed);
            assertEquals(alone, others, "seed " + seed);
            assertEquals(alerts, alerts(h), "seed " + seed);
            assertEquals(
                    allowed,
                    h.snapshots("lic-1").stream().map(s -> s.getFeatures()).toList(),
                    "seed " + seed);
        }
    }

    private Map<String, String> monthsCountedLive(List<UsageEventV1> events, StoreKind stores) {
        try (var h = started("live", stores, THEN)) {
            var inOrder = new ArrayList<>(events);
            inOrder.sort(java.util.Comparator.comparingLong(UsageEventV1::getTimeMs));
            for (UsageEventV1 event : inOrder) {
                h.tick(Instant.ofEpochMilli(event.getTimeMs()));
                h.usage(UsageEventV1.newBuilder(event));
            }
            h.tick(THEN.plus(Duration.ofDays(101)));
            var months = readings(h);
            months.keySet().removeIf(name -> !name.startsWith("MONTH"));
            return months;
        }
    }

    @Test
    void usageOfTheCurrentPeriodCountsAgainstItsLimitsWhoeverBringsIt() {
        try (var h = started("now", StoreKind.OWN, NOW)) {
            for (int i = 0; i < 30; i++) {
                h.bulk(ofJob(event(new Random(i), "p" + i, THEN).build(), JOB));
            }
            assertEquals("ALLOW", h.api("lic-1").getAccess(), "the past takes nothing");
            assertEquals(0, alerts(h));
            for (int i = 0; i < 25; i++) {
                h.bulk(ofJob(event(new Random(i), "n" + i, NOW).build(), JOB));
            }
            assertEquals("25", h.reading("lic-1", "count", "HOUR", Instant.parse("2026-11-03T10:00:00Z")));
            assertEquals("DENY", h.api("lic-1").getAccess());
        }
    }

    @Test
    void aJobBelongsInTheBulkTopicHasANameAndEnds() {
        try (var h = started("ends", StoreKind.OWN, NOW)) {
            var first = event(new Random(1), "e1", THEN).build();
            h.usage(ofJob(first, JOB));
            h.bulk(ofJob(first, "Moved In"));
            assertEquals(List.of("BACKFILL_NOT_BULK", "BACKFILL_NAME_INVALID"), h.reasons());
            h.bulk(ofJob(first, JOB));
            h.tick(NOW.plus(Backfill.RUNS));
            h.bulk(ofJob(first, JOB));
            h.bulk(ofJob(event(new Random(2), "e2", THEN).build(), JOB));
            assertEquals(1, h.verdicts(VerdictKind.DUPLICATE));
            h.tick(NOW.plus(Backfill.RUNS).plusSeconds(1));
            h.bulk(ofJob(first, JOB));
            h.bulk(ofJob(event(new Random(3), "e3", THEN).build(), JOB));
            assertEquals(List.of("BACKFILL_OVER", "BACKFILL_OVER"), h.reasons().subList(2, 4));
            h.bulk(ofJob(event(new Random(3), "e3", THEN).build(), "again"));
            h.bulk(ofJob(
                    event(new Random(4), "e4", NOW.minus(Duration.ofDays(371))).build(), "again"));
            assertEquals(1, h.verdicts(VerdictKind.LATE), "400 days before the tick is too early");
            h.tick(NOW.plus(Backfill.RUNS).plusSeconds(2));
            assertEquals("3 of 3", readings(h).get("MONTH 2026-01-01T00:00:00Z count "));
        }
    }

    @Test
    void aTaskRemembersSoManyJobsAndForgetsThemWhenNothingOfTheirTimeIsAccepted() {
        try (var h = started("many", StoreKind.OWN, NOW)) {
            var event = event(new Random(1), "e", THEN);
            for (int i = 0; i < Backfill.MOST; i++) {
                h.bulk(ofJob(event.setId("e" + i).build(), "job-" + i));
            }
            h.bulk(ofJob(event.setId("more").build(), "one-more"));
            h.bulk(ofJob(event.setId("other").build(), "job-7"));
            assertEquals(List.of("TOO_MANY_BACKFILLS"), h.reasons());
            Instant later = NOW.plus(Backfill.NAME_KEPT).plusSeconds(1);
            h.tick(later);
            h.bulk(ofJob(
                    event.setId("much-later").setTimeMs(later.toEpochMilli()).build(), "job-7"));
            assertEquals(Backfill.MOST + 2, h.verdicts(VerdictKind.COUNTED));
        }
    }

    @Test
    void anIdThatALiveEventHadIsADuplicateAndTheOtherWayRound() {
        try (var h = started("ids", StoreKind.OWN, NOW)) {
            var event =
                    event(new Random(1), "e1", NOW.minus(Duration.ofDays(3))).build();
            h.usage(UsageEventV1.newBuilder(event));
            h.bulk(ofJob(event, JOB));
            var other =
                    event(new Random(2), "e2", NOW.minus(Duration.ofDays(3))).build();
            h.bulk(ofJob(other, JOB));
            h.usage(UsageEventV1.newBuilder(other));
            assertEquals(2, h.verdicts(VerdictKind.DUPLICATE));
            assertEquals(2, h.verdicts(VerdictKind.COUNTED));
        }
    }

    @Test
    void floodsOfDuplicatesInAJobAlarmNobodyAndNoOutsideUsageIsClaimed() {
        try (var h = started("quiet", StoreKind.OWN, NOW)) {
            h.command(io.tallyport.wire.LicenseCommandKind.SUSPEND, "lic-1");
            var event = event(new Random(1), "e1", THEN).build();
            for (int i = 0; i < 2_000; i++) {
                h.bulk(ofJob(event, JOB));
                h.tick(NOW.plusSeconds(i));
            }
            assertEquals(1, h.verdicts(VerdictKind.COUNTED));
            assertEquals(0, alerts(h));
            assertTrue(h.read(TopicCatalog.USAGE_VERDICTS).stream().noneMatch(v -> v.getOutsideEntitlement()));
        }
    }

    private static long alerts(Harness h) {
        return (long) h.read(TopicCatalog.QUOTA_ALERTS).size()
                + h.read(TopicCatalog.ANOMALY_ALERTS).size();
    }

    static UsageEventV1.Builder ofJob(UsageEventV1 event, String job) {
        return UsageEventV1.newBuilder(event).setJob(job);
    }

    static UsageEventV1.Builder event(Random random, String id, Instant at) {
        long size = random.nextInt(40);
        var data = new HashMap<String, Object>();
        data.put("size", size);
        data.put("region", "r" + random.nextInt(3));
        return Harness.call("lic-1", id, at).setData(data);
    }

    /** The last value of each window, by name. */
    static Map<String, String> readings(Harness h) {
        var values = new TreeMap<String, String>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                values.put(
                        value.getWindow() + " " + Instant.ofEpochMilli(value.getFromMs()) + " " + value.getMeter() + " "
                                + value.getGroup(),
                        new BigDecimal(value.getValue()).stripTrailingZeros().toPlainString() + " of "
                                + value.getEvents() + (value.getRecounting() ? " recounting" : ""));
            }
        });
        return values;
    }

    Harness started(String name, StoreKind stores, Instant now) {
        var harness = new Harness(folder.resolve(name), stores);
        harness.tick(now);
        var meters = new ArrayList<Map<String, Object>>();
        // A level goes on, so that what is backfilled of it changes all months since: LeveledMetersTest.
        for (Aggregation aggregation : EnumSet.complementOf(EnumSet.of(Aggregation.TIME_WEIGHTED))) {
            var meter = new HashMap<String, Object>(Map.of(
                    "id", aggregation.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    "eventType", "api.call",
                    "aggregation", aggregation.name(),
                    "groups", List.of("region")));
            if (aggregation != Aggregation.COUNT) {
                meter.put("value", "size");
            }
            meters.add(meter);
        }
        harness.catalog(
                1,
                TestCatalogs.of(
                        meters,
                        List.of(Map.of(
                                "meter",
                                "count",
                                "limit",
                                20,
                                "per",
                                "MONTH",
                                "kind",
                                "HARD",
                                "thresholds",
                                List.of(50)))));
        harness.issue("lic-1");
        return harness;
    }
}
