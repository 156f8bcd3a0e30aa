package io.tallyport.client.internal;

import io.tallyport.domain.entitlement.Decision;

/**
 * One decision, or a number of equal allows, on its way to the decisions topic.
 *
 * @param decisionId id of the record
 * @param decision the decision; of counted allows the first
 * @param count how many answers it stands for
 * @param caller who asked
 * @param wallMs clock of the caller
 * @param viewPartition partition of the snapshot; -1 if none
 * @param viewOffset offset of the snapshot; -1 if none
 */
public record TracedDecision(
        String decisionId,
        Decision decision,
        long count,
        String caller,
        long wallMs,
        int viewPartition,
        long viewOffset) {}
