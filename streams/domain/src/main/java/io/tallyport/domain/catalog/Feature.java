package io.tallyport.domain.catalog;

/**
 * A capability that plans grant.
 *
 * @param id stable id, the name that checks use
 * @param kind boolean, static or metered
 * @param meter meter whose quota decides, for METERED; else empty
 * @param onFailure what a check answers without a fresh view
 * @param traceEach whether each allow is recorded one by one instead of counted
 */
public record Feature(String id, FeatureKind kind, String meter, FailurePolicy onFailure, boolean traceEach) {}
