package io.tallyport.pipeline.state;

import io.tallyport.domain.usage.EventIdentity;
import io.tallyport.domain.usage.Seen;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ids of one task: an open-addressing table on the heap, 28 bytes an id before load factor, logged as one chunk of
 * 24-byte entries per commit. The day bucket says when an id is forgotten, never where to look, so a retry with
 * another timestamp is found as well.
 */
final class EventIds {

    static final String STORE = "event-ids-by-day";
    static final int CHUNK_FORMAT = 1;
    private static final int ENTRIES_PER_CHUNK = 8_000;
    private static final int FIRST_SLOTS = 1 << 12;
    private static final int FREE = Integer.MIN_VALUE;
    /** Day of ids that were counted before any tick was read: the few of them are never forgotten. */
    private static final int UNKNOWN_DAY = 0;

    private long[] high = new long[FIRST_SLOTS];
    private long[] low = new long[FIRST_SLOTS];
    private long[] payload = new long[FIRST_SLOTS];
    private int[] day = freeDays(FIRST_SLOTS);
    private int size;
    private long nextChunk;
    private final List<EventIdentity> unlogged = new ArrayList<>();
    private int today = FREE;

    /** Rebuilds the table from the chunks. */
    static EventIds load(KeyValueStore<Bytes, byte[]> store) {
        var ids = new EventIds();
        try (var chunks = store.all()) {
            while (chunks.hasNext()) {
                var chunk = chunks.next();
                ByteBuffer key = ByteBuffer.wrap(chunk.key.get());
                int bucket = key.getInt();
                ids.nextChunk = Math.max(ids.nextChunk, key.getLong() + 1);
                ids.today = Math.max(ids.today, bucket);
                var in = new BinaryInput(STORE, chunk.value, CHUNK_FORMAT);
                while (in.hasMore()) {
                    ids.put(in.fixed(), in.fixed(), in.fixed(), bucket);
                }
            }
        }
        return ids;
    }

    Seen lookUp(EventIdentity id) {
        int slot = slotOf(id.high(), id.low());
        if (day[slot] == FREE) {
            return Seen.NEW;
        }
        return payload[slot] == id.payload() ? Seen.SAME_PAYLOAD : Seen.OTHER_PAYLOAD;
    }

    /** Remembers an id that was counted today; {@value #UNKNOWN_DAY} while no tick said which day it is. */
    void add(EventIdentity id, int dayOfNow) {
        if (today != dayOfNow) {
            today = Math.max(today, dayOfNow);
        }
        put(id.high(), id.low(), id.payload(), today);
        unlogged.add(id);
    }

    int size() {
        return size;
    }

    /** Logs what was added since the last commit. */
    void flush(KeyValueStore<Bytes, byte[]> store) {
        for (int from = 0; from < unlogged.size(); from += ENTRIES_PER_CHUNK) {
            var out = new BinaryOutput(CHUNK_FORMAT);
            for (EventIdentity id : unlogged.subList(from, Math.min(unlogged.size(), from + ENTRIES_PER_CHUNK))) {
                out.fixed(id.high()).fixed(id.low()).fixed(id.payload());
            }
            store.put(chunkKey(today, nextChunk++), out.toBytes());
        }
        unlogged.clear();
    }

    /** Forgets every id whose day is before {@code firstDayKept}. Called once a day. */
    void forgetBefore(int firstDayKept, KeyValueStore<Bytes, byte[]> store) {
        var old = new ArrayList<Bytes>();
        try (var chunks = store.range(chunkKey(UNKNOWN_DAY + 1, 0), chunkKey(firstDayKept, 0))) {
            chunks.forEachRemaining(chunk -> {
                if (ByteBuffer.wrap(chunk.key.get()).getInt() < firstDayKept) {
                    old.add(chunk.key);
                }
            });
        }
        if (old.isEmpty()) {
            return;
        }
        old.forEach(store::delete);
        rehash(day.length, firstDayKept);
    }

    private static Bytes chunkKey(int bucket, long sequence) {
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(Math.max(0, bucket))
                .putLong(sequence)
                .array());
    }

    private void put(long h, long l, long p, int bucket) {
        if (size + 1 > day.length / 5 * 3) {
            rehash(day.length * 2, Integer.MIN_VALUE);
        }
        int slot = slotOf(h, l);
        if (day[slot] == FREE) {
            size++;
        }
        high[slot] = h;
        low[slot] = l;
        payload[slot] = p;
        day[slot] = bucket;
    }

    private int slotOf(long h, long l) {
        int mask = day.length - 1;
        int slot = (int) h & mask;
        while (day[slot] != FREE && (high[slot] != h || low[slot] != l)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void rehash(int slots, int firstDayKept) {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldPayload = payload;
        int[] oldDay = day;
        high = new long[slots];
        low = new long[slots];
        payload = new long[slots];
        day = freeDays(slots);
        size = 0;
        for (int i = 0; i < oldDay.length; i++) {
            if (oldDay[i] != FREE && (oldDay[i] >= firstDayKept || oldDay[i] == UNKNOWN_DAY)) {
                put(oldHigh[i], oldLow[i], oldPayload[i], oldDay[i]);
            }
        }
    }

    private static int[] freeDays(int slots) {
        int[] days = new int[slots];
        java.util.Arrays.fill(days, FREE);
        return days;
    }
}
