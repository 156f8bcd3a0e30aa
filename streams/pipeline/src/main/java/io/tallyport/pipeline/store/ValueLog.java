package io.tallyport.pipeline.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * The latest value of each key in a log of segments: put appends and points the key to its new entry, so that it never
 * reads more than the entry before. The newest segments stay in memory up to a budget, the others lie in a spill file. When more than
 * half of the log is entries that no key points to, the emptiest segments are copied to the head and given back, two for each that is filled:
 * the log stays below about twice what it holds, and no put waits for more than that. An entry is the length of its key (2 bytes) and of its value (4), key and value.
 * Not thread-safe.
 */
final class ValueLog implements KeyIndex.Entries, AutoCloseable {

    static final int SEGMENT_BYTES = 256 * 1024;

    private static final int HEADER_BYTES = Short.BYTES + Integer.BYTES;
    private static final int LONGEST_KEY = 0xFFFF;
    private static final int COLLECTED_PER_SEGMENT = 2;
    /** A log of so few segments is not worth collecting. */
    private static final int FEW_SEGMENTS = 4;
    /** Most entries are shorter: one read of the spill file is enough. */
    private static final int FIRST_READ_BYTES = 1024;

    private final SpillFile file;
    private final long memoryBudgetBytes;
    private final KeyIndex index = new KeyIndex(this);
    private final List<@Nullable Segment> segments = new ArrayList<>();
    private final ArrayDeque<Integer> freeNumbers = new ArrayDeque<>();
    /** Segments that were filled and lie in memory, oldest first. */
    private final ArrayDeque<Segment> sealed = new ArrayDeque<>();

    private final ByteBuffer window = ByteBuffer.allocateDirect(FIRST_READ_BYTES);
    /** Location whose first bytes the window holds: looked up, read and replaced, an entry is read once. */
    private long inWindow = KeyIndex.NONE;

    private int head = -1;
    private boolean collecting;
    private long memoryBytes;
    private long usedBytes;
    private long liveBytes;

    /**
     * A log that begins empty.
     *
     * @param file where it spills to
     * @param memoryBudgetBytes heap that its segments may take; one segment at least stays in memory
     */
    ValueLog(SpillFile file, long memoryBudgetBytes) {
        this.file = file;
        this.memoryBudgetBytes = memoryBudgetBytes;
    }

    byte @Nullable [] get(byte[] key) {
        long location = index.find(KeyIndex.hash(key), key);
        return location == KeyIndex.NONE ? null : valueAt(location);
    }

    void put(byte[] key, byte[] value) {
        if (key.length > LONGEST_KEY) {
            throw new IllegalArgumentException("a key has " + key.length + " bytes, the most is " + LONGEST_KEY);
        }
        long location = append(key, value);
        drop(index.put(KeyIndex.hash(key), key, location));
        collect();
    }

    /** Forgets a key; returns whether it was there. */
    boolean remove(byte[] key) {
        long location = index.remove(KeyIndex.hash(key), key);
        drop(location);
        return location != KeyIndex.NONE;
    }

    int size() {
        return index.size();
    }

    /** Heap that it takes: segments in memory and index. */
    long heapBytes() {
        return memoryBytes + index.bytes() + FIRST_READ_BYTES;
    }

    /** Size of the spill file. */
    long diskBytes() {
        return file.bytes();
    }

    /** The keys from one to another (both included; null = no bound) in the order of their bytes. */
    List<Bytes> keys(@Nullable Bytes from, @Nullable Bytes to) {
        var keys = new ArrayList<Bytes>();
        for (int number = 0; number < segments.size(); number++) {
            var segment = segments.get(number);
            if (segment != null) {
                forEachLive(number, segment, (key, value, location) -> {
                    var bytes = Bytes.wrap(key);
                    if ((from == null || from.compareTo(bytes) <= 0) && (to == null || bytes.compareTo(to) <= 0)) {
                        keys.add(bytes);
                    }
                });
            }
        }
        keys.sort(null);
        return keys;
    }

