package io.tallyport.readmodel;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The versions of the rows written last, so that the next version of a row need not read the row: half the work of
 * applying readings. A table of a fixed size in which the latest wins. Rows are told apart by 64 bits of a hash that
 * begins anew with each process: that two of them are taken for one is less likely than a fault of the memory. Not
 * thread-safe.
 */
final class RowVersions {

    /** The version of a row that is not known. */
    static final long UNKNOWN = -1;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long seed = new SecureRandom().nextLong();
    private final long[] hashesAndVersions;

    /**
     * A table of so many rows, of 16 bytes each.
     *
     * @param slots a power of two
     */
    RowVersions(int slots) {
        hashesAndVersions = new long[2 * slots];
        forget();
    }

    /** The version that a row was last written in; {@link #UNKNOWN} if it was not, or others came between. */
    long of(byte[] key) {
        long hash = hash(key);
        int at = slot(hash);
        return hashesAndVersions[at] == hash ? hashesAndVersions[at + 1] : UNKNOWN;
    }

    /** Notes that a row is being written in a version. */
    void written(byte[] key, long version) {
        long hash = hash(key);
        int at = slot(hash);
        hashesAndVersions[at] = hash;
        hashesAndVersions[at + 1] = version;
    }

    /** Knows nothing any more. */
    void forget() {
        Arrays.fill(hashesAndVersions, UNKNOWN);
    }

    private int slot(long hash) {
        return 2 * (int) (hash & hashesAndVersions.length / 2 - 1);
    }

    /** Multiplied and folded for each byte, and once more for the low bits. */
    private long hash(byte[] key) {
        long hash = seed ^ key.length;
        for (byte b : key) {
            hash = (hash ^ b & 0xFF) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        hash *= MULTIPLIER;
        return hash ^ hash >>> 29;
    }
}
