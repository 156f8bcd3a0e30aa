package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What meters of each aggregation say, and what limits hold against. */
class AggregatedMetersTest {

    private static final Instant T = Harness.START;
    private static final Instant MONTH = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<Map<String, Object>> METERS = List.of(
            meter("total", "SUM"),
            meter("low", "MIN"),
            meter("high", "MAX"),
            meter("mean", "AVG"),
            meter("last", "LATEST"),
            meter("kinds", "UNIQUE_COUNT"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void eachSaysWhatItIsFor(StoreKind stores) {
        try (var h = new Harness(folder, stores)) {
            h.catalog(1, TestCatalogs.of(METERS, List.of()));
            h.issue("lic-1");
            h.usage(event("a", 4, 20));
            h.usage(event("b", -1, 10));
            h.usage(event("c", 4, 0));
            h.usage(event("a", 4, 20));
            assertEquals(List.of("VALUE_NEGATIVE"), h.reasons(), "a sum takes nothing back");
            h.usage(event("d", 2, 30));
            require(h, Map.of("total", "10", "low", "2", "high", "4", "mean", "3.333333333333333333"));
            require(h, Map.of("last", "2", "kinds", "2"));
            h.usage(event("e", 9, 5));
            require(h, Map.of("total", "19", "low", "2", "high", "9", "mean", "4.75", "last", "2", "kinds", "3"));
            assertEquals("", h.reading("lic-1", "kinds", "HOUR", T.truncatedTo(java.time.temporal.ChronoUnit.HOURS)));
        }
    }

    @Test
    void differentValuesAreEstimatedOnceTheyAreManyAndTheReadingSaysSo() {
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.of(List.of(meter("kinds", "UNIQUE_COUNT")), List.of()));
            h.issue("lic-1");
            for (int i = 0; i < 256; i++) {
                h.usage(event("e" + i, i, 0));
            }
            assertEquals("256", h.reading("lic-1", "kinds", "MONTH", MONTH));
            for (int i = 0; i < 2_000; i++) {
                h.usage(event("f" + i, i, 0));
            }
            double estimate = Double.parseDouble(h.reading("lic-1", "kinds", "MONTH", MONTH));
            assertTrue(Math.abs(estimate / 2_000 - 1) < 5 * 0.012, "is " + estimate);
            var readings = h.read(TopicCatalog.USAGE_READINGS);
            assertEquals("", readings.get(0).getValues().get(0).getRelativeError());
            assertEquals(
                    "0.012",
                    readings.get(readings.size() - 1).getValues().get(0).getRelativeError());
        }
    }

    @Test
    void aNumberOfABillionDigitsIsRefusedAndNotWrittenOut() {
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.of(List.of(meter("kinds", "UNIQUE_COUNT")), List.of()));
            h.issue("lic-1");
            for (String number : List.of("1E-999999999", "1E+999999999")) {
                h.usage(Harness.call("lic-1", number, T).setData(Map.of("size", new DecimalV1(number))));
            }
            assertEquals(List.of("VALUE_TOO_LARGE", "VALUE_TOO_LARGE"), h.reasons());
        }
    }

    @Test
    void aLimitOnTheHighestAlertsWhenItIsPassed() {
        var quota = Map.<String, Object>of("meter", "high", "limit", 5, "per", "DAY", "kind", "SOFT");
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.of(List.of(meter("high", "MAX")), List.of(quota)));
            h.issue("lic-1");
            h.usage(event("a", 3, 0));
            h.usage(event("b", 3, 1));
            assertEquals(0, h.read(TopicCatalog.QUOTA_ALERTS).size(), "three and three are not six");
            h.usage(event("c", 6, 2));
            assertTrue(h.read(TopicCatalog.QUOTA_ALERTS).size() > 0);
        }
    }

    @Test
    void aVersionHasItsOwnReadingsAndALimitHoldsForAllTogether() {
        var quota = Map.<String, Object>of("meter", "total", "limit", 10, "per", "MONTH", "kind", "HARD");
        var second = new HashMap<>(meter("total", "SUM"));
        second.put("version", 2);
        second.put("filter", "data.size > 1");
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.of(List.of(meter("total", "SUM")), List.of(quota)));
            h.issue("lic-1");
            h.usage(event("a", 6, 0));
            h.catalog(2, TestCatalogs.of(List.of(second), List.of(quota)));
            h.usage(event("b", 1, 1));
            h.usage(event("c", 4, 2));
            assertEquals("4", h.reading("lic-1", "total", "MONTH", MONTH), "the latest is of version 2");
            var values = h.read(TopicCatalog.USAGE_READINGS).stream()
                    .flatMap(reading -> reading.getValues().stream())
                    .filter(value -> value.getWindow().equals("MONTH"))
                    .map(value -> value.getMeterVersion() + ": " + value.getValue())
                    .toList();
            assertEquals(List.of("1: 6", "2: 4"), values);
            assertEquals("EXHAUSTED", h.api("lic-1").getLevel());
            // Going back goes on with what the first version had.
            h.catalog(3, TestCatalogs.of(List.of(meter("total", "SUM")), List.of(quota)));
            h.usage(event("d", 1, 3));
            assertEquals("7", h.reading("lic-1", "total", "MONTH", MONTH));
            assertEquals("BREACHED", h.api("lic-1").getLevel());
        }
    }

    private static void require(Harness h, Map<String, String> expected) {
        expected.forEach((meter, value) -> assertEquals(value, h.reading("lic-1", meter, "MONTH", MONTH), meter));
    }

    private static Map<String, Object> meter(String id, String aggregation) {
        return Map.of("id", id, "eventType", "api.call", "aggregation", aggregation, "value", "size");
    }

    private static UsageEventV1.Builder event(String id, long size, long secondsAfter) {
        return Harness.call("lic-1", id, T.plus(Duration.ofSeconds(secondsAfter)))
                .setData(Map.of("size", size));
    }
}
