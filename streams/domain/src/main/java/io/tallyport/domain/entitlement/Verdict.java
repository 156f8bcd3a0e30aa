package io.tallyport.domain.entitlement;

/** What a check answers. Never silence. */
public enum Verdict {
    ALLOW,
    DENY,
    /** Allowed, and someone should look. */
    ALERT
}
