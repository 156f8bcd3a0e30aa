package io.tallyport.domain.entitlement;

import org.jspecify.annotations.Nullable;

/**
 * The answer of a check, with what it rests on. {@link EntitlementCheck#decide(CheckInputs)} on its inputs gives it
 * again.
 *
 * @param inputs what was read
 * @param basis the feature's entry that decided; null when the license or the feature is unknown
 * @param verdict the answer
 * @param reason stable code, see {@link CheckReason}
 * @param bound what is proven about overshoot; empty when no quota takes part
 * @param validUntilMs pipeline time until which the answer holds unless told otherwise; 0 = no end known
 */
public record Decision(
        CheckInputs inputs,
        @Nullable FeatureEntitlement basis,
        Verdict verdict,
        String reason,
        String bound,
        long validUntilMs) {

    /** Whether the caller may go on (ALLOW or ALERT). */
    public boolean isAllowed() {
        return verdict != Verdict.DENY;
    }

    /** The license that was asked about. */
    public String license() {
        return inputs.license();
    }

    /** The feature that was asked about. */
    public String feature() {
        return inputs.feature();
    }

    /** Version of the snapshot; 0 when the view knows none. */
    public long entitlementVersion() {
        Entitlement e = inputs.entitlement();
        return e == null ? 0 : e.version();
    }

    /** Catalog revision of the terms; 0 when the view knows none. */
    public long catalogRevision() {
        Entitlement e = inputs.entitlement();
        return e == null ? 0 : e.catalogRevision();
    }

    /** Pipeline time of the view, ms since the epoch. */
    public long nowMs() {
        return inputs.time().nowMs();
    }

    /** Measured age of the view; -1 = it never heard from the pipeline. */
    public long viewAgeMs() {
        return inputs.time().ageMs();
    }

    /** One sentence for support staff: what was decided, on which numbers, and what changes it. */
    public String detail() {
        return DecisionSentence.of(this);
    }
}
