package io.tallyport.domain.anomaly;

/** How loud a finding is. */
public enum Severity {
    /** It is over. */
    INFO,
    WARNING,
    /** At least twice the score that opens an alert. */
    CRITICAL
}
