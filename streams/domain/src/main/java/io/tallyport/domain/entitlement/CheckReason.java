package io.tallyport.domain.entitlement;

import io.tallyport.domain.license.LicenseState;

/** The stable codes of a check's answer. */
public enum CheckReason {
    OK,
    QUOTA_SOFT_EXCEEDED,
    QUOTA_EXHAUSTED,
    QUOTA_BREACHED,
    LICENSE_UNKNOWN,
    LICENSE_NOT_STARTED,
    LICENSE_IN_GRACE,
    LICENSE_SUSPENDED,
    LICENSE_EXPIRED,
    LICENSE_REVOKED,
    LICENSE_QUARANTINED,
    FEATURE_NOT_GRANTED,
    VIEW_NOT_LOADED,
    VIEW_TOO_OLD,
    FAIL_OPEN;

    /** The code of a lifecycle state; {@link #OK} for an active license, and for one that is tried. */
    public static CheckReason of(LicenseState state) {
        return switch (state) {
            case DRAFT -> LICENSE_NOT_STARTED;
            case TRIAL, ACTIVE -> OK;
            case GRACE -> LICENSE_IN_GRACE;
            case SUSPENDED -> LICENSE_SUSPENDED;
            case EXPIRED -> LICENSE_EXPIRED;
            case REVOKED -> LICENSE_REVOKED;
        };
    }
}
