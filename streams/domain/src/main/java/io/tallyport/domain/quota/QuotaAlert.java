package io.tallyport.domain.quota;

import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.evidence.Evidence;
import java.math.BigDecimal;

/**
 * One change of a quota incident.
 *
 * @param alertId one per license, quota, window and threshold, so that a replay names it alike
 * @param opened true: it begins; false: it is resolved
 * @param breach true: usage is past the limit; false: a threshold was reached
 * @param quota the rule
 * @param windowFromMs start of the window
 * @param windowToMs its end, exclusive
 * @param thresholdPercent the threshold; 0 for a breach
 * @param used usage at that moment
 * @param evidence what led to it
 */
public record QuotaAlert(
        String alertId,
        boolean opened,
        boolean breach,
        Quota quota,
        long windowFromMs,
        long windowToMs,
        int thresholdPercent,
        BigDecimal used,
        Evidence evidence) {}
