package io.tallyport.domain.license;

/**
 * Where a license is in its life.
 *
 * <pre>
 *   ISSUE ──> ACTIVE ──SUSPEND──> SUSPENDED
 *               │  <──RESUME──────   │
 *               ├── expiry ──> EXPIRED
 *               └── REVOKE ──> REVOKED (final)
 * </pre>
 */
public enum LicenseState {
    ACTIVE,
    SUSPENDED,
    EXPIRED,
    REVOKED
}
