package io.tallyport.client;

import io.tallyport.domain.entitlement.Decision;

/**
 * A decision as it was answered to a caller.
 *
 * @param decisionId id of its trace; allows that are counted together share one
 * @param decision the decision with its inputs
 * @param caller who asked; empty if not said
 * @param wallMs clock of this client when it answered
 * @param viewPartition partition of the snapshot that was read; -1 if none
 * @param viewOffset offset of that snapshot; -1 if none
 */
public record CheckedDecision(
        String decisionId, Decision decision, String caller, long wallMs, int viewPartition, long viewOffset) {

    /** Whether the caller may go on (ALLOW or ALERT). */
    public boolean isAllowed() {
        return decision.isAllowed();
    }
}
