package io.tallyport.pipeline.store;

import java.util.Arrays;

/**
 * Which entry of a log holds the value of a key: open addressing with linear probing, 16 bytes a slot, at most three
 * quarters full. The table is cut into parts that grow one by one, so that no put waits for a large step. Two keys may
 * share a hash; the log tells them apart. Not thread-safe.
 */
final class KeyIndex implements LogSnapshot.Entries {

    /** No such key. */
    static final long NONE = -1;

    private static final int PARTS = 256;
    private static final int PART_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PARTS);
    /** One free slot, which is never taken: the first key makes room. */
    private static final long[] EMPTY = new long[2];

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** Tells whether an entry is that of a key. */
    interface Entries {
        boolean isOf(long location, byte[] key);
    }

    /** Takes what is indexed. */
    interface Visitor {
        void take(long hash, long location);
    }

    /** Slots as pairs of hash and location + 1; 0 = free. */
    private final long[][] parts = new long[PARTS][];

    private final int[] sizes = new int[PARTS];
    private final Entries entries;
    private int size;

    KeyIndex(Entries entries) {
        this.entries = entries;
        Arrays.fill(parts, EMPTY);
    }

    /** Spreads the bytes of a key over 64 bits: FNV-1a, then the finalizer of MurmurHash3. */
    static long hash(byte[] key) {
        long hash = FNV_OFFSET;
        for (byte b : key) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /** Where the entry of a key lies, or {@link #NONE}. */
    long find(long hash, byte[] key) {
        long[] part = parts[partOf(hash)];
        int slot = slotOf(part, hash, key);
        return slot < 0 ? NONE : part[slot + 1] - 1;
    }

    /** Points a key to an entry; returns where it pointed before, or {@link #NONE}. */
    long put(long hash, byte[] key, long location) {
        long[] part = parts[partOf(hash)];
        int slot = slotOf(part, hash, key);
        if (slot >= 0) {
            long before = part[slot + 1] - 1;
            part[slot + 1] = location + 1;
            return before;
        }
        insert(hash, location);
        return NONE;
    }

    /** Notes a key that is not in the index yet. */
    void insert(long hash, long location) {
        int at = partOf(hash);
        long[] part = withRoom(at);
        int slot = home(part, hash);
        while (part[slot + 1] != 0) {
            slot = next(part, slot);
        }
        part[slot] = hash;
        part[slot + 1] = location + 1;
        sizes[at]++;
        size++;
    }

    /** Moves the entry of a key that lies at one place to another; false if no key points there. */
    boolean move(long hash, long from, long to) {
        long[] part = parts[partOf(hash)];
        for (int slot = home(part, hash); part[slot + 1] != 0; slot = next(part, slot)) {
            if (part[slot + 1] == from + 1) {
                part[slot + 1] = to + 1;
                return true;
            }
        }
        return false;
    }

    /** Whether a key of this hash points to an entry. */
    boolean pointsTo(long hash, long location) {
        return move(hash, location, location);
    }

    /** Forgets a key; returns where it pointed, or {@link #NONE}. */
    long remove(long hash, byte[] key) {
        int at = partOf(hash);
        long[] part = parts[at];
        int slot = slotOf(part, hash, key);
        if (slot < 0) {
            return NONE;
        }
        long location = part[slot + 1] - 1;
        closeGap(part, slot);
        sizes[at]--;
        size--;
        return location;
    }

    @Override
    public int size() {
        return size;
    }

    /** Heap that the table takes. */
    long bytes() {
        long bytes = 0;
        for (long[] part : parts) {
            bytes += (long) part.length * Long.BYTES;
        }
        return bytes;
    }

    @Override
    public void forEach(Visitor visitor) {
        for (long[] part : parts) {
            for (int slot = 0; slot < part.length; slot += 2) {
                if (part[slot + 1] != 0) {
                    visitor.take(part[slot], part[slot + 1] - 1);
                }
            }
        }
    }

    private int slotOf(long[] part, long hash, byte[] key) {
        for (int slot = home(part, hash); part[slot + 1] != 0; slot = next(part, slot)) {
            if (part[slot] == hash && entries.isOf(part[slot + 1] - 1, key)) {
                return slot;
            }
        }
        return -1;
    }

    /** Moves what was pushed beyond a freed slot back into it, so that no probing ends early. */
    private static void closeGap(long[] part, int freed) {
        int gap = freed;
        for (int slot = next(part, gap); part[slot + 1] != 0; slot = next(part, slot)) {
            int home = home(part, part[slot]);
            boolean mayMove = gap <= slot ? home <= gap || home > slot : home <= gap && home > slot;
            if (mayMove) {
                part[gap] = part[slot];
                part[gap + 1] = part[slot + 1];
                gap = slot;
            }
        }
        part[gap] = 0;
        part[gap + 1] = 0;
    }

    private long[] withRoom(int at) {
        long[] part = parts[at];
        if ((sizes[at] + 1) * 4L > part.length / 2 * 3L) {
            long[] larger = new long[part.length * 2];
            for (int slot = 0; slot < part.length; slot += 2) {
                if (part[slot + 1] != 0) {
                    int to = home(larger, part[slot]);
                    while (larger[to + 1] != 0) {
                        to = next(larger, to);
                    }
                    larger[to] = part[slot];
                    larger[to + 1] = part[slot + 1];
                }
            }
            part = larger;
            parts[at] = larger;
        }
        return part;
    }

    private static int partOf(long hash) {
        return (int) (hash >>> PART_SHIFT);
    }

    /** By the low bits: the high ones chose the part. */
    private static int home(long[] part, long hash) {
        return ((int) hash & (part.length / 2 - 1)) * 2;
    }

    private static int next(long[] part, int slot) {
        return slot + 2 == part.length ? 0 : slot + 2;
    }
}
