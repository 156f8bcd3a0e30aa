package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The catalog as a document: the tree that a JSON or YAML parser gives, and the canonical tree of a catalog.
 *
 * <p>A tree is made of {@code Map}, {@code List}, {@code String}, {@code Boolean}, {@code Integer}, {@code Long}, {@code BigInteger},
 * {@code BigDecimal} and null. Numbers that a parser turned into floating point are refused, for they are no longer exact.
 */
public final class CatalogDocument {

    /** The format number that documents carry. */
    public static final int FORMAT = 1;

    private CatalogDocument() {}

    /**
     * Reads a document and reports everything wrong with it at once. Never throws for bad input.
     *
     * @param tree what the parser gave; null for an empty file
     * @param revision number of the revision that the catalog becomes
     * @param filters the language of its filters
     */
    public static CatalogReading read(@Nullable Object tree, long revision, Filters filters) {
        return new CatalogReader(filters).read(tree, revision);
    }

    /** The canonical tree of a catalog: fixed key order, defaults spelled out. {@code read(write(c), c.revision(), filters)} gives {@code c}. */
    public static Map<String, Object> write(Catalog catalog) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("format", (long) FORMAT);
        tree.put("products", each(catalog.products(), CatalogDocument::product));
        tree.put("meters", meters(catalog));
        tree.put("features", each(catalog.features(), CatalogDocument::feature));
        tree.put("plans", each(catalog.plans(), plan -> plan(plan, catalog.features())));
        if (!catalog.customers().isEmpty()) {
            tree.put("customers", each(catalog.customers(), CatalogDocument::customer));
        }
        return tree;
    }

    private static Map<String, Object> customer(Customer customer) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("id", customer.id());
        tree.put(
                "externalIds",
                customer.externalIds().entrySet().stream()
                        .map(entry -> externalId(entry.getKey(), entry.getValue()))
                        .toList());
        return tree;
    }

    private static Map<String, Object> externalId(String system, String id) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("system", system);
        tree.put("id", id);
        return tree;
    }

    private static <V> List<Map<String, Object>> each(Map<String, V> items, Function<V, Map<String, Object>> writer) {
        return items.values().stream().map(writer).toList();
    }

    private static Map<String, Object> product(Product product) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("id", product.id());
        tree.put("name", product.name());
        if (!product.sources().isEmpty()) {
            tree.put("sources", product.sources());
        }
        return tree;
    }

    /** The versions of a meter in the order of their times. */
    private static List<Map<String, Object>> meters(Catalog catalog) {
        var trees = new ArrayList<Map<String, Object>>();
        for (Meter meter : catalog.meters().values()) {
            if (SeatMeters.isOne(meter.id())) {
                continue;
            }
            List<Meter> versions = meter.versions();
            for (int i = versions.size() - 1; i >= 0; i--) {
                trees.add(write(versions.get(i)));
            }
        }
        return trees;
    }

    /** The canonical tree of one version of a meter. */
    public static Map<String, Object> write(Meter meter) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("id", meter.id());
        tree.put("version", (long) meter.version());
        if (meter.fromMs() != Meter.ALWAYS) {
            tree.put("from", Instant.ofEpochMilli(meter.fromMs()).toString());
        }
        tree.put("eventType", meter.eventType());
        if (!meter.filter().equals(Filter.ALL)) {
            tree.put("filter", meter.filter().text());
        }
        tree.put("aggregation", meter.aggregation().name());
        if (!meter.value().isEmpty()) {
            tree.put("value", meter.value());
        }
        if (!meter.groups().isEmpty()) {
            tree.put(
                    "groups",
                    meter.groups().stream().map(CatalogDocument::group).toList());
        }
        if (meter.hasSubjects()) {
            tree.put("subjects", true);
        }
        if (!meter.windows().equals(MeterReader.defaultWindows(meter.aggregation()))) {
            tree.put("windows", meter.windows().stream().map(Window::name).toList());
        }
        if (!meter.lateDataGrace().equals(MeterReader.DEFAULT_GRACE)) {
            tree.put("lateDataGrace", meter.lateDataGrace().toString());
        }
        tree.put("unit", meter.unit());
        return tree;
    }

    private static Object group(GroupBy group) {
        if (group.isField()) {
            return group.name();
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", group.name());
        tree.put("cel", group.text());
        return tree;
    }

    private static Map<String, Object> feature(Feature feature) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("id", feature.id());
        tree.put("kind", feature.kind().name());
        if (!feature.meter().isEmpty()) {
            tree.put("meter", feature.meter());
        }
        tree.put("onFailure", feature.onFailure().text());
        tree.put("trace", feature.traceEach() ? "each" : "counted");
        return tree;
    }

    private static Map<String, Object> plan(Plan plan, Map<String, Feature> features) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("id", plan.id());
        tree.put("version", (long) plan.version());
        tree.put("product", plan.product());
        tree.put(
                "features",
                plan.features().entrySet().stream()
                        .map(entry -> grant(entry.getKey(), entry.getValue(), features.get(entry.getKey())))
                        .toList());
        if (!plan.included().isEmpty()) {
            tree.put(
                    "included",
                    plan.included().entrySet().stream()
                            .map(entry -> included(entry.getKey(), entry.getValue()))
                            .toList());
        }
        if (plan.seats() > 0) {
            tree.put("seats", (long) plan.seats());
        }
        Map<String, Object> validity = validity(plan.validity());
        if (!validity.isEmpty()) {
            tree.put("validity", validity);
        }
        if (plan.validity().trial() != null) {
            tree.put("trial", plan.validity().trial().toString());
        }
        tree.put("quotas", plan.quotas().stream().map(CatalogDocument::quota).toList());
        tree.put(
                "detectors",
                plan.detectors().stream().map(CatalogDocument::detector).toList());
        return tree;
    }

    /** What is not as it is if nothing is said. */
    private static Map<String, Object> validity(Validity validity) {
        var tree = new LinkedHashMap<String, Object>();
        if (validity.lasts() != null) {
            tree.put("for", validity.lasts().toString());
        }
        if (validity.from() != Validity.From.ISSUE) {
            tree.put("from", word(validity.from()));
        }
        if (!validity.expiryGrace().isZero()) {
            tree.put("expiryGrace", validity.expiryGrace().toString());
        }
        if (validity.renews()) {
            tree.put("renews", true);
        }
        if (validity.renewFrom() != Validity.RenewFrom.EXPIRY) {
            tree.put("renewFrom", word(validity.renewFrom()));
        }
        return tree;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Object grant(String id, String value, @Nullable Feature feature) {
        if (feature == null || feature.kind() != FeatureKind.STATIC) {
            return id;
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("id", id);
        tree.put("value", value);
        return tree;
    }

    private static Map<String, Object> included(String meter, BigDecimal amount) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("meter", meter);
        tree.put("amount", number(amount));
        return tree;
    }

    private static Map<String, Object> quota(Quota quota) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("meter", quota.meter());
        tree.put("limit", number(quota.limit()));
        tree.put("per", quota.window().name());
        tree.put("kind", quota.hard() ? "HARD" : "SOFT");
        tree.put(
                "thresholds",
                quota.thresholdsPercent().stream().map(Integer::longValue).toList());
        return tree;
    }

    private static Map<String, Object> detector(DetectorRule rule) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("meter", rule.meter());
        tree.put("bucket", rule.bucket().name());
        tree.put("warmUp", (long) rule.warmUpBuckets());
        tree.put("history", (long) rule.historyBuckets());
        tree.put("score", number(rule.scoreLimit()));
        return tree;
    }

    /** Whole numbers as such; others as text, so that no parser in between can round them. */
    private static Object number(BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException notWhole) {
            return number.toPlainString();
        }
    }
}