    /** How many segments there are; numbers below it may be free. */
    int segmentCount() {
        return segments.size();
    }

    /** The entries of one segment that are the latest of their keys; none if the number is free. */
    List<KeyValue<Bytes, byte[]>> latestIn(int number) {
        var segment = segments.get(number);
        if (segment == null || segment.live() == 0) {
            return List.of();
        }
        var latest = new ArrayList<KeyValue<Bytes, byte[]>>();
        forEachLive(number, segment, (key, value, location) -> latest.add(KeyValue.pair(Bytes.wrap(key), value)));
        return latest;
    }

    @Override
    public boolean isOf(long location, byte[] key) {
        var segment = segmentOf(location);
        int at = offsetOf(location);
        ByteBuffer in = entryAt(location);
        int length = in.getShort() & LONGEST_KEY;
        in.getInt();
        if (length != key.length) {
            return false;
        }
        if (in.remaining() < length) {
            in = ByteBuffer.wrap(read(segment, at + HEADER_BYTES, length));
        }
        for (byte b : key) {
            if (in.get() != b) {
                return false;
            }
        }
        return true;
    }

    private byte[] valueAt(long location) {
        ByteBuffer in = entryAt(location);
        int keyLength = in.getShort() & LONGEST_KEY;
        int valueLength = in.getInt();
        if (in.remaining() < keyLength + valueLength) {
            return read(segmentOf(location), offsetOf(location) + HEADER_BYTES + keyLength, valueLength);
        }
        byte[] value = new byte[valueLength];
        in.position(in.position() + keyLength).get(value);
        return value;
    }

    /** The entry at a location, or as much of it as one read of the spill file gives. */
    private ByteBuffer entryAt(long location) {
        var segment = segmentOf(location);
        int at = offsetOf(location);
        byte[] memory = segment.memory();
        if (memory != null) {
            return ByteBuffer.wrap(memory, at, segment.used() - at);
        }
        if (location != inWindow) {
            inWindow = KeyIndex.NONE;
            window.clear().limit(Math.min(FIRST_READ_BYTES, segment.used() - at));
            file.read(segment.place() + at, window);
            inWindow = location;
            window.flip();
        }
        return window.rewind();
    }

