package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageEventV1;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A meter of a level, and what is sent to it. */
final class LeveledCalls {

    static UsageEventV1.Builder change(String id, String by, Instant at) {
        var data = new HashMap<String, Object>();
        data.put("gb", new DecimalV1(by));
        data.put("region", "eu");
        return Harness.call("lic-1", id, at).setData(data);
    }

    static Map<String, Object> catalog(List<? extends Map<String, ?>> quotas) {
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

    /** The latest of each window and group. */
    static Map<String, MeterReadingV1> readings(Harness h) {
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

    private static Map<String, Object> plan(String id, List<? extends Map<String, ?>> quotas) {
        return Map.of("id", id, "product", "acme", "features", List.of("api"), "quotas", quotas);
    }

    private LeveledCalls() {}
}
