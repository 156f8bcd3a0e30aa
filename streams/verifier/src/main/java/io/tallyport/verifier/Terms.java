package io.tallyport.verifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a catalog revision says, as far as counting and limits need it.
 *
 * @param revision its number; 0 = none yet
 * @param products sources that may emit, by product; empty = any
 * @param meters the versions of each meter by its id, in the order of the document: the earliest first
 * @param metersByType all of them by the event type that feeds them
 * @param graceMs how long a month waits for late events after its end
 * @param plans plans by id
 */
record Terms(
        long revision,
        Map<String, List<String>> products,
        Map<String, List<Meter>> meters,
        Map<String, List<Meter>> metersByType,
        long graceMs,
        Map<String, Plan> plans) {

    static final Terms NONE = new Terms(0, Map.of(), Map.of(), Map.of(), MeterTerms.DAY_MS, Map.of());

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

    /** Where a version says no instant from which on it counts. */
    static final long ALWAYS = Long.MIN_VALUE;

    /**
     * A version of a meter.
     *
     * @param id its id
     * @param version which meaning of it
     * @param type type of the events that feed it
     * @param combination how values come together
     * @param path field path of the value; empty where events are counted
     * @param groups fields and expressions by which its usage is parted
     * @param hasSubjects whether usage is kept for each subject as well
     * @param periods of which lengths totals are kept
     * @param filter which events of its type it counts
     * @param unit what its values are called
     * @param fromMs time of the first events that it counts; {@link #ALWAYS} if it names none
     * @param untilMs time from which on the version that stands behind it counts
     */
    record Meter(
            String id,
            int version,
            String type,
            Combination combination,
            String path,
            List<MeterGroup> groups,
            boolean hasSubjects,
            Set<Period> periods,
            MeterFilter filter,
            String unit,
            long fromMs,
            long untilMs) {

        /** Whether it counts events of that time. */
        boolean counts(long timeMs) {
            return fromMs <= timeMs && timeMs < untilMs;
        }

        /** The same before another version that begins then. */
        Meter until(long ms) {
            return new Meter(
                    id, version, type, combination, path, groups, hasSubjects, periods, filter, unit, fromMs, ms);
        }

        /** Whether it is of a level, which goes on from window to window. */
        boolean isLevel() {
            return combination == Combination.TIME_WEIGHTED;
        }

        /** Of which lengths its totals are kept: a level has no days where one may be of two months. */
        Set<Period> periods(Windows windows) {
            return isLevel() && !windows.monthsBeginWithDays() ? EnumSet.of(Period.MONTH) : periods;
        }

        /** Of which lengths totals of its groups and subjects are kept. */
        Set<Period> groupPeriods(Windows windows) {
            return windows.monthsBeginWithDays() && combination.hasHours() && periods.contains(Period.DAY)
                    ? EnumSet.of(Period.DAY, Period.MONTH)
                    : EnumSet.of(Period.MONTH);
        }
    }

    /**
     * A plan.
     *
     * @param product its product
     * @param version its version
     * @param limits its limits
     * @param included what is included in a period, by meter
     * @param names the meters that it names, in a limit, a metered feature, what is included or by having seats
     * @param seats how many named seats it has; 0 if none
     * @param validity how it makes the terms of its licenses
     */
    record Plan(
            String product,
            int version,
            List<Limit> limits,
            Map<String, BigDecimal> included,
            Set<String> names,
            int seats,
            Validity validity) {
        /** What is known of a plan that is in no catalog. */
        static final Plan UNKNOWN = new Plan("", 0, List.of(), Map.of(), Set.of(), 0, Validity.NONE);
    }

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

    /** Whether events of a type are counted at all, at whatever time. */
    boolean knows(String type) {
        return metersByType.containsKey(type);
    }

    /** The versions of meters that count events of a type and time. */
    List<Meter> metersOf(String type, long timeMs) {
        return metersByType.getOrDefault(type, List.of()).stream()
                .filter(meter -> meter.counts(timeMs))
                .toList();
    }

    /** The latest version of a meter. */
    Optional<Meter> meter(String id) {
        var versions = meters.get(id);
        return versions == null ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    /**
     * The meters of which this revision, but not the one before it, has a version that begins earlier than an instant.
     *
     * @return where the earliest of those versions begins, by meter
     */
    Map<String, Long> startingBy(Terms before, long timeMs) {
        var past = new HashMap<String, Long>();
        meters.forEach((id, versions) -> {
            for (Meter meter : versions) {
                boolean isNew = before.meters.getOrDefault(id, List.of()).stream()
                        .noneMatch(was -> was.version() == meter.version());
                if (isNew && meter.fromMs() != ALWAYS && meter.fromMs() <= timeMs) {
                    past.merge(id, meter.fromMs(), Math::min);
                }
            }
        });
        return past;
    }

    /** How a plan makes terms; one that is in no catalog makes them without an end. */
    Validity validity(String plan) {
        return plans.getOrDefault(plan, Plan.UNKNOWN).validity();
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
            var meters = MeterTerms.of(root);
            var byType = new HashMap<String, List<Meter>>();
            meters.values().stream()
                    .flatMap(List::stream)
                    .forEach(meter -> byType.computeIfAbsent(meter.type(), t -> new ArrayList<>())
                            .add(meter));
            var plans = new HashMap<String, Plan>();
            var metered = new HashMap<String, String>();
            for (JsonNode feature : root.path("features")) {
                if (feature.path("kind").asText().equals("METERED")) {
                    metered.put(
                            feature.path("id").asText(), feature.path("meter").asText());
                }
            }
            for (JsonNode plan : root.path("plans")) {
                plans.put(plan.path("id").asText(), plan(plan, metered));
            }
            SeatMeters.BOTH.forEach(meter -> meters.put(meter.id(), List.of(meter)));
            return Optional.of(new Terms(revision, products, meters, byType, MeterTerms.graceMs(root), plans));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Plan plan(JsonNode plan, Map<String, String> metered) {
        var limits = limits(plan);
        var included = new HashMap<String, BigDecimal>();
        for (JsonNode one : plan.path("included")) {
            included.put(
                    one.path("meter").asText(),
                    new BigDecimal(one.path("amount").asText()));
        }
        var names = new HashSet<>(included.keySet());
        limits.forEach(limit -> names.add(limit.meter()));
        for (JsonNode feature : plan.path("features")) {
            String id =
                    feature.isTextual() ? feature.asText() : feature.path("id").asText();
            if (metered.containsKey(id)) {
                names.add(metered.getOrDefault(id, ""));
            }
        }
        int seats = plan.path("seats").asInt(0);
        if (seats > 0) {
            SeatMeters.BOTH.forEach(meter -> names.add(meter.id()));
        }
        return new Plan(
                plan.path("product").asText(),
                plan.path("version").asInt(1),
                limits,
                Map.copyOf(included),
                names,
                seats,
                Validity.of(plan));
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
