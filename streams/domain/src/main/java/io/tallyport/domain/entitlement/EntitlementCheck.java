package io.tallyport.domain.entitlement;

import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.license.LicenseState;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Whether a license may use a feature, read from a snapshot. Pure: the same inputs give the same answer, always.
 *
 * <p>In this order: an unknown license, a view that never loaded, a license that gives no access or has expired, and a
 * feature that is not granted are denied; a stale view answers as the feature's failure policy says; otherwise the
 * snapshot's answer stands, with an alert while the license is in grace. A window that ended does not lift a denial: the pipeline's reset does.
 */
public final class EntitlementCheck {

    /** Decides with the default of no allows spent under {@code bounded}. */
    public static Decision decide(@Nullable Entitlement entitlement, String license, String feature, ViewTime time) {
        return decide(new CheckInputs(entitlement, license, feature, time, 0));
    }

    /** Decides, or decides again, from what was read. */
    public static Decision decide(CheckInputs inputs) {
        Entitlement entitlement = inputs.entitlement();
        if (!inputs.time().isLoaded()) {
            return deny(inputs, null, CheckReason.VIEW_NOT_LOADED);
        }
        if (entitlement == null) {
            return deny(inputs, null, CheckReason.LICENSE_UNKNOWN);
        }
        FeatureEntitlement basis = entitlement.feature(inputs.feature()).orElse(null);
        if (!entitlement.state().givesAccess()) {
            return deny(inputs, basis, CheckReason.of(entitlement.state()));
        }
        if (inputs.time().nowMs() >= entitlement.graceUntilMs()) {
            return deny(inputs, basis, CheckReason.LICENSE_EXPIRED);
        }
        if (basis == null) {
            return deny(inputs, null, CheckReason.FEATURE_NOT_GRANTED);
        }
        return inputs.time().isFresh()
                ? asPublished(inputs, entitlement, basis)
                : asPolicySays(inputs, entitlement, basis);
    }

    private static Decision asPublished(CheckInputs inputs, Entitlement entitlement, FeatureEntitlement basis) {
        long until = validUntilMs(inputs, entitlement, basis);
        if (entitlement.quarantined() && basis.access() != Verdict.DENY) {
            return new Decision(
                    inputs, basis, Verdict.ALERT, CheckReason.LICENSE_QUARANTINED.name(), basis.bound(), until);
        }
        if (isInGrace(inputs, entitlement) && basis.access() == Verdict.ALLOW) {
            return new Decision(
                    inputs, basis, Verdict.ALERT, CheckReason.LICENSE_IN_GRACE.name(), basis.bound(), until);
        }
        return new Decision(inputs, basis, basis.access(), basis.reason(), basis.bound(), until);
    }

    /** Whether a license is past its end and may be used on; a client knows that before it is told. */
    private static boolean isInGrace(CheckInputs inputs, Entitlement entitlement) {
        return entitlement.state() == LicenseState.GRACE || inputs.time().nowMs() >= entitlement.expiresAtMs();
    }

    private static Decision asPolicySays(CheckInputs inputs, Entitlement entitlement, FeatureEntitlement basis) {
        FailurePolicy policy = basis.onFailure();
        boolean within = inputs.time().ageMs() <= policy.period().toMillis();
        return switch (policy.mode()) {
            case OPEN ->
                new Decision(
                        inputs,
                        basis,
                        Verdict.ALERT,
                        CheckReason.FAIL_OPEN.name(),
                        basis.bound(),
                        validUntilMs(inputs, entitlement, basis));
            case CLOSED -> deny(inputs, basis, CheckReason.VIEW_TOO_OLD);
            case LAST_KNOWN ->
                within ? asPublished(inputs, entitlement, basis) : deny(inputs, basis, CheckReason.VIEW_TOO_OLD);
            case BOUNDED ->
                within && unitsLeft(inputs, policy)
                        ? asPublished(inputs, entitlement, basis)
                        : deny(inputs, basis, CheckReason.VIEW_TOO_OLD);
        };
    }

    /** Whether the failure policy {@code bounded} has room for one more allow. */
    static boolean unitsLeft(CheckInputs inputs, FailurePolicy policy) {
        return BigDecimal.valueOf(inputs.staleAllows()).compareTo(policy.units().subtract(BigDecimal.ONE)) <= 0;
    }

    private static long validUntilMs(CheckInputs inputs, Entitlement entitlement, FeatureEntitlement basis) {
        long windowEnd = basis.windowToMs() > 0 ? basis.windowToMs() : Long.MAX_VALUE;
        long end = isInGrace(inputs, entitlement) ? entitlement.graceUntilMs() : entitlement.expiresAtMs();
        long until = basis.access() == Verdict.DENY ? windowEnd : Math.min(windowEnd, end);
        return until == Long.MAX_VALUE ? 0 : until;
    }

    private static Decision deny(CheckInputs inputs, @Nullable FeatureEntitlement basis, CheckReason reason) {
        return new Decision(inputs, basis, Verdict.DENY, reason.name(), basis == null ? "" : basis.bound(), 0);
    }

    private EntitlementCheck() {}
}
