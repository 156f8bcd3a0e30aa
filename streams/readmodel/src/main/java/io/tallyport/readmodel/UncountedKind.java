package io.tallyport.readmodel;

/** The verdicts on usage that was not counted. */
public enum UncountedKind {
    REJECTED,
    CONFLICT,
    LATE,
    /** Kept for a day only: a retry is no incident. */
    DUPLICATE
}
