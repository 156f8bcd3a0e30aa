package io.tallyport.verifier;

/** How the values of a meter's events come together: the names are those of a catalog. */
enum Combination {
    COUNT,
    SUM,
    MIN,
    MAX,
    AVG,
    LATEST,
    UNIQUE_COUNT;

    /** Whether a negative value makes no sense, for it would take back what was used. */
    boolean adds() {
        return this == COUNT || this == SUM;
    }
}
