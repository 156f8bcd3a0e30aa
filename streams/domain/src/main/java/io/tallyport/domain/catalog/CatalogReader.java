package io.tallyport.domain.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one catalog document: products, meters and features here, plans in {@link PlanReader}. */
final class CatalogReader {

    static final int MOST_ITEMS = 1_000;
    private static final int LONGEST_FILTER = 1_000;

    private static final List<String> DOCUMENT_KEYS = List.of("format", "products", "meters", "features", "plans");
    private static final List<String> PRODUCT_KEYS = List.of("id", "name", "sources");
    private static final List<String> METER_KEYS =
            List.of("id", "version", "eventType", "filter", "aggregation", "value", "unit");
    private static final List<String> FEATURE_KEYS = List.of("id", "kind", "meter", "onFailure", "trace");
    private static final Pattern FIELD_PATH =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}(\\.[A-Za-z_][A-Za-z0-9_-]{0,63}){0,15}");

    private final Filters filters;
    private final DocumentProblems problems = new DocumentProblems();
    private final Map<String, Product> products = new LinkedHashMap<>();
    private final Map<String, Meter> meters = new LinkedHashMap<>();
    private final Map<String, Feature> features = new LinkedHashMap<>();
    private final Map<String, Plan> plans = new LinkedHashMap<>();
    // Names of all items, also of faulty ones: one fault is reported once, not at each place that names the item.
    private final Set<String> productIds = new LinkedHashSet<>();
    private final Set<String> meterIds = new LinkedHashSet<>();
    private final Map<String, Optional<FeatureKind>> featureKinds = new LinkedHashMap<>();

    CatalogReader(Filters filters) {
        this.filters = filters;
    }

    CatalogReading read(@Nullable Object tree, long revision) {
        new DocumentNode("", tree, problems).section(DOCUMENT_KEYS).ifPresent(this::document);
        if (problems.count() > 0) {
            return new CatalogReading(Optional.empty(), problems.report());
        }
        return new CatalogReading(Optional.of(new Catalog(revision, products, meters, features, plans)), List.of());
    }

    private void document(DocumentSection document) {
        document.required("format").ifPresent(format -> {
            if (format.whole(1, Integer.MAX_VALUE) > CatalogDocument.FORMAT) {
                format.note("OUT_OF_RANGE", "is newer than this release reads, which is " + CatalogDocument.FORMAT);
            }
        });
        items(document, "products", PRODUCT_KEYS, this::product);
        items(document, "meters", METER_KEYS, this::meter);
        items(document, "features", FEATURE_KEYS, this::feature);
        var reader = new PlanReader(problems, productIds, meterIds, featureKinds);
        Set<String> planIds = new LinkedHashSet<>();
        items(document, "plans", PlanReader.KEYS, section -> {
            String id = newId(section, planIds);
            reader.plan(section, id).ifPresent(plan -> plans.put(plan.id(), plan));
        });
    }

    private static void items(
            DocumentSection document, String key, List<String> keys, Consumer<DocumentSection> reader) {
        for (DocumentNode item : document.items(key, MOST_ITEMS)) {
            item.section(keys).ifPresent(reader);
        }
    }

    private void product(DocumentSection section) {
        long before = problems.count();
        String id = newId(section, productIds);
        String name = section.text("name", id);
        var sources = new ArrayList<String>();
        for (DocumentNode item : section.items("sources", MOST_ITEMS)) {
            String source = item.text();
            int star = source.indexOf('*');
            if (star >= 0 && star < source.length() - 1) {
                item.note("BAD_FORM", "may hold one * only, at its end");
            }
            sources.add(source);
        }
        if (problems.count() == before) {
            products.put(id, new Product(id, name, sources));
        }
    }

    private void meter(DocumentSection section) {
        long before = problems.count();
        String id = newId(section, meterIds);
        int version = section.whole("version", 1, Integer.MAX_VALUE, 1);
        String eventType = section.text("eventType");
        Aggregation aggregation = section.required("aggregation")
                .map(found -> found.word(Aggregation.class))
                .orElse(null);
        String value = aggregation == null ? "" : value(section, aggregation);
        String unit = section.text("unit", "unit");
        Filter filter = section.optional("filter").map(this::filter).orElse(Filter.ALL);
        if (problems.count() == before && aggregation != null) {
            meters.put(id, new Meter(id, version, eventType, aggregation, value, unit, filter));
        }
    }

    private Filter filter(DocumentNode node) {
        String text = node.text(LONGEST_FILTER);
        try {
            return text.isEmpty() ? Filter.ALL : filters.compile(text);
        } catch (FilterException e) {
            node.note("BAD_FORM", "is no filter: " + e.getMessage());
            return Filter.ALL;
        }
    }

    private static String value(DocumentSection section, Aggregation aggregation) {
        return switch (aggregation) {
            case COUNT -> {
                section.refuse("value", "a COUNT meter counts events and has no value");
                yield "";
            }
            case SUM -> {
                Optional<DocumentNode> found = section.required("value");
                String path = found.map(DocumentNode::text).orElse("");
                if (!path.isEmpty() && !FIELD_PATH.matcher(path).matches()) {
                    found.ifPresent(
                            at -> at.note("BAD_FORM", "must be a path of field names with points, as in usage.tokens"));
                }
                yield path;
            }
        };
    }

    private void feature(DocumentSection section) {
        long before = problems.count();
        String id = section.id();
        FeatureKind kind = section.required("kind")
                .map(found -> found.word(FeatureKind.class))
                .orElse(null);
        if (!id.isEmpty() && featureKinds.putIfAbsent(id, Optional.ofNullable(kind)) != null) {
            duplicate(section, id);
        }
        String meter = "";
        if (kind == FeatureKind.METERED) {
            meter = section.name("meter", "meter", meterIds);
        } else if (kind != null) {
            section.refuse("meter", "only a METERED feature has a meter, this one is " + kind);
        }
        FailurePolicy onFailure =
                section.optional("onFailure").map(CatalogReader::policy).orElse(FailurePolicy.DEFAULT);
        boolean each = section.optional("trace")
                .map(found -> found.choice(List.of("counted", "each")).equals("each"))
                .orElse(false);
        if (problems.count() == before && kind != null) {
            features.put(id, new Feature(id, kind, meter, onFailure, each));
        }
    }

    private static FailurePolicy policy(DocumentNode node) {
        String text = node.text();
        Optional<FailurePolicy> policy = FailurePolicy.parse(text);
        if (policy.isEmpty() && !text.isEmpty()) {
            node.note(
                    "BAD_FORM",
                    "'" + DocumentNode.shortened(text)
                            + "' is none of closed, open, lastKnown(PT72H), bounded(100, PT1H); a period is an ISO 8601"
                            + " duration of at most 366 days");
        }
        return policy.orElse(FailurePolicy.CLOSED);
    }

    private static String newId(DocumentSection section, Set<String> taken) {
        String id = section.id();
        if (!id.isEmpty() && !taken.add(id)) {
            duplicate(section, id);
        }
        return id;
    }

    private static void duplicate(DocumentSection section, String id) {
        section.optional("id").ifPresent(at -> at.note("DUPLICATE", "the id '" + id + "' is used before"));
    }
}
