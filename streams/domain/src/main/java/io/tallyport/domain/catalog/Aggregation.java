package io.tallyport.domain.catalog;

/**
 * How a meter combines the values of its events. Each is order-free: whatever the order in which events come, a window
 * holds the same.
 */
public enum Aggregation {
    /** Every event counts one. */
    COUNT,
    /** The values are added, exactly. */
    SUM,
    /** The smallest value. */
    MIN,
    /** The largest value. */
    MAX,
    /** The mean of the values: their exact sum by their number, to 18 decimals. */
    AVG,
    /** The value of the latest event time; of several at one instant the largest. */
    LATEST,
    /** How many different values there are: exact while they are few, then estimated with a stated error. */
    UNIQUE_COUNT,
    /** A level over time, in value times hours: each value is by how much the level changes. */
    TIME_WEIGHTED;

    /** Whether events add to it one by one, so that a limit can be enforced and a sum of windows means something. */
    public boolean isAdditive() {
        return this == COUNT || this == SUM;
    }

    /** Whether totals may be kept per hour: each window of different values holds them, and a level has to be carried through each. */
    public boolean hasHours() {
        return this != UNIQUE_COUNT && this != TIME_WEIGHTED;
    }

    /** Whether usage goes up to a limit: a smallest value or a mean does not. */
    public boolean canBeLimited() {
        return this != MIN && this != AVG;
    }
}