    private byte[] read(Segment segment, int at, int length) {
        byte[] bytes = new byte[length];
        file.read(segment.place() + at, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private long append(byte[] key, byte[] value) {
        int bytes = HEADER_BYTES + key.length + value.length;
        var segment = head < 0 ? null : segments.get(head);
        if (segment == null || !segment.hasRoom(bytes)) {
            seal(segment);
            segment = begin(Math.max(SEGMENT_BYTES, bytes));
        }
        int at = segment.claim(bytes);
        ByteBuffer.wrap(java.util.Objects.requireNonNull(segment.memory()), at, bytes)
                .putShort((short) key.length)
                .putInt(value.length)
                .put(key)
                .put(value);
        usedBytes += bytes;
        liveBytes += bytes;
        return locationOf(head, at);
    }

    private void seal(@Nullable Segment segment) {
        if (segment != null) {
            sealed.add(segment);
        }
        while (memoryBytes > memoryBudgetBytes && !sealed.isEmpty()) {
            spill(sealed.element());
            sealed.remove();
        }
    }

    private void spill(Segment segment) {
        segment.spilledTo(file.write(java.util.Objects.requireNonNull(segment.memory()), segment.used()));
        memoryBytes -= segment.capacity();
    }

    private Segment begin(int capacity) {
        var segment = new Segment(capacity);
        memoryBytes += capacity;
        Integer number = freeNumbers.poll();
        if (number == null) {
            head = segments.size();
            segments.add(segment);
        } else {
            head = number;
            segments.set(head, segment);
        }
        return segment;
    }

    private void drop(long location) {
        if (location != KeyIndex.NONE) {
            int bytes = entryBytes(location);
            segmentOf(location).drop(bytes);
            liveBytes -= bytes;
        }
    }

    private int entryBytes(long location) {
        ByteBuffer in = entryAt(location);
        return HEADER_BYTES + (in.getShort() & LONGEST_KEY) + in.getInt();
    }

    /** Entries copied to the head may fill it, which must not begin another round. */
    private void collect() {
        if (collecting || usedBytes - liveBytes < Math.max(liveBytes, (long) FEW_SEGMENTS * SEGMENT_BYTES)) {
            return;
        }
        collecting = true;
        try {
            for (int i = 0; i < COLLECTED_PER_SEGMENT; i++) {
                copyOut(emptiest());
            }
        } finally {
            collecting = false;
        }
    }

    /** The segment, not the head, that gives the most room back for each byte copied. */
    private int emptiest() {
        int emptiest = -1;
        double least = 1;
        for (int number = 0; number < segments.size(); number++) {
            var segment = segments.get(number);
            if (segment != null && number != head) {
                double share = (double) segment.live() / segment.used();
                if (share < least) {
                    least = share;
                    emptiest = number;
                }
            }
        }
        return emptiest;
    }

    private void copyOut(int number) {
        var segment = number < 0 ? null : segments.get(number);
        if (segment == null) {
            return;
        }
        if (segment.live() > 0) {
            forEachLive(number, segment, (key, value, location) -> {
                long to = append(key, value);
                index.move(KeyIndex.hash(key), location, to);
                int bytes = HEADER_BYTES + key.length + value.length;
                segment.drop(bytes);
                liveBytes -= bytes;
            });
        }
        usedBytes -= segment.used();
        // Its number is given again.
        inWindow = KeyIndex.NONE;
        if (segment.memory() != null) {
            sealed.remove(segment);
            memoryBytes -= segment.capacity();
        } else {
            file.free(segment.place(), segment.capacity());
        }
        segments.set(number, null);
        freeNumbers.add(number);
    }

    /** Takes one entry with its key, value and place. */
    private interface EntryVisitor {
        void take(byte[] key, byte[] value, long location);
    }

    private void forEachLive(int number, Segment segment, EntryVisitor visitor) {
        byte[] memory = segment.memory();
        var in = ByteBuffer.wrap(memory != null ? memory : read(segment, 0, segment.used()), 0, segment.used());
        while (in.hasRemaining()) {
            long location = locationOf(number, in.position());
            byte[] key = new byte[in.getShort() & LONGEST_KEY];
            byte[] value = new byte[in.getInt()];
            in.get(key).get(value);
            if (index.pointsTo(KeyIndex.hash(key), location)) {
                visitor.take(key, value, location);
            }
        }
    }

    private Segment segmentOf(long location) {
        return java.util.Objects.requireNonNull(segments.get((int) (location >>> Integer.SIZE)));
    }

    private static int offsetOf(long location) {
        return (int) location;
    }

    private static long locationOf(int number, int offset) {
        return (long) number << Integer.SIZE | offset;
    }

    /** Spills everything: a log that is given what this returns, and the same file, goes on where this one ends. */
    LogSnapshot snapshot(long changelogOffset) throws IOException {
        seal(head < 0 ? null : segments.get(head));
        head = -1;
        sealed.forEach(this::spill);
        sealed.clear();
        file.force();
        return new LogSnapshot(changelogOffset, file.bytes(), segments, index);
    }

    /** Takes over what an earlier log left; to be called on an empty one. */
    void restore(LogSnapshot snapshot) {
        file.resume(snapshot.fileBytes(), snapshot.segments());
        segments.addAll(snapshot.segments());
        for (int number = 0; number < segments.size(); number++) {
            var segment = segments.get(number);
            if (segment == null) {
                freeNumbers.add(number);
            } else {
                usedBytes += segment.used();
                liveBytes += segment.live();
            }
        }
        snapshot.index().forEach(index::insert);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
