package io.tallyport.domain.statement;

import io.tallyport.domain.catalog.PlanTerms;

/**
 * From when a plan holds, until the next one does.
 *
 * @param fromMs first instant, ms since the epoch; {@link #ALWAYS} for the first plan of a license
 * @param terms what it says
 */
public record PlanSpan(long fromMs, PlanTerms terms) {

    /** Before all usage. */
    public static final long ALWAYS = Long.MIN_VALUE;

    /**
     * The part of a period in which one plan held.
     *
     * @param fromMs its start, ms since the epoch
     * @param toMs its end, exclusive
     * @param terms what the plan says
     */
    public record Part(long fromMs, long toMs, PlanTerms terms) {

        /** Whether an instant is in it. */
        public boolean holds(long instantMs) {
            return instantMs >= fromMs && instantMs < toMs;
        }
    }
}
