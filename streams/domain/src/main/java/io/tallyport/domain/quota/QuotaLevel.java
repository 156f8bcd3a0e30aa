package io.tallyport.domain.quota;

/** How far a window's usage has come towards its limit. "License state" is lifecycle; this is usage. */
public enum QuotaLevel {
    /** Below the lowest threshold. */
    WITHIN,
    /** At or past a threshold below the limit. */
    NEAR,
    /** Nothing is left: usage equals the limit. */
    EXHAUSTED,
    /** Usage is past the limit. */
    BREACHED
}
