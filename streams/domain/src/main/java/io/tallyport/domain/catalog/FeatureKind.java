package io.tallyport.domain.catalog;

/** What sort of capability a feature is. */
public enum FeatureKind {
    /** On or off. */
    BOOLEAN,
    /** A fixed value, for example a tier or a maximum. */
    STATIC,
    /** Allowed while a meter's quota lasts. */
    METERED
}
