package io.tallyport.domain.entitlement;

import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.catalog.FeatureKind;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.quota.QuotaLevel;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one feature allows.
 *
 * @param feature feature id
 * @param kind its kind
 * @param value value of a STATIC feature; else empty
 * @param access the answer while the view is fresh
 * @param reason stable code
 * @param meter meter of a METERED feature; else empty
 * @param window window of the deciding quota; null if none
 * @param windowFromMs start of that window
 * @param windowToMs its end, exclusive; 0 if none. The answer holds until then unless told otherwise
 * @param limit limit of the deciding quota; null if none
 * @param hard whether that quota denies
 * @param level how far usage has come
 * @param usedWhenDecided usage when the level was decided: evidence, not a running balance
 * @param bound what is proven about overshoot; {@value #REACTIVE} for breach detection after the fact; empty without a
 *     limit
 * @param onFailure what a check answers without a fresh view
 * @param traceEach whether each allow is recorded one by one
 * @param evidence what led to the level; null while nothing did
 */
public record FeatureEntitlement(
        String feature,
        FeatureKind kind,
        String value,
        Verdict access,
        String reason,
        String meter,
        @Nullable Window window,
        long windowFromMs,
        long windowToMs,
        @Nullable BigDecimal limit,
        boolean hard,
        QuotaLevel level,
        BigDecimal usedWhenDecided,
        String bound,
        FailurePolicy onFailure,
        boolean traceEach,
        @Nullable Evidence evidence) {

    /** Bound of detection after the fact: it limits nothing, and says so. */
    public static final String REACTIVE = "none (reactive)";
}
