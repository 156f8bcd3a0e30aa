package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Feature;
import io.tallyport.domain.catalog.FeatureKind;
import io.tallyport.domain.catalog.Plan;
import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.entitlement.CheckReason;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.Term;
import io.tallyport.domain.quota.QuotaLevel;
import io.tallyport.domain.quota.QuotaState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns terms, usage level and time into one snapshot; a new version only when it says something new. */
public final class EntitlementStep {

    /** The snapshot to publish, if what the license may do has changed since the last one. */
    public static Optional<Entitlement> publish(LicenseLedger ledger, Catalog catalog, long nowMs) {
        License license = ledger.license();
        if (license == null) {
            return Optional.empty();
        }
        Entitlement before = ledger.published();
        boolean goesOn = goesOn(license);
        Entitlement next = new Entitlement(
                license.id(),
                before == null ? 1 : before.version() + 1,
                license.state(),
                reasonOf(license),
                license.product(),
                license.plan(),
                license.customer(),
                license.keyHash(),
                license.oldKeyHash(),
                license.term().oldKeyUntilMs(),
                goesOn ? Term.NEVER : license.term().expiresAtMs(),
                goesOn ? Term.NEVER : license.term().graceUntilMs(),
                catalog.revision(),
                license.quarantined(),
                featuresOf(ledger, catalog, license),
                nowMs);
        return before != null && before.saysTheSameAs(next) ? Optional.empty() : Optional.of(next);
    }

    private static String reasonOf(License license) {
        if (license.quarantined() && license.state().givesAccess()) {
            return CheckReason.LICENSE_QUARANTINED.name();
        }
        return CheckReason.of(license.state()).name();
    }

    /** Whether its end is none for a client: who hears nothing must not take a license for expired that renewed itself. */
    private static boolean goesOn(License license) {
        Term.PlanChange next = license.term().next();
        boolean changes = next != null && next.atMs() <= license.term().expiresAtMs();
        return license.term().renews() || changes;
    }

    private static List<FeatureEntitlement> featuresOf(LicenseLedger ledger, Catalog catalog, License license) {
        Plan plan = catalog.plans().get(license.plan());
        if (plan == null) {
            return List.of();
        }
        var features = new ArrayList<FeatureEntitlement>();
        for (String id : plan.features().keySet()) {
            FeatureEntitlement feature =
                    featureOf(plan, id, catalog, quota -> ledger.quotas().get(quota.rule()), ledger.calendar());
            if (feature != null) {
                features.add(feature);
            }
        }
        return features;
    }

    /**
     * What a plan allows of one feature; null if it does not grant it.
     *
     * @param states where each quota of the plan stands; null for one that nothing was used of
     * @param calendar the windows of the license
     */
    static @Nullable FeatureEntitlement featureOf(
            Plan plan,
            String id,
            Catalog catalog,
            Function<Quota, @Nullable QuotaState> states,
            UsageCalendar calendar) {
        String value = plan.features().get(id);
        Feature feature = catalog.features().get(id);
        if (value == null || feature == null) {
            return null;
        }
        return feature.kind() == FeatureKind.METERED
                ? metered(feature, plan, states, calendar)
                : granted(feature, value);
    }

    private static FeatureEntitlement granted(Feature feature, String value) {
        return entry(feature, value, Verdict.ALLOW, "OK", null, null, UsageCalendar.UTC);
    }

    private static FeatureEntitlement metered(
            Feature feature, Plan plan, Function<Quota, @Nullable QuotaState> states, UsageCalendar calendar) {
        Quota deciding = null;
        QuotaState decidingState = null;
        for (Quota quota : plan.quotas()) {
            if (quota.meter().equals(feature.meter())) {
                QuotaState state = states.apply(quota);
                if (deciding == null || weight(quota, state) > weight(deciding, decidingState)) {
                    deciding = quota;
                    decidingState = state;
                }
            }
        }
        if (deciding == null) {
            return entry(feature, "", Verdict.ALLOW, "OK", null, null, UsageCalendar.UTC);
        }
        QuotaLevel level = levelOf(decidingState);
        boolean usedUp = level == QuotaLevel.EXHAUSTED || level == QuotaLevel.BREACHED;
        if (!usedUp) {
            return entry(feature, "", Verdict.ALLOW, "OK", deciding, decidingState, calendar);
        }
        if (!deciding.hard()) {
            return entry(feature, "", Verdict.ALERT, "QUOTA_SOFT_EXCEEDED", deciding, decidingState, calendar);
        }
        String reason = level == QuotaLevel.BREACHED ? "QUOTA_BREACHED" : "QUOTA_EXHAUSTED";
        return entry(feature, "", Verdict.DENY, reason, deciding, decidingState, calendar);
    }

    /** Which of several quotas on a meter decides: a used-up hard one, then a used-up soft one, then the fullest. */
    private static int weight(Quota quota, @Nullable QuotaState state) {
        int level = levelOf(state).ordinal();
        boolean usedUp = level >= QuotaLevel.EXHAUSTED.ordinal();
        return level + (usedUp ? 10 : 0) + (usedUp && quota.hard() ? 10 : 0);
    }

    private static QuotaLevel levelOf(@Nullable QuotaState state) {
        return state == null ? QuotaLevel.WITHIN : state.level();
    }

    private static FeatureEntitlement entry(
            Feature feature,
            String value,
            Verdict access,
            String reason,
            @Nullable Quota quota,
            @Nullable QuotaState state,
            UsageCalendar calendar) {
        QuotaState moved = state != null && state.level() != QuotaLevel.WITHIN ? state : null;
        return new FeatureEntitlement(
                feature.id(),
                feature.kind(),
                value,
                access,
                reason,
                feature.meter(),
                quota == null ? null : quota.window(),
                moved == null ? 0 : moved.windowFromMs(),
                moved == null ? 0 : calendar.toMs(moved.quota().window(), moved.windowFromMs()),
                quota == null ? null : quota.limit(),
                quota != null && quota.hard(),
                levelOf(state),
                moved == null ? BigDecimal.ZERO : moved.usedWhenDecided(),
                // Without a limit there is nothing to overshoot.
                quota == null ? "" : FeatureEntitlement.REACTIVE,
                feature.onFailure(),
                feature.traceEach(),
                moved == null ? null : moved.evidence());
    }

    private EntitlementStep() {}
}
