package io.tallyport.domain.anomaly;

import io.tallyport.domain.catalog.Window;

/**
 * When repeated events are abuse.
 *
 * @param bucket the window in which events are counted
 * @param limitPercent share of duplicates and conflicts among all events, in whole percents, that opens an alert
 * @param leastEvents events in a bucket below which nothing is said
 */
public record FloodRule(Window bucket, int limitPercent, long leastEvents) {

    /** Half of at least a hundred events in an hour. */
    public static final FloodRule DEFAULT = new FloodRule(Window.HOUR, 50, 100);

    public FloodRule {
        if (limitPercent < 1 || limitPercent > 100) {
            throw new IllegalArgumentException("limitPercent: must be from 1 to 100, is " + limitPercent);
        }
        if (leastEvents < 1) {
            throw new IllegalArgumentException("leastEvents: must be at least 1, is " + leastEvents);
        }
    }

    /** Stable name of the rule, for evidence. */
    public String rule() {
        return "abuse/" + DuplicateFlood.NAME + "/" + bucket;
    }
}
