package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.util.List;

/**
 * A limit on a meter in a window.
 *
 * @param meter meter id
 * @param window calendar window
 * @param limit exact, not negative
 * @param hard true: access ends when it is used up; false: access stays and an alert is raised
 * @param thresholdsPercent whole percents of the limit that notify, ascending
 */
public record Quota(String meter, Window window, BigDecimal limit, boolean hard, List<Integer> thresholdsPercent) {
    public Quota {
        thresholdsPercent = List.copyOf(thresholdsPercent);
        if (limit.signum() < 0) {
            throw new IllegalArgumentException("limit: must not be negative, is " + limit);
        }
    }

    /** Stable name of the rule, for evidence. */
    public String rule() {
        return "quota/" + meter + "/" + window;
    }
}
