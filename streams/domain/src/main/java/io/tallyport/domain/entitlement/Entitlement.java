package io.tallyport.domain.entitlement;

import io.tallyport.domain.license.LicenseState;
import java.util.List;
import java.util.Optional;

/**
 * One versioned snapshot of what a license may do, and why. Carries no running balance.
 *
 * @param license license id
 * @param version rises by one with each published change
 * @param state lifecycle state
 * @param reason stable code of why access is as it is: OK, LICENSE_SUSPENDED, ...
 * @param product product id
 * @param plan plan id
 * @param customer customer id
 * @param keyHash keyed hash of the license key; empty if none
 * @param oldKeyHash keyed hash of the key before it; empty if there is none
 * @param oldKeyUntilMs until when that is taken too; {@link Long#MAX_VALUE} if there is none
 * @param expiresAtMs end of validity, exclusive; {@link Long#MAX_VALUE} if none, or if the license renews itself
 * @param graceUntilMs until when access goes on after that, with an alert; never before it
 * @param catalogRevision revision that the terms come from
 * @param quarantined whether decisions about the license are held after a fault
 * @param features one entry per granted feature
 * @param decidedAtMs tick time of the decision
 */
public record Entitlement(
        String license,
        long version,
        LicenseState state,
        String reason,
        String product,
        String plan,
        String customer,
        String keyHash,
        String oldKeyHash,
        long oldKeyUntilMs,
        long expiresAtMs,
        long graceUntilMs,
        long catalogRevision,
        boolean quarantined,
        List<FeatureEntitlement> features,
        long decidedAtMs) {
    public Entitlement {
        features = List.copyOf(features);
    }

    /** The entry of a feature, if the plan grants it. */
    public Optional<FeatureEntitlement> feature(String id) {
        for (FeatureEntitlement f : features) {
            if (f.feature().equals(id)) {
                return Optional.of(f);
            }
        }
        return Optional.empty();
    }

    /** The same with a key before it. */
    public Entitlement withOldKey(String hash, long untilMs) {
        return new Entitlement(
                license,
                version,
                state,
                reason,
                product,
                plan,
                customer,
                keyHash,
                hash,
                untilMs,
                expiresAtMs,
                graceUntilMs,
                catalogRevision,
                quarantined,
                features,
                decidedAtMs);
    }

    /** Whether a key opens it at an instant, by its keyed hash. */
    public boolean isOpenedBy(String hash, long nowMs) {
        return hash.equals(keyHash) || hash.equals(oldKeyHash) && nowMs < oldKeyUntilMs;
    }

    /** The same with another end of its grace. */
    public Entitlement withGraceUntil(long ms) {
        return new Entitlement(
                license,
                version,
                state,
                reason,
                product,
                plan,
                customer,
                keyHash,
                oldKeyHash,
                oldKeyUntilMs,
                expiresAtMs,
                ms,
                catalogRevision,
                quarantined,
                features,
                decidedAtMs);
    }

    /** Whether this says the same as another snapshot, whatever their versions and times. */
    public boolean saysTheSameAs(Entitlement other) {
        return new Entitlement(
                        license,
                        other.version,
                        state,
                        reason,
                        product,
                        plan,
                        customer,
                        keyHash,
                        oldKeyHash,
                        oldKeyUntilMs,
                        expiresAtMs,
                        graceUntilMs,
                        catalogRevision,
                        quarantined,
                        features,
                        other.decidedAtMs)
                .equals(other);
    }
}
