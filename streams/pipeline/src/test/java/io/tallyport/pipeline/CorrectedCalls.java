package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Calls that are voided, restored and amended: what is metered of them, and what was read. */
final class CorrectedCalls {

    private static final List<String> WITH_MINUTES = List.of("MINUTE", "HOUR", "DAY", "MONTH");

    static Harness started(Path folder, StoreKind stores) {
        var harness = new Harness(folder, stores);
        harness.catalog(1, catalog(1));
        harness.issue("lic-1");
        return harness;
    }

    /** The second version of {@code bytes} counts ten times as much, of another field. */
    static Map<String, Object> catalog(int version) {
        return TestCatalogs.of(List.of(
                Map.of("id", "calls", "eventType", "api.call", "aggregation", "COUNT"),
                Map.of(
                        "id",
                        "bytes",
                        "version",
                        version,
                        "eventType",
                        "api.call",
                        "aggregation",
                        "SUM",
                        "value",
                        version == 1 ? "size" : "tenfold",
                        "groups",
                        List.of("region"),
                        "windows",
                        WITH_MINUTES),
                Map.of(
                        "id",
                        "mean",
                        "eventType",
                        "api.call",
                        "aggregation",
                        "AVG",
                        "value",
                        "size",
                        "windows",
                        WITH_MINUTES)));
    }

    static UsageEventV1.Builder event(Random random, String id) {
        var size = BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(4));
        var data = new HashMap<String, Object>();
        data.put("size", new DecimalV1(size.toPlainString()));
        data.put("number", size.toPlainString());
        data.put("tenfold", new DecimalV1(size.multiply(BigDecimal.TEN).toPlainString()));
        data.put("region", "r" + random.nextInt(3));
        // Half of them close together, so that minutes hold several.
        int ago = random.nextBoolean() ? random.nextInt(12_000) : random.nextInt(90);
        return Harness.call("lic-1", id, Harness.START.minus(Duration.ofMinutes(ago)))
                .setData(data);
    }

    /** The latest of each window, by version of the meter. */
    static Map<String, String> readings(Harness h) {
        var values = new TreeMap<String, String>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                String at = Instant.ofEpochMilli(value.getFromMs()).toString();
                int length =
                        Map.of("MINUTE", 16, "HOUR", 13, "DAY", 10, "MONTH", 7).getOrDefault(value.getWindow(), 0);
                String name = value.getMeter() + "@" + value.getMeterVersion() + " " + value.getWindow() + " "
                        + at.substring(0, length) + " " + value.getGroup();
                values.put(name, text(new BigDecimal(value.getValue())) + " of " + value.getEvents());
            }
        });
        return values;
    }

    static String text(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private CorrectedCalls() {}
}
