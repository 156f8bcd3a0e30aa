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
    /** Another plan, or other terms of the same, hold from the instant of the event on. */
    PLAN_CHANGED,
    /** A closed period was corrected by hand. */
    ADJUSTED,
    /** A statement that was held is to be issued as it is. */
    STATEMENT_RELEASED,
    /** A member has a named seat. */
    SEAT_ASSIGNED,
    /** A member has it no more. */
    SEAT_RELEASED,
    /** A draft became usable. */
    ACTIVATED,
    /** Its validity began with its first use. */
    FIRST_USED,
    /** It is no trial any more. */
    TRIAL_ENDED,
    /** Its end is near. */
    EXPIRING,
    /** Its end has passed, and it may be used on. */
    GRACE_BEGAN,
    /** Its end was put off. */
    RENEWED,
    /** Whether it renews itself was changed. */
    RENEWAL_SET,
    /** Another plan is to hold from an instant on. */
    PLAN_CHANGE_SCHEDULED,
    /** It is not. */
    PLAN_CHANGE_CANCELLED,
    /** It has a new key; the one before may be taken for a while. */
    REKEYED,
    /** The key before is not taken any more. */
    OLD_KEY_ENDED,
    /** Its revocation was taken back. */
    REINSTATED,
    /** A command was answered with no; nothing changed. */
    REFUSED
}
