package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Meters that keep minutes. */
class MinutesTest {

    private static final Instant T = Harness.START;
    private static final List<String> ALL = List.of("MINUTE", "HOUR", "DAY", "MONTH");

    @TempDir
    Path folder;

    /** Whatever the order and repeats, each minute holds the fold of its events, and those of an hour come to the hour. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void minutesHoldTheFoldOfTheirEventsAndAddUpToTheHour(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String zone =
                List.of("", "Asia/Kolkata", "America/St_Johns", "+05:30:15").get(random.nextInt(4));
        var calendar = UsageCalendar.of(zone, UsageCalendar.NO_ANCHOR);
        var events = new ArrayList<UsageEventV1.Builder>();
        var sums = new TreeMap<String, Long>();
        for (int i = 0; i < 400; i++) {
            long size = random.nextInt(1_000);
            // Mostly within two hours; some so late that they are only just accepted.
            long ago = random.nextInt(5) > 0 ? random.nextInt(7_200_000) : random.nextInt(34 * 86_400) * 1_000L;
            Instant time = T.minusMillis(ago);
            events.add(event("e" + i, size, time));
            for (Window window : Window.values()) {
                sums.merge(window + " " + calendar.fromMs(window, time.toEpochMilli()), size, Long::sum);
            }
        }
        try (var h = new Harness(folder, stores)) {
            h.catalog(1, catalog(ALL));
            h.issueIn(zone, null, "lic-1");
            for (var event : events) {
                h.usage(event);
                if (random.nextInt(20) == 0) {
                    h.tick(T.plusMillis(random.nextInt(500)));
                }
            }
            Collections.shuffle(events, random);
            events.forEach(h::usage);
            assertEquals(400, h.verdicts(VerdictKind.DUPLICATE), "seed " + seed);
            var readings = readings(h);
            assertEquals(sums, readings, "seed " + seed + " in " + zone);
            var hours = new TreeMap<String, Long>();
            readings.forEach((name, value) -> {
                if (name.startsWith("MINUTE")) {
                    long hour = calendar.fromMs(Window.HOUR, Long.parseLong(name.substring("MINUTE ".length())));
                    hours.merge("HOUR " + hour, value, Long::sum);
                }
            });
            readings.keySet().removeIf(name -> !name.startsWith("HOUR"));
            assertEquals(readings, hours, "seed " + seed + ": the minutes of an hour are the hour");
        }
    }

    /** What a commit says of minutes are those that changed, and a meter without them says nothing of any. */
    @Test
    void aCommitReadsOutTheMinutesThatChangedAndNoOther() {
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of("MINUTE", "MONTH")));
            h.issue("lic-1");
            for (int i = 0; i < 30; i++) {
                h.usage(event("e" + i, 1, T.minus(Duration.ofMinutes(i))));
            }
            int before = h.read(TopicCatalog.USAGE_READINGS).size();
            h.usage(event("late", 5, T.minus(Duration.ofMinutes(7))));
            var said = h.read(TopicCatalog.USAGE_READINGS)
                    .subList(before, before + 1)
                    .get(0)
                    .getValues();
            assertEquals(
                    List.of("bytes MINUTE 6", "bytes MONTH 35", "calls DAY 31", "calls MONTH 31"),
                    said.stream()
                            .map(v -> v.getMeter() + " " + v.getWindow() + " " + v.getValue())
                            .filter(text -> !text.startsWith("calls HOUR"))
                            .sorted()
                            .toList());
            MeterReadingV1 minute = said.stream()
                    .filter(v -> v.getWindow().equals("MINUTE"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(60_000, minute.getToMs() - minute.getFromMs());
            assertEquals("SUM", minute.getAggregation());
            assertEquals("", minute.getGroup());
        }
    }

    @Test
    void aGroupByExpressionPartsUsageAndAnEventWithoutAnAnswerIsRejectedByName() {
        var meter = new HashMap<String, Object>(meter(List.of("MONTH")));
        meter.put(
                "groups",
                List.of(
                        "region",
                        Map.of(
                                "name",
                                "class",
                                "cel",
                                "data.size < 10 ? 'small' : data.size < 100 ? 'medium' : 'large'")));
        try (var h = new Harness(folder)) {
            h.catalog(1, TestCatalogs.of(List.of(meter)));
            h.issue("lic-1");
            h.usage(event("e1", 9, T));
            h.usage(event("e2", 10, T));
            h.usage(event("e3", 99, T));
            h.usage(event("e4", 100, T));
            var groups = new TreeMap<String, String>();
            h.read(TopicCatalog.USAGE_READINGS)
                    .forEach(reading -> reading.getValues().forEach(v -> groups.put(v.getGroup(), v.getValue())));
            assertEquals(
                    Map.of(
                            "", "218",
                            "region=,class=small", "9",
                            "region=,class=medium", "109",
                            "region=,class=large", "100"),
                    groups);
            h.usage(Harness.call("lic-1", "e5", T).setData(Map.of("size", "many")));
            assertEquals(List.of("GROUP_FAILED"), h.reasons());
            var verdict = h.read(TopicCatalog.USAGE_VERDICTS).stream()
                    .filter(v -> v.getKind() == VerdictKind.REJECTED)
                    .findFirst()
                    .orElseThrow();
            assertTrue(
                    verdict.getDetail().startsWith("meter bytes: the group class has no answer"), verdict::getDetail);
        }
    }

    private static Map<String, Object> catalog(List<String> windows) {
        return TestCatalogs.of(
                List.of(meter(windows), Map.of("id", "calls", "eventType", "api.call", "aggregation", "COUNT")));
    }

    private static Map<String, Object> meter(List<String> windows) {
        return Map.of(
                "id", "bytes", "eventType", "api.call", "aggregation", "SUM", "value", "size", "windows", windows);
    }

    /** The latest value of each window of {@code bytes}. */
    private static TreeMap<String, Long> readings(Harness h) {
        var values = new TreeMap<String, Long>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                if (value.getMeter().equals("bytes")) {
                    values.put(value.getWindow() + " " + value.getFromMs(), Long.valueOf(value.getValue()));
                }
            }
        });
        return values;
    }

    private static UsageEventV1.Builder event(String id, long size, Instant time) {
        return Harness.call("lic-1", id, time).setData(Map.of("size", size));
    }
}
