package io.tallyport.domain.catalog;

/** How a meter combines the values of its events. */
public enum Aggregation {
    /** Every event counts one. */
    COUNT,
    /** The values are added, exactly. */
    SUM
}
