package io.tallyport.domain.entitlement;

/**
 * What a check knows about time: the pipeline's, and how old its view is.
 *
 * @param nowMs tick time of the pipeline as the view last heard it, ms since the epoch
 * @param ageMs measured age of the view; {@value #NEVER_HEARD} = nothing was ever heard
 * @param freshForMs an older view is stale: then the feature's failure policy decides
 */
public record ViewTime(long nowMs, long ageMs, long freshForMs) {

    /** The age of a view that never heard from the pipeline. */
    public static final long NEVER_HEARD = -1;

    /** How long a view counts as fresh unless configured otherwise: ten heartbeats. */
    public static final long FRESH_FOR_MS = 10_000;

    public ViewTime {
        if (ageMs < NEVER_HEARD) {
            throw new IllegalArgumentException("ageMs: must be -1 or more, is " + ageMs);
        }
        if (freshForMs <= 0) {
            throw new IllegalArgumentException("freshForMs: must be above 0, is " + freshForMs);
        }
    }

    /** With the default freshness limit. */
    public ViewTime(long nowMs, long ageMs) {
        this(nowMs, ageMs, FRESH_FOR_MS);
    }

    /** Whether anything was ever heard from the pipeline. */
    public boolean isLoaded() {
        return ageMs >= 0;
    }

    /** Whether the view is young enough to be believed as it stands. */
    public boolean isFresh() {
        return ageMs >= 0 && ageMs <= freshForMs;
    }
}
