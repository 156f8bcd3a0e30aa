package io.tallyport.domain.statement;

import java.math.BigDecimal;

/**
 * A correction of a closed period by hand, until a statement has it.
 *
 * @param periodFromMs start of the period
 * @param meter meter id
 * @param quantity what is added; negative if it is taken away
 * @param overage what of it is past what was included
 * @param corrects number of the statement of the period; 0 if it had none or nobody knows
 * @param commandId the command
 * @param author who
 * @param reason why
 */
public record ManualAdjustment(
        long periodFromMs,
        String meter,
        BigDecimal quantity,
        BigDecimal overage,
        long corrects,
        String commandId,
        String author,
        String reason) {

    /** So many may wait for a statement of one license. */
    public static final int MOST = 100;
}
