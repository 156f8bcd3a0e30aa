package io.tallyport.verifier;

/** How the values of a meter's events come together: the names are those of a catalog. */
enum Combination {
    COUNT,
    SUM,
    MIN,
    MAX,
    AVG,
    LATEST,
    UNIQUE_COUNT,
    /** A level over time: values are by how much it changes. */
    TIME_WEIGHTED;

    /** Whether a negative value makes no sense, for it would take back what was used. */
    boolean adds() {
        return this == COUNT || this == SUM;
    }

    /** Whether totals are kept per hour of a meter that names no windows. */
    boolean hasHours() {
        return this != UNIQUE_COUNT && this != TIME_WEIGHTED;
    }
}
