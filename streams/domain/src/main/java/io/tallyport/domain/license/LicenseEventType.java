package io.tallyport.domain.license;

/** What happened to a license. All but {@link #REFUSED} raise its version by one. */
public enum LicenseEventType {
    ISSUED,
    SUSPENDED,
    RESUMED,
    REVOKED,
    EXPIRED,
    QUARANTINED,
    RELEASED,
    /** A command was answered with no; nothing changed. */
    REFUSED
}
