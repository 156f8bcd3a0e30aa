package io.tallyport.domain.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One revision of the catalog, valid as a whole: every name that it uses it also defines
 * ({@link CatalogDocument} checks that before it builds one).
 */
public final class Catalog {

    /** No catalog was applied yet. */
    public static final Catalog EMPTY = new Catalog(0, Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    private final long revision;
    private final Map<String, Product> products;
    private final Map<String, Meter> meters;
    private final Map<String, Feature> features;
    private final Map<String, Plan> plans;
    private final Map<String, Customer> customers;
    private final Map<String, MeterSelection> metersByEventType;
    private final Map<String, PlanTerms> terms;
    private final long lateDataGraceMs;
    private final boolean hasLevels;

    public Catalog(
            long revision,
            Map<String, Product> products,
            Map<String, Meter> meters,
            Map<String, Feature> features,
            Map<String, Plan> plans,
            Map<String, Customer> customers) {
        this.customers = ordered(customers);
        this.revision = revision;
        this.products = ordered(products);
        var all = new LinkedHashMap<>(meters);
        all.put(SeatMeters.ASSIGNED.id(), SeatMeters.ASSIGNED);
        all.put(SeatMeters.HELD.id(), SeatMeters.HELD);
        this.meters = ordered(all);
        this.features = ordered(features);
        this.plans = ordered(plans);
        var byType = new LinkedHashMap<String, List<Meter>>();
        meters.values().stream()
                .filter(meter -> !SeatMeters.isOne(meter.id()))
                .forEach(meter -> meter.versions()
                        .forEach(m -> byType.computeIfAbsent(m.eventType(), t -> new ArrayList<>())
                                .add(m)));
        var selections = new LinkedHashMap<String, MeterSelection>();
        byType.forEach((type, list) -> selections.put(type, new MeterSelection(list)));
        this.metersByEventType = Map.copyOf(selections);
        var terms = new LinkedHashMap<String, PlanTerms>();
        plans.forEach((id, plan) -> terms.put(id, PlanTerms.of(plan, features)));
        this.terms = Map.copyOf(terms);
        this.lateDataGraceMs = meters.values().stream()
                .flatMap(meter -> meter.versions().stream())
                .mapToLong(meter -> meter.lateDataGrace().toMillis())
                .max()
                .orElse(MeterReader.DEFAULT_GRACE.toMillis());
        this.hasLevels = meters.values().stream().anyMatch(meter -> meter.aggregation() == Aggregation.TIME_WEIGHTED);
    }

    public long revision() {
        return revision;
    }

    public Map<String, Product> products() {
        return products;
    }

    /** The latest version of each meter, by id; it knows the earlier ones. Those of seats are always among them. */
    public Map<String, Meter> meters() {
        return meters;
    }

    public Map<String, Feature> features() {
        return features;
    }

    public Map<String, Plan> plans() {
        return plans;
    }

    /** The customers that it says something about; a license may have another one. */
    public Map<String, Customer> customers() {
        return customers;
    }

    /** The ids of a customer in other systems; none if it says nothing about the customer. */
    public Map<String, String> externalIdsOf(String customer) {
        Customer known = customers.get(customer);
        return known == null ? Map.of() : known.externalIds();
    }

    /** The meters that events of a type may feed; none if the type is unknown. */
    public MeterSelection metersOf(String eventType) {
        return metersByEventType.getOrDefault(eventType, MeterSelection.NONE);
    }

    /** What a plan says about a bill; null if there is no such plan. */
    public @Nullable PlanTerms termsOf(String plan) {
        return terms.get(plan);
    }

    /** How long after its end a period waits for late events, in ms: as long as the meter that waits longest. */
    public long lateDataGraceMs() {
        return lateDataGraceMs;
    }

    /** Whether a meter of it is of a level, which time alone changes. */
    public boolean hasLevels() {
        return hasLevels;
    }

    /** Whether another catalog is the same revision with the same content. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Catalog that
                && revision == that.revision
                && products.equals(that.products)
                && meters.equals(that.meters)
                && features.equals(that.features)
                && plans.equals(that.plans)
                && customers.equals(that.customers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(revision, products, meters, features, plans, customers);
    }

    @Override
    public String toString() {
        return "Catalog revision " + revision + " with " + plans.size() + " plans";
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
