package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Meters whose usage is parted into groups. */
class GroupedMetersTest {

    private static final Instant T = Harness.START;

    @TempDir
    Path folder;

    /** Whatever the order and repeats, each group holds the fold of its events, and all together the total. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void groupsHoldTheFoldOfTheirEventsAndAddUpToTheTotal(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var events = new ArrayList<UsageEventV1.Builder>();
        var sums = new TreeMap<String, Long>();
        for (int i = 0; i < 200; i++) {
            String region = random.nextInt(5) == 0 ? null : "r" + random.nextInt(6);
            boolean cached = random.nextBoolean();
            long size = random.nextInt(1_000);
            long daysAgo = random.nextInt(9);
            events.add(event("e" + i, region, cached, size, T.minus(Duration.ofDays(daysAgo))));
            String group = "region=" + (region == null ? "" : region) + ",cached=" + cached;
            sums.merge("MONTH " + group, size, Long::sum);
            sums.merge(
                    "DAY " + T.minus(Duration.ofDays(daysAgo)).toString().substring(0, 10) + " " + group,
                    size,
                    Long::sum);
        }
        try (var h = started(stores)) {
            events.forEach(h::usage);
            Collections.shuffle(events, random);
            events.forEach(h::usage);
            assertEquals(200, h.verdicts(VerdictKind.DUPLICATE));
            var readings = readings(h, "bytes");
            var groups = new TreeMap<String, Long>();
            readings.forEach((name, value) -> {
                if (!name.endsWith(" ") && !name.startsWith("HOUR")) {
                    groups.put(name.startsWith("MONTH") ? name.replaceFirst("2026-01-01 ", "") : name, value);
                }
            });
            assertEquals(sums, groups, "seed " + seed);
            long total = sums.entrySet().stream()
                    .filter(e -> e.getKey().startsWith("MONTH"))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            assertEquals(total, readings.get("MONTH 2026-01-01 "), "seed " + seed);
            assertTrue(readings.keySet().stream().noneMatch(n -> n.startsWith("HOUR") && !n.endsWith(" ")));
        }
    }

    @Test
    void aMonthHasSoManyGroupsAndNoMoreAndTheNextHasRoomAgain() {
        try (var h = started(StoreKind.OWN)) {
            for (int i = 0; i < GroupUsage.MOST; i++) {
                h.usage(event("e" + i, "r" + i, true, 1, T));
            }
            assertEquals(GroupUsage.MOST, h.verdicts(VerdictKind.COUNTED));
            h.usage(event("one-more", "new", true, 1, T));
            assertEquals(List.of("TOO_MANY_GROUPS"), h.reasons());
            h.usage(event("known", "r7", true, 1, T));
            h.usage(event("e7", "r7", true, 1, T));
            assertEquals(GroupUsage.MOST + 1, h.verdicts(VerdictKind.COUNTED));
            assertEquals(1, h.verdicts(VerdictKind.DUPLICATE));
            var february = Instant.parse("2026-02-01T00:00:00Z");
            h.tick(february);
            h.usage(event("one-more", "new", true, 1, february));
            assertEquals(GroupUsage.MOST + 2, h.verdicts(VerdictKind.COUNTED));
            assertEquals("1001", h.reading("lic-1", "calls", "MONTH", Instant.parse("2026-01-01T00:00:00Z")));
        }
    }

    /** Where a month begins within a day, that day would be of two months: groups have months alone. */
    @Test
    void monthsOfAnAnchorWithinADayHaveNoDaysOfGroups() {
        var anchor = Instant.parse("2026-01-09T08:00:00Z");
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, catalog());
            h.issueIn("", anchor, "lic-1");
            h.usage(event("after", "eu", true, 7, anchor.plusSeconds(1)));
            h.usage(event("before", "eu", true, 5, anchor.minusSeconds(1)));
            h.usage(event("again", "eu", true, 1, anchor.minusSeconds(2)));
            var groups = new TreeMap<String, Long>();
            readings(h, "bytes").forEach((name, value) -> {
                if (!name.endsWith(" ")) {
                    groups.put(name, value);
                }
            });
            assertEquals(
                    Map.of(
                            "MONTH 2025-12-09 region=eu,cached=true", 6L,
                            "MONTH 2026-01-09 region=eu,cached=true", 7L),
                    groups);
        }
    }

    @Test
    void aValueThatIsTooLongIsRejectedByName() {
        try (var h = started(StoreKind.OWN)) {
            h.usage(event("e", "x".repeat(129), true, 1, T));
            var verdict = h.read(TopicCatalog.USAGE_VERDICTS).get(0);
            assertEquals("GROUP_TOO_LONG data.region", verdict.getReason() + " " + verdict.getField());
            assertEquals(0, h.read(TopicCatalog.USAGE_READINGS).size());
        }
    }

    private Harness started(StoreKind stores) {
        var harness = new Harness(folder, stores);
        harness.catalog(1, catalog());
        harness.issue("lic-1");
        return harness;
    }

    private static Map<String, Object> catalog() {
        return TestCatalogs.of(List.of(
                Map.of("id", "calls", "eventType", "api.call", "aggregation", "COUNT"),
                Map.of(
                        "id", "bytes",
                        "eventType", "api.call",
                        "aggregation", "SUM",
                        "value", "size",
                        "groups", List.of("region", "cached"))));
    }

    /** The latest value of each window and group, by {@code WINDOW date group}. */
    private static Map<String, Long> readings(Harness h, String meter) {
        var values = new HashMap<String, Long>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                if (value.getMeter().equals(meter)) {
                    String date = Instant.ofEpochMilli(value.getFromMs()).toString();
                    String from = value.getWindow().equals("HOUR") ? date : date.substring(0, 10);
                    values.put(value.getWindow() + " " + from + " " + value.getGroup(), Long.valueOf(value.getValue()));
                }
            }
        });
        return values;
    }

    private static UsageEventV1.Builder event(
            String id, @Nullable String region, boolean cached, long size, Instant time) {
        var data = new HashMap<String, Object>();
        data.put("size", size);
        data.put("cached", cached);
        if (region != null) {
            data.put("region", region);
        }
        return Harness.call("lic-1", id, time).setData(data);
    }
}
