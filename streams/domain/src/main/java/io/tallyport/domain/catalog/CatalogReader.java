package io.tallyport.domain.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one catalog document: products and features here, meters in {@link MeterReader}, plans in {@link PlanReader}. */
final class CatalogReader {

    static final int MOST_ITEMS = 1_000;

    private static final List<String> DOCUMENT_KEYS =
            List.of("format", "products", "meters", "features", "plans", "customers");
    private static final List<String> PRODUCT_KEYS = List.of("id", "name", "sources");
    /** Each statement names them on each page. */
    private static final int MOST_EXTERNAL_IDS = 20;

    private static final List<String> CUSTOMER_KEYS = List.of("id", "externalIds");
    private static final List<String> EXTERNAL_KEYS = List.of("system", "id");
    private static final List<String> FEATURE_KEYS = List.of("id", "kind", "meter", "onFailure", "trace");

    private final Filters filters;
    private final DocumentProblems problems = new DocumentProblems();
    private final Map<String, Product> products = new LinkedHashMap<>();
    private final Map<String, Feature> features = new LinkedHashMap<>();
    private final Map<String, Plan> plans = new LinkedHashMap<>();
    private final Map<String, Customer> customers = new LinkedHashMap<>();
    // Names of all items, also of faulty ones: one fault is reported once, not at each place that names the item.
    private final Set<String> productIds = new LinkedHashSet<>();
    private final Map<String, Optional<Meter>> meters = new LinkedHashMap<>();
    private final Map<String, Optional<FeatureKind>> featureKinds = new LinkedHashMap<>();

    CatalogReader(Filters filters) {
        this.filters = filters;
    }

    CatalogReading read(@Nullable Object tree, long revision) {
        new DocumentNode("", tree, problems).section(DOCUMENT_KEYS).ifPresent(this::document);
        if (problems.count() > 0) {
            return new CatalogReading(Optional.empty(), problems.report());
        }
        var sound = new LinkedHashMap<String, Meter>();
        meters.forEach((id, meter) -> sound.put(id, meter.orElseThrow()));
        return new CatalogReading(
                Optional.of(new Catalog(revision, products, sound, features, plans, customers)), List.of());
    }

    private void document(DocumentSection document) {
        document.required("format").ifPresent(format -> {
            if (format.whole(1, Integer.MAX_VALUE) > CatalogDocument.FORMAT) {
                format.note("OUT_OF_RANGE", "is newer than this release reads, which is " + CatalogDocument.FORMAT);
            }
        });
        items(document, "products", PRODUCT_KEYS, this::product);
        items(document, "meters", MeterReader.KEYS, this::meter);
        meters.put(SeatMeters.ASSIGNED.id(), Optional.of(SeatMeters.ASSIGNED));
        meters.put(SeatMeters.HELD.id(), Optional.of(SeatMeters.HELD));
        items(document, "features", FEATURE_KEYS, this::feature);
        var reader = new PlanReader(problems, productIds, meters, featureKinds);
        Set<String> planIds = new LinkedHashSet<>();
        items(document, "plans", PlanReader.KEYS, section -> {
            String id = newId(section, planIds);
            reader.plan(section, id).ifPresent(plan -> plans.put(plan.id(), plan));
        });
        items(document, "customers", CUSTOMER_KEYS, this::customer);
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

    private void customer(DocumentSection section) {
        String id = section.text("id");
        var externalIds = new LinkedHashMap<String, String>();
        for (DocumentNode item : section.items("externalIds", MOST_EXTERNAL_IDS)) {
            item.section(EXTERNAL_KEYS).ifPresent(external -> {
                String system = external.text("system");
                if (externalIds.putIfAbsent(system, external.text("id")) != null) {
                    item.note("DUPLICATE", "the customer has an id in '" + system + "' before");
                }
            });
        }
        if (!id.isEmpty() && customers.putIfAbsent(id, new Customer(id, externalIds)) != null) {
            duplicate(section, id);
        }
    }

    private void meter(DocumentSection section) {
        String id = section.id();
        Optional<Meter> meter = new MeterReader(problems, filters).meter(section, id);
        Optional<Meter> known = id.isEmpty() ? null : meters.putIfAbsent(id, meter);
        if (known == null) {
            return;
        }
        Meter earlier = known.orElse(null);
        Meter later = meter.orElse(null);
        if (earlier == null || later == null) {
            // What is wrong with one of them was said.
            meters.put(id, Optional.empty());
        } else if (later.version() == earlier.version()) {
            duplicate(section, id);
        } else if (follows(section, earlier, later)) {
            meters.put(id, Optional.of(later.after(earlier)));
        }
    }

    /** Whether a version may stand after another; notes a problem if not. */
    private static boolean follows(DocumentSection section, Meter earlier, Meter later) {
        String said = " of meter " + later.id() + " stands after version " + earlier.version();
        if (later.version() < earlier.version()) {
            section.optional("version")
                    .ifPresent(at -> at.note("OUT_OF_RANGE", "version " + later.version() + said + "; they rise"));
            return false;
        }
        if (later.aggregation() != earlier.aggregation()) {
            section.optional("aggregation")
                    .ifPresent(at -> at.note(
                            "NOT_ALLOWED",
                            "version " + later.version() + said + ", which is of " + earlier.aggregation()
                                    + "; all versions of a meter put values together alike"));
            return false;
        }
        Optional<DocumentNode> from = section.required("from");
        if (from.isPresent() && later.fromMs() <= earlier.fromMs()) {
            from.get().note("OUT_OF_RANGE", "version " + later.version() + said + ", so it begins after that does");
            return false;
        }
        return from.isPresent();
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
            meter = section.name("meter", "meter", meters.keySet());
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
