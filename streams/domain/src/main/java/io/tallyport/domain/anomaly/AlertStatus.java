package io.tallyport.domain.anomaly;

/** Where an alert, which is one incident, stands. */
public enum AlertStatus {
    OPENED,
    /** It got worse. */
    UPDATED,
    RESOLVED
}
