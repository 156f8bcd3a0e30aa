package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Feature;
import io.tallyport.domain.catalog.Plan;
import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.entitlement.CheckInputs;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.EntitlementChange;
import io.tallyport.domain.entitlement.EntitlementChange.What;
import io.tallyport.domain.entitlement.EntitlementCheck;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.domain.entitlement.ViewTime;
import io.tallyport.domain.quota.QuotaSettlement;
import io.tallyport.domain.quota.QuotaState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What another catalog would change for the licenses on one plan. What is the same for all of them is found once; what checks
 * answer is decided for each, by the same steps as in the pipeline, from the same usage under both catalogs.
 */
public final class PlanEffect {

    private final Side before;
    private final Side after;
    /** What changes of each feature that is touched, whatever was used; nothing else can change. */
    private final Map<String, List<EntitlementChange>> terms = new LinkedHashMap<>();

    /** A plan as one of the catalogs has it, if it does. */
    private record Side(Catalog catalog, @Nullable Plan plan) {

        Set<String> features() {
            return plan == null ? Set.of() : plan.features().keySet();
        }

        @Nullable FeatureEntitlement feature(String id, Function<Quota, BigDecimal> used) {
            return plan == null
                    ? null
                    : EntitlementStep.featureOf(plan, id, catalog, quota -> state(quota, used), UsageCalendar.UTC);
        }

        private static QuotaState state(Quota quota, Function<Quota, BigDecimal> used) {
            BigDecimal quantity = used.apply(quota);
            return new QuotaState(quota, 0, QuotaSettlement.levelOf(quota, quantity), List.of(), quantity, null);
        }

        /** The limit on the meter of a feature; empty if there is none. */
        String limit(Feature feature, Window window) {
            for (Quota quota : plan == null ? List.<Quota>of() : plan.quotas()) {
                if (quota.window() == window && quota.meter().equals(feature.meter())) {
                    return quota.limit().stripTrailingZeros().toPlainString() + " per " + window + ", "
                            + (quota.hard() ? "HARD" : "SOFT");
                }
            }
            return "";
        }
    }

    private PlanEffect(Side before, Side after) {
        this.before = before;
        this.after = after;
        var ids = new LinkedHashSet<>(before.features());
        ids.addAll(after.features());
        for (String id : ids) {
            boolean stays = before.features().contains(id) && after.features().contains(id);
            List<EntitlementChange> differences = stays ? differences(id) : List.of();
            if (!stays || !differences.isEmpty()) {
                terms.put(id, differences);
            }
        }
    }

    /** The plans that change something for who is on them, by id. A license on any other plan keeps what it has. */
    public static Map<String, PlanEffect> between(Catalog before, Catalog after) {
        var effects = new LinkedHashMap<String, PlanEffect>();
        var ids = new LinkedHashSet<>(before.plans().keySet());
        ids.addAll(after.plans().keySet());
        for (String id : ids) {
            var effect = new PlanEffect(
                    new Side(before, before.plans().get(id)),
                    new Side(after, after.plans().get(id)));
            if (effect.isGone() || !effect.terms.isEmpty()) {
                effects.put(id, effect);
            }
        }
        return effects;
    }

    /**
     * What changes for a license on the plan. Nothing for one that is over: checks deny it before and after.
     *
     * @param used what it used by now in the window of a quota that runs
     * @param nowMs tick time
     */
    public List<EntitlementChange> on(Entitlement license, Function<Quota, BigDecimal> used, long nowMs) {
        if (license.state().isOver()) {
            return List.of();
        }
        var changes = new ArrayList<EntitlementChange>();
        if (isGone()) {
            changes.add(new EntitlementChange("", What.PLAN_GONE, license.plan(), ""));
        }
        terms.forEach((id, differences) -> {
            FeatureEntitlement was = before.feature(id, used);
            FeatureEntitlement is = after.feature(id, used);
            changes.addAll(differences);
            String from = verdict(license, id, was, nowMs).name();
            String to = verdict(license, id, is, nowMs).name();
            if (was == null || is == null) {
                changes.add(new EntitlementChange(id, was == null ? What.GRANTED : What.LOST, from, to));
            } else if (!from.equals(to)) {
                changes.add(new EntitlementChange(id, What.ACCESS, from, to));
            }
        });
        return changes;
    }

    private boolean isGone() {
        return before.plan() != null && after.plan() == null;
    }

    /** What differs of a feature that both grant. */
    private List<EntitlementChange> differences(String id) {
        Feature was = feature(before, id);
        Feature is = feature(after, id);
        var differences = new ArrayList<EntitlementChange>();
        compare(id, What.KIND, was.kind().name(), is.kind().name(), differences);
        compare(id, What.METER, was.meter(), is.meter(), differences);
        compare(id, What.VALUE, value(before, id), value(after, id), differences);
        for (Window window : Window.values()) {
            compare(id, What.LIMIT, before.limit(was, window), after.limit(is, window), differences);
        }
        compare(id, What.ON_FAILURE, was.onFailure().text(), is.onFailure().text(), differences);
        return List.copyOf(differences);
    }

    private static void compare(String id, What what, String from, String to, List<EntitlementChange> differences) {
        if (!from.equals(to)) {
            differences.add(new EntitlementChange(id, what, from, to));
        }
    }

    private static Feature feature(Side side, String id) {
        return java.util.Objects.requireNonNull(side.catalog().features().get(id));
    }

    private static String value(Side side, String id) {
        return side.plan() == null ? "" : side.plan().features().getOrDefault(id, "");
    }

    /** What a check answers that has heard everything. */
    private static Verdict verdict(Entitlement license, String id, @Nullable FeatureEntitlement basis, long nowMs) {
        Entitlement checked = CheckInputs.recorded(
                license.license(),
                license.version(),
                license.state(),
                license.product(),
                license.plan(),
                license.customer(),
                license.expiresAtMs(),
                license.graceUntilMs(),
                license.catalogRevision(),
                license.quarantined(),
                basis);
        return EntitlementCheck.decide(checked, license.license(), id, new ViewTime(nowMs, 0))
                .verdict();
    }
}
