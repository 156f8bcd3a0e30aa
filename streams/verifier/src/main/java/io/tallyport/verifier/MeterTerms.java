package io.tallyport.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.verifier.Terms.Meter;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the meters of a catalog's document: several versions of one stand in order of time, each before the next. */
final class MeterTerms {

    static final long DAY_MS = 86_400_000L;

    /** The versions of each meter, by its id. */
    static Map<String, List<Meter>> of(JsonNode root) {
        var meters = new LinkedHashMap<String, List<Meter>>();
        for (JsonNode node : root.path("meters")) {
            var next = meter(node);
            var versions = meters.computeIfAbsent(next.id(), id -> new ArrayList<>());
            if (!versions.isEmpty()) {
                versions.set(
                        versions.size() - 1, versions.get(versions.size() - 1).until(next.fromMs()));
            }
            versions.add(next);
        }
        return meters;
    }

    private static Meter meter(JsonNode meter) {
        var combination = Combination.valueOf(meter.path("aggregation").asText());
        var periods = EnumSet.noneOf(Period.class);
        meter.path("windows").forEach(window -> periods.add(Period.valueOf(window.asText())));
        if (periods.isEmpty()) {
            periods.addAll(
                    combination.hasHours()
                            ? EnumSet.of(Period.HOUR, Period.DAY, Period.MONTH)
                            : EnumSet.of(Period.DAY, Period.MONTH));
        }
        var groups = new ArrayList<MeterGroup>();
        meter.path("groups")
                .forEach(group -> groups.add(
                        group.isTextual()
                                ? MeterGroup.field(group.asText())
                                : MeterGroup.expression(
                                        group.path("name").asText(),
                                        group.path("cel").asText())));
        return new Meter(
                meter.path("id").asText(),
                meter.path("version").asInt(1),
                meter.path("eventType").asText(),
                combination,
                meter.path("value").asText(),
                groups,
                meter.path("subjects").asBoolean(false),
                periods,
                MeterFilter.of(meter.path("filter").asText()),
                meter.path("unit").asText("unit"),
                instant(meter.path("from").asText()),
                Long.MAX_VALUE);
    }

    private static long instant(String text) {
        return text.isEmpty()
                ? Terms.ALWAYS
                : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    }

    /** How long a month waits for late events after its end. */
    static long graceMs(JsonNode root) {
        long longest = -1;
        for (JsonNode meter : root.path("meters")) {
            String grace = meter.path("lateDataGrace").asText("PT24H");
            longest = Math.max(longest, Duration.parse(grace).toMillis());
        }
        return longest < 0 ? DAY_MS : longest;
    }

    private MeterTerms() {}
}
