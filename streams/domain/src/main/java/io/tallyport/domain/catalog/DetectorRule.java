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

    /** Fewest buckets that quantiles can rest on. */
    public static final int LEAST_BUCKETS = 4;

    /** Most buckets that a license keeps per detector. */
    public static final int MOST_BUCKETS = 1_000;

    /** Warm-up unless the catalog says otherwise. */
    public static final int WARM_UP_BUCKETS = 24;

    /** History unless the catalog says otherwise: a week of hours. */
    public static final int HISTORY_BUCKETS = 168;

    /** Score limit unless the catalog says otherwise. */
    public static final BigDecimal SCORE_LIMIT = BigDecimal.valueOf(6);

    public DetectorRule {
        if (warmUpBuckets < LEAST_BUCKETS || warmUpBuckets > historyBuckets || historyBuckets > MOST_BUCKETS) {
            throw new IllegalArgumentException(
                    "warmUpBuckets: must be from " + LEAST_BUCKETS + " to historyBuckets, which is at most "
                            + MOST_BUCKETS + "; are " + warmUpBuckets + " and " + historyBuckets);
        }
        if (scoreLimit.signum() <= 0) {
            throw new IllegalArgumentException("scoreLimit: must be above 0, is " + scoreLimit);
        }
    }

    /** Stable name of the rule, for evidence. */
    public String rule() {
        return "detector/spike-drop/" + meter + "/" + bucket;
    }
}
