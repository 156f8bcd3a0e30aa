package io.tallyport.pipeline.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys of entries that were read from the spill file a moment ago. What a turn looks up, its commit replaces, and would
 * have to read again to be sure that it is the same key. A place for each location, which a later one may take.
 */
final class KeysReadLately {

    /** A few commits' worth of a task that looks up a million licenses. */
    private static final int PLACES = 4_096;

    private static final int KEY_BYTES = 64;

    private final long[] locations = new long[PLACES];
    private final byte[] @Nullable [] keys = new byte[PLACES][];
    private final int[] lengths = new int[PLACES];

    KeysReadLately() {
        Arrays.fill(locations, KeyIndex.NONE);
    }

    /** Notes the key of an entry, and the length of the entry. */
    void add(long location, byte[] key, int length) {
        int place = placeOf(location);
        locations[place] = location;
        keys[place] = key;
        lengths[place] = length;
    }

    /** The key of the entry at a location; null if it is not known. */
    byte @Nullable [] keyAt(long location) {
        int place = placeOf(location);
        return locations[place] == location ? keys[place] : null;
    }

    /** Length of the entry at a location; 0 if it is not known. */
    int lengthAt(long location) {
        int place = placeOf(location);
        return locations[place] == location ? lengths[place] : 0;
    }

    /** Forgets the entries of a segment, whose number is given again. */
    void forget(int segment) {
        for (int place = 0; place < PLACES; place++) {
            if (locations[place] != KeyIndex.NONE && (int) (locations[place] >>> Integer.SIZE) == segment) {
                locations[place] = KeyIndex.NONE;
                keys[place] = null;
            }
        }
    }

    /** Heap that it takes at most. */
    static long bytes() {
        return (long) PLACES * (Long.BYTES + 2 * Integer.BYTES + KEY_BYTES);
    }

    /** Locations differ in segment and offset: both are spread over all places. */
    private static int placeOf(long location) {
        long mixed = location * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> (Long.SIZE - Integer.numberOfTrailingZeros(PLACES)));
    }
}
