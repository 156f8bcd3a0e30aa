package io.tallyport.domain.anomaly;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** The totals of the last closed buckets, in order of time and in order of size. */
final class BucketHistory {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal NOISE_PART = new BigDecimal("0.05");
    private static final BigDecimal LEAST_FLOOR = new BigDecimal("0.000000000001");

    private final int most;
    private final Deque<BigDecimal> byTime;
    private final List<BigDecimal> bySize;

    BucketHistory(List<BigDecimal> totals, int most) {
        this.most = most;
        this.byTime = new ArrayDeque<>(totals);
        this.bySize = new ArrayList<>(totals);
        Collections.sort(bySize);
        trim();
    }

    void add(BigDecimal total) {
        byTime.addLast(total);
        bySize.add(place(total), total);
        trim();
    }

    int size() {
        return bySize.size();
    }

    List<BigDecimal> totals() {
        return List.copyOf(byTime);
    }

    /** Whether it is full of zeros, so that one more zero changes nothing. */
    boolean isSilent() {
        return size() == most && isZero(bySize.get(0)) && isZero(bySize.get(most - 1));
    }

    /** What a value is scored with against this history. */
    DetectorInputs inputs(BigDecimal observed) {
        return new DetectorInputs(
                observed,
                percentile(1),
                percentile(25),
                percentile(50),
                percentile(75),
                percentile(99),
                floor(observed));
    }

    /**
     * The least spread that is more than noise. Where only whole numbers occur it is one: a second call in an hour that usually
     * has one is no anomaly. Else it is a twentieth of the largest value seen, for nobody knows how fine the unit is.
     */
    private BigDecimal floor(BigDecimal observed) {
        boolean whole = isWhole(observed) && bySize.stream().allMatch(BucketHistory::isWhole);
        BigDecimal largest = bySize.get(size() - 1).abs().max(bySize.get(0).abs());
        if (whole || largest.signum() == 0) {
            return BigDecimal.ONE;
        }
        return largest.multiply(NOISE_PART).max(LEAST_FLOOR);
    }

    /** A percentile, exact, between two ranks in proportion. */
    private BigDecimal percentile(int percent) {
        int position = percent * (size() - 1);
        BigDecimal lower = bySize.get(position / 100);
        int part = position % 100;
        if (part == 0) {
            return lower;
        }
        BigDecimal upper = bySize.get(position / 100 + 1);
        return shortest(upper.subtract(lower)
                .multiply(BigDecimal.valueOf(part))
                .divide(HUNDRED, Math.max(lower.scale(), upper.scale()) + 2, RoundingMode.UNNECESSARY)
                .add(lower));
    }

    private static BigDecimal shortest(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private void trim() {
        while (byTime.size() > most) {
            BigDecimal oldest = byTime.removeFirst();
            bySize.remove(place(oldest));
        }
    }

    private int place(BigDecimal total) {
        int found = Collections.binarySearch(bySize, total);
        return found >= 0 ? found : -found - 1;
    }

    private static boolean isZero(BigDecimal value) {
        return value.signum() == 0;
    }

    private static boolean isWhole(BigDecimal value) {
        return value.scale() <= 0 || value.stripTrailingZeros().scale() <= 0;
    }
}
