package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What meters with filters count. */
class FilteredMetersTest {

    private static final Instant T = Harness.START;
    private static final Instant MONTH = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> REGIONS = List.of("eu", "us", "ap");

    @TempDir
    Path folder;

    @Test
    void anEventThatNoMeterTakesIsCountedOnceAndAddsNothing() {
        try (var h = started(Map.of("eu-calls", "data.region == 'eu'"))) {
            h.usage(event("a", "us", 1));
            h.usage(event("a", "us", 1));
            assertEquals(1, h.verdicts(VerdictKind.COUNTED));
            assertEquals(1, h.verdicts(VerdictKind.DUPLICATE));
            assertEquals(0, h.read(TopicCatalog.USAGE_READINGS).size());
            h.usage(event("b", "eu", 1));
            assertEquals("1", h.reading("lic-1", "eu-calls", "MONTH", MONTH));
        }
    }

    @Test
    void anEventOfWhichAFilterCannotSayIsRejectedAsAWholeAndCountsOnceTheFilterIsMended() {
        try (var h = started(Map.of("eu-calls", "data.region == 'eu'", "all-calls", ""))) {
            h.usage(event("a", null, 1));
            assertEquals(List.of("FILTER_FAILED"), h.reasons());
            assertEquals(0, h.read(TopicCatalog.USAGE_READINGS).size());
            h.catalog(2, catalog(Map.of("eu-calls", "has(data.region) && data.region == 'eu'", "all-calls", "")));
            h.usage(event("a", null, 1));
            h.usage(event("b", "eu", 1));
            assertEquals("1", h.reading("lic-1", "eu-calls", "MONTH", MONTH));
            assertEquals("2", h.reading("lic-1", "all-calls", "MONTH", MONTH));
        }
    }

    @Test
    void aFilterHoldsFromTheRevisionThatBringsIt() {
        try (var h = started(Map.of("calls", ""))) {
            h.usage(event("a", "us", 1));
            h.catalog(2, catalog(Map.of("calls", "data.region == 'eu'")));
            h.usage(event("b", "us", 1));
            h.usage(event("c", "eu", 1));
            assertEquals("2", h.reading("lic-1", "calls", "MONTH", MONTH));
        }
    }

    /** Whatever the filters, repeats and order, each meter holds what a fold over the different events says. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void metersHoldTheNaiveFoldOfTheirEvents(long seed) {
        var random = new Random(seed);
        var filters = new HashMap<String, String>();
        REGIONS.forEach(region -> filters.put(region + "-calls", "data.region == '" + region + "'"));
        filters.put("big-calls", "data.size > 50");
        filters.put("not-eu", "!(data.region == 'eu')");
        filters.put("all-calls", "");
        var expected = new HashMap<String, Integer>();
        try (var h = started(filters)) {
            var sent = new ArrayList<UsageEventV1.Builder>();
            for (int i = 0; i < 200; i++) {
                if (!sent.isEmpty() && random.nextInt(4) == 0) {
                    h.usage(sent.get(random.nextInt(sent.size())));
                    continue;
                }
                String region = REGIONS.get(random.nextInt(REGIONS.size()));
                int size = random.nextInt(100);
                var event = event("e" + i, region, size);
                sent.add(event);
                h.usage(event);
                expected.merge(region + "-calls", 1, Integer::sum);
                expected.merge("all-calls", 1, Integer::sum);
                expected.merge("big-calls", size > 50 ? 1 : 0, Integer::sum);
                expected.merge("not-eu", region.equals("eu") ? 0 : 1, Integer::sum);
            }
            expected.forEach((meter, count) -> assertEquals(
                    count.toString(), h.reading("lic-1", meter, "MONTH", MONTH), meter + ", seed " + seed));
        }
    }

    @Test
    void aMeterWithoutAnEventHasNoReading() {
        try (var h = started(Map.of("eu-calls", "data.region == 'eu'", "us-calls", "data.region == 'us'"))) {
            h.usage(event("a", "us", 1));
            assertEquals("", h.reading("lic-1", "eu-calls", "MONTH", MONTH));
        }
    }

    private Harness started(Map<String, String> filters) {
        var harness = new Harness(folder, StoreKind.OWN);
        harness.catalog(1, catalog(filters));
        harness.issue("lic-1");
        return harness;
    }

    private static Map<String, Object> catalog(Map<String, String> filters) {
        var meters = new ArrayList<Map<String, String>>();
        filters.forEach((id, filter) -> {
            var meter = new HashMap<>(Map.of("id", id, "eventType", "api.call", "aggregation", "COUNT"));
            if (!filter.isEmpty()) {
                meter.put("filter", filter);
            }
            meters.add(meter);
        });
        return TestCatalogs.of(meters);
    }

    private static UsageEventV1.Builder event(String id, @Nullable String region, long size) {
        var data = new HashMap<String, Object>();
        data.put("size", size);
        if (region != null) {
            data.put("region", region);
        }
        return Harness.call("lic-1", id, T).setData(data);
    }
}
