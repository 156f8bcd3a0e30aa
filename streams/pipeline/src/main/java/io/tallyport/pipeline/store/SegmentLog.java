package io.tallyport.pipeline.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Entries one after the other, in segments: the newest stay in memory up to a budget, the others lie in a spill file. An
 * entry is the length of its key (2 bytes) and of its value (4), key and value. It counts which entries are live, and
 * knows nothing of what points to them. Not thread-safe.
 */
final class SegmentLog implements AutoCloseable {

    static final int SEGMENT_BYTES = 256 * 1024;
    static final int LONGEST_KEY = 0xFFFF;
    /** Most entries are shorter: one read of the spill file is enough. */
    static final int FIRST_READ_BYTES = 1024;

    private static final int HEADER_BYTES = Short.BYTES + Integer.BYTES;

    private final SpillFile file;
    private final long memoryBudgetBytes;
    private final List<@Nullable Segment> segments = new ArrayList<>();
    private final ArrayDeque<Integer> freeNumbers = new ArrayDeque<>();
    /** Segments that were filled and lie in memory, oldest first. */
    private final ArrayDeque<Segment> sealed = new ArrayDeque<>();

    private final ByteBuffer window = ByteBuffer.allocateDirect(FIRST_READ_BYTES);
    /** Location whose first bytes the window holds: looked up and read, an entry is read once. */
    private long inWindow = KeyIndex.NONE;
    /** Null until an entry was read from the file. */
    private @Nullable KeysReadLately lately;

    private int head = -1;
    private long memoryBytes;
    private long usedBytes;
    private long liveBytes;

    /** Takes one entry with its key, value and place. */
    interface EntryVisitor {
        void take(byte[] key, byte[] value, long location);
    }

    SegmentLog(SpillFile file, long memoryBudgetBytes) {
        this.file = file;
        this.memoryBudgetBytes = memoryBudgetBytes;
    }

    /** Appends a live entry; returns its location. */
    long append(byte[] key, byte[] value) {
        int bytes = HEADER_BYTES + key.length + value.length;
        var segment = head < 0 ? null : segments.get(head);
        if (segment == null || !segment.hasRoom(bytes)) {
            seal(segment);
            segment = begin(Math.max(SEGMENT_BYTES, bytes));
        }
        int at = segment.claim(bytes);
        ByteBuffer.wrap(Objects.requireNonNull(segment.memory()), at, bytes)
                .putShort((short) key.length)
                .putInt(value.length)
                .put(key)
                .put(value);
        usedBytes += bytes;
        liveBytes += bytes;
        return (long) head << Integer.SIZE | at;
    }

    /** Whether the entry at a location is of a key. */
    boolean isOf(long location, byte[] key) {
        byte[] known = lately == null ? null : lately.keyAt(location);
        if (known != null) {
            return Arrays.equals(known, key);
        }
        ByteBuffer in = entryAt(location);
        int length = in.getShort() & LONGEST_KEY;
        int bytes = HEADER_BYTES + length + in.getInt();
        if (length != key.length) {
            return false;
        }
        if (in.remaining() < length) {
            in = ByteBuffer.wrap(read(segmentOf(location), offsetOf(location) + HEADER_BYTES, length));
        }
        for (byte b : key) {
            if (in.get() != b) {
                return false;
            }
        }
        if (segmentOf(location).memory() == null) {
            lately = lately == null ? new KeysReadLately() : lately;
            lately.add(location, key, bytes);
        }
        return true;
    }

    byte[] valueAt(long location) {
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

    /** Notes that nothing points to an entry any more. */
    void drop(long location) {
        int known = lately == null ? 0 : lately.lengthAt(location);
        drop(location, known > 0 ? known : lengthAt(location));
    }

    private int lengthAt(long location) {
        ByteBuffer in = entryAt(location);
        return HEADER_BYTES + (in.getShort() & LONGEST_KEY) + in.getInt();
    }

    /** The same of an entry that was read. */
    void drop(long location, byte[] key, byte[] value) {
        drop(location, HEADER_BYTES + key.length + value.length);
    }

    private void drop(long location, int bytes) {
        segmentOf(location).drop(bytes);
        liveBytes -= bytes;
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
        segment.spilledTo(file.write(Objects.requireNonNull(segment.memory()), segment.used()));
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

    /** How many numbers of segments there are, free ones among them. */
    int segmentCount() {
        return segments.size();
    }

    boolean hasLive(int number) {
        var segment = segments.get(number);
        return segment != null && segment.live() > 0;
    }

    /** Visits all entries of a segment, live or not. */
    void forEach(int number, EntryVisitor visitor) {
        var segment = segments.get(number);
        if (segment == null) {
            return;
        }
        byte[] memory = segment.memory();
        var in = ByteBuffer.wrap(memory != null ? memory : read(segment, 0, segment.used()), 0, segment.used());
        while (in.hasRemaining()) {
            long location = (long) number << Integer.SIZE | in.position();
            byte[] key = new byte[in.getShort() & LONGEST_KEY];
            byte[] value = new byte[in.getInt()];
            in.get(key).get(value);
            visitor.take(key, value, location);
        }
    }

    /** The segment, not the one that is written, that gives the most room back for each live byte; -1 if there is none. */
    int emptiest() {
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

    /** Gives a segment back, of which nothing is live. */
    void release(int number) {
        var segment = Objects.requireNonNull(segments.get(number));
        usedBytes -= segment.used();
        // Its number is given again.
        inWindow = KeyIndex.NONE;
        if (lately != null) {
            lately.forget(number);
        }
        if (segment.memory() != null) {
            sealed.remove(segment);
            memoryBytes -= segment.capacity();
        } else {
            file.free(segment.place(), segment.capacity());
        }
        segments.set(number, null);
        freeNumbers.add(number);
    }

    /** Bytes of entries that nothing points to. */
    long deadBytes() {
        return usedBytes - liveBytes;
    }

    long liveBytes() {
        return liveBytes;
    }

    /** Heap that segments and window take. */
    long heapBytes() {
        return memoryBytes + FIRST_READ_BYTES + (lately == null ? 0 : KeysReadLately.bytes());
    }

    /** Size of the spill file. */
    long diskBytes() {
        return file.bytes();
    }

    /** Spills everything, for a log that goes on with the same file. */
    List<@Nullable Segment> spillAll() throws IOException {
        seal(head < 0 ? null : segments.get(head));
        head = -1;
        sealed.forEach(this::spill);
        sealed.clear();
        file.force();
        return segments;
    }

    /** Takes over the segments of an earlier log; to be called on an empty one. */
    void resume(long fileBytes, List<@Nullable Segment> earlier) {
        file.resume(fileBytes, earlier);
        segments.addAll(earlier);
        for (int number = 0; number < segments.size(); number++) {
            var segment = segments.get(number);
            if (segment == null) {
                freeNumbers.add(number);
            } else {
                usedBytes += segment.used();
                liveBytes += segment.live();
            }
        }
    }

    private Segment segmentOf(long location) {
        return Objects.requireNonNull(segments.get((int) (location >>> Integer.SIZE)));
    }

    private static int offsetOf(long location) {
        return (int) location;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
