package io.tallyport.readmodel;

import java.security.SecureRandom;

/**
 * The highest versions of the licenses whose readings were applied last, so that the next reading need not look for
 * them. A table of a fixed size in which the latest wins. Licenses are told apart by 64 bits of a hash that begins anew
 * with each process: that two of them are taken for one is less likely than a fault of the memory. Not thread-safe.
 */
final class LicenseVersions {

    /** The version of a license that is not known. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final SecureRandom random = new SecureRandom();
    private final long[] hashesAndVersions;
    private long seed = random.nextLong();

    /**
     * A table of so many licenses, of 16 bytes each.
     *
     * @param slots a power of two
     */
    LicenseVersions(int slots) {
        hashesAndVersions = new long[2 * slots];
    }

    /** The version that a license has come to; {@link #UNKNOWN} if it was never noted, or others came between. */
    long of(String license) {
        long hash = hash(license);
        int at = slot(hash);
        return hashesAndVersions[at] == hash ? hashesAndVersions[at + 1] : UNKNOWN;
    }

    /** Notes that no row of a license has a version above this one. */
    void note(String license, long version) {
        long hash = hash(license);
        int at = slot(hash);
        hashesAndVersions[at] = hash;
        hashesAndVersions[at + 1] = version;
    }

    /** Knows nothing any more: with another seed no license has the hash that it had. */
    void forget() {
        seed = random.nextLong();
    }

    private int slot(long hash) {
        return 2 * (int) (hash & hashesAndVersions.length / 2 - 1);
    }

    /** Multiplied and folded for each character, and once more for the low bits. */
    private long hash(String license) {
        long hash = seed ^ license.length();
        for (int i = 0; i < license.length(); i++) {
            hash = (hash ^ license.charAt(i)) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        hash *= MULTIPLIER;
        return hash ^ hash >>> 29;
    }
}
