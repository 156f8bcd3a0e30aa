package io.tallyport.domain.catalog;

import java.math.BigDecimal;

/**
 * A statistical detector on a meter.
 *
 * @param meter meter id
 * @param bucket length of the buckets whose totals are scored
 * @param warmUpBuckets buckets seen before the first score
 * @param historyBuckets how many buckets the expectation rests on
 * @param scoreLimit score at which an alert opens
 */
public record DetectorRule(String meter, Window bucket, int warmUpBuckets, int historyBuckets, BigDecimal scoreLimit) {

    /** Stable name of the rule, for evidence. */
    public String rule() {
        return "detector/spike-drop/" + meter + "/" + bucket;
    }
}
