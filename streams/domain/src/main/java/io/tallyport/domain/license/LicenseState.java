package io.tallyport.domain.license;

/**
 * Where a license is in its life. {@link LicenseTransition} is the table of all moves.
 *
 * <pre>
 *   ISSUE ──> ACTIVE ──SUSPEND──> SUSPENDED
 *             │   │ <──RESUME───   │    │
 *             │   └────expiry──────┴──> EXPIRED
 *             └────────REVOKE───────────┴──┴──> REVOKED (final)
 * </pre>
 *
 * Quarantine is no state: it says that decisions about the license are held after a fault, whatever its state.
 */
public enum LicenseState {
    ACTIVE,
    SUSPENDED,
    EXPIRED,
    REVOKED
}
