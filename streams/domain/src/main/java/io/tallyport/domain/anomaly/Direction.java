package io.tallyport.domain.anomaly;

/** Which way a value left what was expected. */
public enum Direction {
    SPIKE,
    DROP
}
