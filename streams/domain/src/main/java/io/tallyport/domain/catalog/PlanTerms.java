package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a plan says about a bill.
 *
 * @param product product id
 * @param plan plan id
 * @param version version of the plan
 * @param included what is included of a meter in each period, by meter id
 * @param meters ids of the meters that the plan names, in order: each has a line, used or not
 */
public record PlanTerms(
        String product, String plan, int version, Map<String, BigDecimal> included, List<String> meters) {

    public PlanTerms {
        product = product.intern();
        plan = plan.intern();
        included = Collections.unmodifiableMap(new TreeMap<>(included));
        meters = List.copyOf(meters);
    }

    /** The terms of a plan. */
    static PlanTerms of(Plan plan, Map<String, Feature> features) {
        Set<String> meters = new TreeSet<>(plan.included().keySet());
        plan.quotas().forEach(quota -> meters.add(quota.meter()));
        plan.features().keySet().forEach(id -> {
            Feature feature = features.get(id);
            if (feature != null && !feature.meter().isEmpty()) {
                meters.add(feature.meter());
            }
        });
        if (plan.seats() > 0) {
            meters.add(SeatMeters.ASSIGNED.id());
            meters.add(SeatMeters.HELD.id());
        }
        return new PlanTerms(plan.product(), plan.id(), plan.version(), plan.included(), List.copyOf(meters));
    }

    /** Whether another bills alike: the same plan in the same version that includes as much. */
    public boolean billsAs(PlanTerms that) {
        return plan.equals(that.plan)
                && version == that.version
                && product.equals(that.product)
                && included.equals(that.included);
    }

    /** What is included of a meter; zero if nothing is. */
    public BigDecimal included(String meter) {
        return included.getOrDefault(meter, BigDecimal.ZERO);
    }
}
