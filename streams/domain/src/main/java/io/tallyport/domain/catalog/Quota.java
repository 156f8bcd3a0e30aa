package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A limit on a meter in a window. A value: two with the same terms are equal. What every event asks for, {@link #rule}
 * and {@link #reached}, is worked out on first use and kept; doing so twice at once gives the same.
 */
public final class Quota {

    private static final int PERCENT_DIGITS = 2;

    private final String meter;
    private final Window window;
    private final BigDecimal limit;
    private final boolean hard;
    private final List<Integer> thresholdsPercent;
    private @Nullable String rule;
    private BigDecimal @Nullable [] marks;

    /**
     * A limit.
     *
     * @param meter meter id
     * @param window calendar window
     * @param limit exact, not negative
     * @param hard true: access ends when it is used up; false: access stays and an alert is raised
     * @param thresholdsPercent whole percents of the limit that notify, ascending
     */
    public Quota(String meter, Window window, BigDecimal limit, boolean hard, List<Integer> thresholdsPercent) {
        if (limit.signum() < 0) {
            throw new IllegalArgumentException("limit: must not be negative, is " + limit);
        }
        this.meter = meter.intern();
        this.window = window;
        this.limit = limit;
        this.hard = hard;
        this.thresholdsPercent = List.copyOf(thresholdsPercent);
    }

    /** Meter id. */
    public String meter() {
        return meter;
    }

    /** Calendar window. */
    public Window window() {
        return window;
    }

    /** Exact, not negative. */
    public BigDecimal limit() {
        return limit;
    }

    /** Whether access ends when it is used up; otherwise access stays and an alert is raised. */
    public boolean hard() {
        return hard;
    }

    /** Whole percents of the limit that notify, ascending. */
    public List<Integer> thresholdsPercent() {
        return thresholdsPercent;
    }

    /** Stable name of the rule, for evidence. */
    public String rule() {
        String known = rule;
        if (known == null) {
            known = ("quota/" + meter + "/" + window).intern();
            rule = known;
        }
        return known;
    }

    /** How many thresholds some usage reaches: those come first. Nothing used reaches none, whatever the limit. */
    public int reached(BigDecimal used) {
        BigDecimal[] known = marks();
        int reached = 0;
        while (reached < known.length && used.signum() > 0 && used.compareTo(known[reached]) >= 0) {
            reached++;
        }
        return reached;
    }

    private BigDecimal[] marks() {
        BigDecimal[] known = marks;
        if (known == null) {
            known = thresholdsPercent.stream()
                    .map(percent -> limit.multiply(BigDecimal.valueOf(percent)).movePointLeft(PERCENT_DIGITS))
                    .toArray(BigDecimal[]::new);
            marks = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || other instanceof Quota that
                        && hard == that.hard
                        && window == that.window
                        && limit.equals(that.limit)
                        && meter.equals(that.meter)
                        && thresholdsPercent.equals(that.thresholdsPercent);
    }

    @Override
    public int hashCode() {
        return Objects.hash(meter, window, limit, hard, thresholdsPercent);
    }

    @Override
    public String toString() {
        return "Quota[meter=" + meter + ", window=" + window + ", limit=" + limit + ", hard=" + hard
                + ", thresholdsPercent=" + thresholdsPercent + "]";
    }
}
