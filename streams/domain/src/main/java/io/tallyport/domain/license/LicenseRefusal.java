package io.tallyport.domain.license;

/** Why a command was refused. The names are stable codes. */
public enum LicenseRefusal {
    LICENSE_EXISTS,
    LICENSE_UNKNOWN,
    PRODUCT_UNKNOWN,
    PLAN_UNKNOWN,
    PLAN_NOT_OF_PRODUCT,
    CUSTOMER_MISSING,
    EXPIRY_IN_PAST,
    TIME_ZONE_UNKNOWN,
    ANCHOR_OUT_OF_RANGE,
    WRONG_STATE,
    NOT_QUARANTINED,
    NO_CATALOG,
    COMMAND_ID_REUSED,
    KEY_MISSING
}
