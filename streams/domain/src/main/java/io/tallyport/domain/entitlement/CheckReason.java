package io.tallyport.domain.entitlement;

import io.tallyport.domain.license.LicenseState;

/** The stable codes of a check's answer. */
public enum CheckReason {
    OK,
    QUOTA_SOFT_EXCEEDED,
    QUOTA_EXHAUSTED,
    QUOTA_BREACHED,
    LICENSE_UNKNOWN,
    LICENSE_SUSPENDED,
    LICENSE_EXPIRED,
    LICENSE_REVOKED,
    LICENSE_QUARANTINED,
    FEATURE_NOT_GRANTED,
    VIEW_NOT_LOADED,
    VIEW_TOO_OLD,
    FAIL_OPEN;

    /** The code of a lifecycle state; {@link #OK} for an active license. */
    public static CheckReason of(LicenseState state) {
        return switch (state) {
            case ACTIVE -> OK;
            case SUSPENDED -> LICENSE_SUSPENDED;
            case EXPIRED -> LICENSE_EXPIRED;
            case REVOKED -> LICENSE_REVOKED;
        };
    }
}
