package io.tallyport.readmodel;

import io.tallyport.domain.entitlement.CheckInputs;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.ViewTime;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.license.LicenseState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a check, or a count of equal allows in one second. It embeds what it was read from, so it can be
 * recomputed from itself.
 *
 * @param decisionId its id; of a count without one, the coordinates of its record
 * @param license license id
 * @param feature feature id
 * @param verdict ALLOW, DENY or ALERT
 * @param reason stable code
 * @param count how many equal answers it stands for
 * @param caller who asked
 * @param atMs pipeline time of the view, ms since the epoch
 * @param wallMs clock of the caller, ms since the epoch
 * @param viewAgeMs age of the view; -1 = never heard from the pipeline
 * @param freshForMs an older view counted as stale
 * @param staleAllows for the failure policy bounded: allows since the view was stale
 * @param bound what is proven about overshoot
 * @param validUntilMs until when it holds; 0 = until told otherwise
 * @param state lifecycle state of the license
 * @param expiresAtMs end of the license's validity, exclusive, ms since the epoch; null if none
 * @param graceUntilMs until when access goes on after that, ms since the epoch; null if it does not
 * @param quarantined whether decisions about the license were held after a fault
 * @param entitlementVersion version of the entitlement it was read from
 * @param catalogRevision revision that the terms come from
 * @param detail a sentence
 * @param basis the entitlement it was read from; null if there was none
 * @param product product id
 * @param plan plan id
 * @param customer customer id
 * @param view where that entitlement stands in its topic; null if there was none
 * @param at where the decision stands in its topic
 */
public record RecordedDecision(
        String decisionId,
        String license,
        String feature,
        String verdict,
        String reason,
        long count,
        String caller,
        long atMs,
        long wallMs,
        long viewAgeMs,
        long freshForMs,
        long staleAllows,
        String bound,
        long validUntilMs,
        String state,
        @Nullable Long expiresAtMs,
        @Nullable Long graceUntilMs,
        boolean quarantined,
        long entitlementVersion,
        long catalogRevision,
        String detail,
        @Nullable FeatureEntitlement basis,
        String product,
        String plan,
        String customer,
        @Nullable Origin view,
        Origin at) {

    /** What it was decided from: {@code EntitlementCheck.decide} on it gives the decision again. */
    public CheckInputs inputs() {
        return new CheckInputs(
                state.isEmpty() ? null : entitlement(),
                license,
                feature,
                new ViewTime(atMs, viewAgeMs, freshForMs),
                staleAllows);
    }

    /** What led to the entitlement that it was read from; null while nothing did. */
    public @Nullable Evidence evidence() {
        return basis == null ? null : basis.evidence();
    }

    private Entitlement entitlement() {
        long endMs = expiresAtMs == null ? Long.MAX_VALUE : expiresAtMs;
        return new Entitlement(
                license,
                entitlementVersion,
                LicenseState.valueOf(state),
                "",
                product,
                plan,
                customer,
                "",
                "",
                Long.MAX_VALUE,
                endMs,
                graceUntilMs == null ? endMs : graceUntilMs,
                catalogRevision,
                quarantined,
                basis == null ? List.of() : List.of(basis),
                0);
    }
}
