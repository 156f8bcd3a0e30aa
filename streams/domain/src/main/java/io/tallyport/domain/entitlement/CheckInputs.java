package io.tallyport.domain.entitlement;

import io.tallyport.domain.license.LicenseState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a check reads. A recorded decision keeps them, so it can be taken again.
 *
 * @param entitlement the view's snapshot of the license; null when it knows none
 * @param license the license that was asked about
 * @param feature the feature that was asked about
 * @param time the view's time and age
 * @param staleAllows for the failure policy {@code bounded}: how often the feature was allowed since the view is stale
 */
public record CheckInputs(
        @Nullable Entitlement entitlement, String license, String feature, ViewTime time, long staleAllows) {

    /** What a record of a decision keeps of a snapshot: as much as a check reads, and whose it is. */
    public static Entitlement recorded(
            String license,
            long version,
            LicenseState state,
            String product,
            String plan,
            String customer,
            long expiresAtMs,
            long graceUntilMs,
            long catalogRevision,
            boolean quarantined,
            @Nullable FeatureEntitlement basis) {
        return new Entitlement(
                license,
                version,
                state,
                "",
                product,
                plan,
                customer,
                "",
                "",
                Long.MAX_VALUE,
                expiresAtMs,
                graceUntilMs,
                catalogRevision,
                quarantined,
                basis == null ? List.of() : List.of(basis),
                0);
    }
}
