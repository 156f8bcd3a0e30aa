package io.tallyport.pipeline.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * The latest value of each key in a {@link SegmentLog}: put appends and points the key to its new entry, so that it never
 * reads more than the entry before. When more than half of the log is entries that no key points to, the emptiest
 * segments are copied to the head and given back, two for each that is filled: the log stays below about twice what it
 * holds, and no put waits for more than that. Not thread-safe.
 */
final class ValueLog implements KeyIndex.Entries, AutoCloseable {

    private static final int COLLECTED_PER_SEGMENT = 2;
    /** A log of so few segments is not worth collecting. */
    private static final int FEW_SEGMENTS = 4;

    private final SegmentLog entries;
    private final KeyIndex index = new KeyIndex(this);
    private boolean collecting;

    /**
     * A log that begins empty.
     *
     * @param file where it spills to
     * @param memoryBudgetBytes heap that its segments may take; one segment at least stays in memory
     */
    ValueLog(SpillFile file, long memoryBudgetBytes) {
        this.entries = new SegmentLog(file, memoryBudgetBytes);
    }

    byte @Nullable [] get(byte[] key) {
        long location = index.find(KeyIndex.hash(key), key);
        return location == KeyIndex.NONE ? null : entries.valueAt(location);
    }

    void put(byte[] key, byte[] value) {
        if (key.length > SegmentLog.LONGEST_KEY) {
            throw new IllegalArgumentException(
                    "a key has " + key.length + " bytes, the most is " + SegmentLog.LONGEST_KEY);
        }
        long location = entries.append(key, value);
        drop(index.put(KeyIndex.hash(key), key, location));
        collect();
    }

    /** Forgets a key; returns whether it was there. */
    boolean remove(byte[] key) {
        long location = index.remove(KeyIndex.hash(key), key);
        drop(location);
        return location != KeyIndex.NONE;
    }

    private void drop(long location) {
        if (location != KeyIndex.NONE) {
            entries.drop(location);
        }
    }

    int size() {
        return index.size();
    }

    /** Heap that it takes: segments in memory and index. */
    long heapBytes() {
        return entries.heapBytes() + index.bytes();
    }

    /** Size of the spill file. */
    long diskBytes() {
        return entries.diskBytes();
    }

    /** The keys from one to another (both included; null = no bound) in the order of their bytes. */
    List<Bytes> keys(@Nullable Bytes from, @Nullable Bytes to) {
        var keys = new ArrayList<Bytes>();
        for (int number = 0; number < entries.segmentCount(); number++) {
            forEachLatest(number, (key, value, location) -> {
                var bytes = Bytes.wrap(key);
                if ((from == null || from.compareTo(bytes) <= 0) && (to == null || bytes.compareTo(to) <= 0)) {
                    keys.add(bytes);
                }
            });
        }
        keys.sort(null);
        return keys;
    }

    /** All entries, segment by segment, then null. Not to be changed meanwhile. */
    Supplier<@Nullable KeyValue<Bytes, byte[]>> latest() {
        var read = new ArrayDeque<KeyValue<Bytes, byte[]>>();
        var segment = new int[] {0};
        return () -> {
            while (read.isEmpty() && segment[0] < entries.segmentCount()) {
                forEachLatest(segment[0]++, (key, value, location) -> read.add(KeyValue.pair(Bytes.wrap(key), value)));
            }
            return read.poll();
        };
    }

    private void forEachLatest(int number, SegmentLog.EntryVisitor visitor) {
        if (entries.hasLive(number)) {
            entries.forEach(number, (key, value, location) -> {
                if (index.pointsTo(KeyIndex.hash(key), location)) {
                    visitor.take(key, value, location);
                }
            });
        }
    }

    @Override
    public boolean isOf(long location, byte[] key) {
        return entries.isOf(location, key);
    }

    /** Entries copied to the head may fill it, which must not begin another round. */
    private void collect() {
        long worthIt = Math.max(entries.liveBytes(), (long) FEW_SEGMENTS * SegmentLog.SEGMENT_BYTES);
        if (collecting || entries.deadBytes() < worthIt) {
            return;
        }
        collecting = true;
        try {
            for (int i = 0; i < COLLECTED_PER_SEGMENT; i++) {
                copyOut(entries.emptiest());
            }
        } finally {
            collecting = false;
        }
    }

    private void copyOut(int number) {
        if (number < 0) {
            return;
        }
        forEachLatest(number, (key, value, location) -> {
            index.move(KeyIndex.hash(key), location, entries.append(key, value));
            entries.drop(location, key, value);
        });
        entries.release(number);
    }

    /** Spills everything: a log that is given what this returns, and the same file, goes on where this one ends. */
    LogSnapshot snapshot(long changelogOffset) throws IOException {
        var segments = entries.spillAll();
        return new LogSnapshot(changelogOffset, entries.diskBytes(), segments, index);
    }

    /** Takes over what an earlier log left; to be called on an empty one. */
    void restore(LogSnapshot snapshot) {
        entries.resume(snapshot.fileBytes(), snapshot.segments());
        snapshot.index().forEach(index::insert);
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
