package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A statistical detector on a meter. A value: two with the same terms are equal. */
public final class DetectorRule {

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

    private final String meter;
    private final Window bucket;
    private final int warmUpBuckets;
    private final int historyBuckets;
    private final BigDecimal scoreLimit;
    private final String rule;

    /**
     * A detector.
     *
     * @param meter meter id
     * @param bucket length of the buckets whose totals are scored
     * @param warmUpBuckets buckets seen before the first score
     * @param historyBuckets how many buckets the expectation rests on
     * @param scoreLimit score at which an alert opens
     */
    public DetectorRule(String meter, Window bucket, int warmUpBuckets, int historyBuckets, BigDecimal scoreLimit) {
        if (warmUpBuckets < LEAST_BUCKETS || warmUpBuckets > historyBuckets || historyBuckets > MOST_BUCKETS) {
            throw new IllegalArgumentException(
                    "warmUpBuckets: must be from " + LEAST_BUCKETS + " to historyBuckets, which is at most "
                            + MOST_BUCKETS + "; are " + warmUpBuckets + " and " + historyBuckets);
        }
        if (scoreLimit.signum() <= 0) {
            throw new IllegalArgumentException("scoreLimit: must be above 0, is " + scoreLimit);
        }
        this.meter = meter.intern();
        this.bucket = bucket;
        this.warmUpBuckets = warmUpBuckets;
        this.historyBuckets = historyBuckets;
        this.scoreLimit = scoreLimit;
        this.rule = ("detector/spike-drop/" + meter + "/" + bucket).intern();
    }

    /** Meter id. */
    public String meter() {
        return meter;
    }

    /** Length of the buckets whose totals are scored. */
    public Window bucket() {
        return bucket;
    }

    /** Buckets seen before the first score. */
    public int warmUpBuckets() {
        return warmUpBuckets;
    }

    /** How many buckets the expectation rests on. */
    public int historyBuckets() {
        return historyBuckets;
    }

    /** Score at which an alert opens. */
    public BigDecimal scoreLimit() {
        return scoreLimit;
    }

    /** Stable name of the rule, for evidence. */
    public String rule() {
        return rule;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DetectorRule that
                && warmUpBuckets == that.warmUpBuckets
                && historyBuckets == that.historyBuckets
                && bucket == that.bucket
                && meter.equals(that.meter)
                && scoreLimit.equals(that.scoreLimit);
    }

    @Override
    public int hashCode() {
        return Objects.hash(meter, bucket, warmUpBuckets, historyBuckets, scoreLimit);
    }

    @Override
    public String toString() {
        return rule + "[warmUpBuckets=" + warmUpBuckets + ", historyBuckets=" + historyBuckets + ", scoreLimit="
                + scoreLimit + "]";
    }
}
