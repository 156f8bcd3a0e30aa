package io.tallyport.domain.license;

/**
 * Where a license is in its life. {@link LicenseTransition} is the table of what commands make of it, {@link LicenseTime} that of
 * what time does.
 *
 * <p>Quarantine is no state: it says that decisions about the license are held after a fault, whatever its state.
 */
public enum LicenseState {
    /** Sold, and not started yet. */
    DRAFT,
    /** Tried until its end. */
    TRIAL,
    ACTIVE,
    /** Past its end, and used on for a while. */
    GRACE,
    SUSPENDED,
    EXPIRED,
    REVOKED;

    /** Whether the license may be used. */
    public boolean givesAccess() {
        return this == TRIAL || this == ACTIVE || this == GRACE;
    }

    /** Whether it has ended. It may come back, by a renewal or a reinstatement. */
    public boolean isOver() {
        return this == EXPIRED || this == REVOKED;
    }
}
