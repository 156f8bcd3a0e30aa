package io.tallyport.verifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a catalog revision says, as far as counting and limits need it.
 *
 * @param revision its number; 0 = none yet
 * @param products sources that may emit, by product; empty = any
 * @param metersByType meters by the event type that feeds them, in the order of the document
 * @param graceMs how long a month waits for late events after its end
 * @param plans plans by id
 */
record Terms(
        long revision,
        Map<String, List<String>> products,
        Map<String, List<Meter>> metersByType,
        long graceMs,
        Map<String, Plan> plans) {

    private static final long DAY_MS = 86_400_000L;

    static final Terms NONE = new Terms(0, Map.of(), Map.of(), DAY_MS, Map.of());

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

    /**
     * A meter.
     *
     * @param id its id
     * @param version which meaning of it
     * @param combination how values come together
     * @param path field path of the value; empty where events are counted
     * @param groups fields by which its usage is parted
     * @param periods of which lengths totals are kept
     * @param filter which events of its type it counts
     */
    record Meter(
            String id,
            int version,
            Combination combination,
            String path,
            List<String> groups,
            Set<Period> periods,
            MeterFilter filter) {

        /** Of which lengths totals of its groups are kept. */
        Set<Period> groupPeriods(Windows windows) {
            return windows.monthsBeginWithDays()
                            && combination != Combination.UNIQUE_COUNT
                            && periods.contains(Period.DAY)
                    ? EnumSet.of(Period.DAY, Period.MONTH)
                    : EnumSet.of(Period.MONTH);
        }
    }

    /**
     * A plan.
     *
     * @param product its product
     * @param limits its limits
     */
    record Plan(String product, List<Limit> limits) {}

    /**
     * A limit.
     *
     * @param meter meter id
     * @param period window
     * @param limit exact
     * @param hard whether access ends with it
     * @param percents thresholds
     */
    record Limit(String meter, Period period, BigDecimal limit, boolean hard, List<Integer> percents) {
        String rule() {
            return "quota/" + meter + "/" + period;
        }

        boolean reached(int percent, BigDecimal used) {
            return used.signum() > 0
                    && used.multiply(BigDecimal.valueOf(100)).compareTo(limit.multiply(BigDecimal.valueOf(percent)))
                            >= 0;
        }

        boolean passed(BigDecimal used) {
            return used.compareTo(limit) > 0;
        }
    }

    List<Meter> metersOf(String type) {
        return metersByType.getOrDefault(type, List.of());
    }

    Optional<Limit> limit(String plan, String rule) {
        var found = plans.get(plan);
        return found == null
                ? Optional.empty()
                : found.limits().stream().filter(l -> l.rule().equals(rule)).findFirst();
    }

    /** The terms of a document; empty when it cannot be understood. */
    static Optional<Terms> of(long revision, String document) {
        try {
            JsonNode root = JSON.readTree(document);
            if (!root.path("products").isArray() || !root.path("plans").isArray()) {
                return Optional.empty();
            }
            var products = new HashMap<String, List<String>>();
            for (JsonNode product : root.path("products")) {
                var sources = new ArrayList<String>();
                product.path("sources").forEach(source -> sources.add(source.asText()));
                products.put(product.path("id").asText(), sources);
            }
            var meters = new HashMap<String, List<Meter>>();
            for (JsonNode meter : root.path("meters")) {
                meters.computeIfAbsent(meter.path("eventType").asText(), t -> new ArrayList<>())
                        .add(meter(meter));
            }
            var plans = new HashMap<String, Plan>();
            for (JsonNode plan : root.path("plans")) {
                plans.put(
                        plan.path("id").asText(), new Plan(plan.path("product").asText(), limits(plan)));
            }
            return Optional.of(new Terms(revision, products, meters, graceMs(root), plans));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static long graceMs(JsonNode root) {
        long longest = -1;
        for (JsonNode meter : root.path("meters")) {
            String grace = meter.path("lateDataGrace").asText("PT24H");
            longest = Math.max(longest, Duration.parse(grace).toMillis());
        }
        return longest < 0 ? DAY_MS : longest;
    }

    private static Meter meter(JsonNode meter) {
        var combination = Combination.valueOf(meter.path("aggregation").asText());
        var periods = EnumSet.noneOf(Period.class);
        meter.path("windows").forEach(window -> periods.add(Period.valueOf(window.asText())));
        if (periods.isEmpty()) {
            periods.addAll(
                    combination == Combination.UNIQUE_COUNT
                            ? EnumSet.of(Period.DAY, Period.MONTH)
                            : EnumSet.allOf(Period.class));
        }
        var groups = new ArrayList<String>();
        meter.path("groups").forEach(group -> groups.add(group.asText()));
        return new Meter(
                meter.path("id").asText(),
                meter.path("version").asInt(1),
                combination,
                meter.path("value").asText(),
                groups,
                periods,
                MeterFilter.of(meter.path("filter").asText()));
    }

    private static List<Limit> limits(JsonNode plan) {
        var limits = new ArrayList<Limit>();
        for (JsonNode quota : plan.path("quotas")) {
            var percents = new ArrayList<Integer>();
            quota.path("thresholds").forEach(percent -> percents.add(percent.asInt()));
            limits.add(new Limit(
                    quota.path("meter").asText(),
                    Period.valueOf(quota.path("per").asText()),
                    new BigDecimal(quota.path("limit").asText()),
                    quota.path("kind").asText().equals("HARD"),
                    percents));
        }
        return limits;
    }
}
