package io.tallyport.pipeline.state;

import io.tallyport.domain.usage.EventIdentity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How ids are logged: each commit writes what it added as one chunk, and every so often the chunks of a day are
 * replaced by one page of the same ids, so that a quiet task does not leave a record per commit for 35 days. Keys are
 * (day, number); each value holds 24 bytes an id.
 */
final class IdLog {

    static final String STORE = "event-ids-by-day";

    /** What one commit added. */
    static final int CHUNK = 1;
    /** Chunks put together, or a commit that filled a page by itself. */
    static final int PAGE = 2;

    /** With 24 bytes each, a page fills one segment of our own stores, and stays below the bound of any record. */
    static final int IDS_PER_PAGE = 10_800;
    /** So many chunks are worth a page, however few ids they hold. */
    static final int CHUNKS_PER_PAGE = 256;

    private static final int DELETIONS_PER_COMMIT = 500;

    private final KeyValueStore<Bytes, byte[]> store;
    private final IdWords added = new IdWords();
    private int addedDay;
    private final List<Bytes> looseKeys = new ArrayList<>();
    private final IdWords loose = new IdWords();
    private int looseDay;
    private long nextNumber;

    /** Takes an id that is read back. */
    interface Reader {
        void take(long high, long low, long payload, int day);
    }

    IdLog(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Reads all ids back, and notes which chunks are not part of a page yet. */
    void load(Reader reader) {
        try (var all = store.range(null, null)) {
            while (all.hasNext()) {
                var stored = all.next();
                ByteBuffer key = ByteBuffer.wrap(stored.key.get());
                int day = key.getInt();
                long number = key.getLong();
                nextNumber = Math.max(nextNumber, number + 1);
                try {
                    read(stored, day, reader);
                } catch (RuntimeException e) {
                    throw StoredValueException.at(STORE, stored.key, "day " + day + " number " + number, e);
                }
                // Chunks of a day that has passed stay as they are, and go with their day.
                forgetLooseBeyondAPage();
            }
        }
    }

    private void read(KeyValue<Bytes, byte[]> stored, int day, Reader reader) {
        var in = new BinaryInput(STORE, stored.value, PAGE);
        boolean isLoose = in.format() == CHUNK;
        if (isLoose) {
            beginLoose(day);
            looseKeys.add(stored.key);
        }
        while (in.hasMore()) {
            long high = in.fixed();
            long low = in.fixed();
            long payload = in.fixed();
            reader.take(high, low, payload, day);
            if (isLoose) {
                loose.add(high, low, payload);
            }
        }
    }

    /** Notes an id; it is logged by the next {@link #flush} at the latest. */
    void add(EventIdentity id, int day) {
        if (day != addedDay) {
            flush();
            addedDay = day;
        }
        added.add(id.high(), id.low(), id.payload());
    }

    /** Logs what was added since the last commit. */
    void flush() {
        for (int from = 0; from < added.size(); from += IDS_PER_PAGE) {
            write(from, Math.min(added.size(), from + IDS_PER_PAGE));
        }
        added.clear();
    }

    /** Deletes some of what is stored of the days before {@code firstDay}; returns whether nothing is left of them. */
    boolean purge(int firstDay) {
        var past = new ArrayList<Bytes>();
        try (var stored = store.range(keyOf(IdSegment.UNKNOWN_DAY + 1, 0), keyOf(firstDay, 0))) {
            while (stored.hasNext() && past.size() < DELETIONS_PER_COMMIT) {
                Bytes key = stored.next().key;
                if (ByteBuffer.wrap(key.get()).getInt() < firstDay) {
                    past.add(key);
                }
            }
        }
        past.forEach(store::delete);
        return past.size() < DELETIONS_PER_COMMIT;
    }

    private void write(int from, int to) {
        beginLoose(addedDay);
        if (to - from == IDS_PER_PAGE) {
            put(added, from, to, PAGE);
            return;
        }
        if (loose.size() + to - from > IDS_PER_PAGE) {
            foldLoose();
        }
        looseKeys.add(put(added, from, to, CHUNK));
        loose.addAll(added, from, to);
        if (looseKeys.size() >= CHUNKS_PER_PAGE) {
            foldLoose();
        }
    }

    private void beginLoose(int day) {
        if (day != looseDay) {
            looseDay = day;
            looseKeys.clear();
            loose.clear();
        }
    }

    private void forgetLooseBeyondAPage() {
        if (looseKeys.size() >= CHUNKS_PER_PAGE || loose.size() > IDS_PER_PAGE) {
            looseKeys.clear();
            loose.clear();
        }
    }

    /** In one transaction with everything else of the commit, so the ids are never in neither or in both. */
    private void foldLoose() {
        if (looseKeys.size() > 1) {
            put(loose, 0, loose.size(), PAGE);
            looseKeys.forEach(store::delete);
        }
        looseKeys.clear();
        loose.clear();
    }

    private Bytes put(IdWords ids, int from, int to, int format) {
        Bytes key = keyOf(looseDay, nextNumber++);
        store.put(key, ids.encode(from, to, format));
        return key;
    }

    private static Bytes keyOf(int day, long number) {
        byte[] key = new byte[Integer.BYTES + Long.BYTES];
        ByteBuffer.wrap(key).putInt(day).putLong(number);
        return Bytes.wrap(key);
    }
}
