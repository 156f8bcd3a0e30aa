package io.tallyport.pipeline.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key-value store over a {@link ValueLog}, to be wrapped by the logged store of Kafka Streams: what is in it can be read
 * again from the changelog. It keeps its own offsets (KIP-1035): files are taken over only if a stamp says up to which
 * committed offset they are complete. The stamp is deleted when the files are opened and written when they are closed
 * without a change since the last commit, so that a kill, a dirty close or an open transaction leaves none; Kafka
 * Streams then wipes the task's folder and restores. Like every store of a task it is used by one thread at a time.
 */
final class OwnStore implements KeyValueStore<Bytes, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(OwnStore.class);
    private static final String SPILL = "spill.log";
    private static final String STAMP = "spill.stamp";

    private final String name;
    private final long memoryBudgetBytes;
    private final OwnStores owner;
    /** For interactive queries, of which there are none here: they go to the read model. */
    private final Position position = Position.emptyPosition();

    private Path folder = Path.of("");
    private @Nullable ValueLog log;
    /** Offset up to which the changelog and this store agree; null once a change was made after a commit. */
    private @Nullable Long committed;

    OwnStore(String name, long memoryBudgetBytes, OwnStores owner) {
        this.name = name;
        this.memoryBudgetBytes = memoryBudgetBytes;
        this.owner = owner;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        folder = context.stateDir().toPath().resolve("own").resolve(name);
        log = open();
        owner.opened(this);
        context.register(root, new Restore());
    }

    /** The log of the last run if it ended clean, else an empty one. */
    private ValueLog open() {
        Path spill = folder.resolve(SPILL);
        Path stamp = folder.resolve(STAMP);
        var opened = new ValueLog(new SpillFile(spill, SegmentLog.SEGMENT_BYTES), memoryBudgetBytes);
        try {
            var snapshot = Files.exists(stamp) ? LogSnapshot.read(stamp) : null;
            Files.deleteIfExists(stamp);
            if (snapshot == null) {
                Files.deleteIfExists(spill);
            } else {
                opened.restore(snapshot);
                committed = snapshot.changelogOffset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("store " + name + " cannot be opened in " + folder, e);
        }
        return opened;
    }

    /** Takes what the changelog holds. */
    private final class Restore implements BatchingStateRestoreCallback {
        @Override
        public void restoreAll(java.util.Collection<KeyValue<byte[], byte[]>> records) {
            for (var record : records) {
                set(record.key, record.value);
            }
        }
    }

    private void set(byte[] key, byte @Nullable [] value) {
        committed = null;
        if (value == null) {
            log().remove(key);
        } else {
            log().put(key, value);
        }
    }

    private ValueLog log() {
        if (log == null) {
            throw new IllegalStateException("store " + name + " is closed");
        }
        return log;
    }

    @Override
    public void put(Bytes key, byte[] value) {
        set(key.get(), value);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        for (var entry : entries) {
            set(entry.key.get(), entry.value);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's stores answer null for a key they do not have, and are not annotated for it
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        byte[] before = get(key);
        if (before == null) {
            set(key.get(), value);
        }
        return before;
    }

    @Override
    public byte[] delete(Bytes key) {
        byte[] before = get(key);
        set(key.get(), null);
        return before;
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public byte[] get(Bytes key) {
        return log().get(key.get());
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return entriesOf(log().keys(from, to));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseRange(Bytes from, Bytes to) {
        var keys = log().keys(from, to);
        Collections.reverse(keys);
        return entriesOf(keys);
    }

    /** In the order in which they lie, which is no order: each segment is read once. Not to be changed meanwhile. */
    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return new EntryIterator(log().latest());
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseAll() {
        var keys = log().keys(null, null);
        Collections.reverse(keys);
        return entriesOf(keys);
    }

    /** The keys of one moment, each with its value when it comes; a key deleted meanwhile is left out. */
    private KeyValueIterator<Bytes, byte[]> entriesOf(List<Bytes> keys) {
        var left = keys.iterator();
        return new EntryIterator(() -> {
            while (left.hasNext()) {
                Bytes key = left.next();
                byte[] value = get(key);
                if (value != null) {
                    return KeyValue.pair(key, value);
                }
            }
            return null;
        });
    }

    @Override
    public long approximateNumEntries() {
        return log().size();
    }

    /** Heap that it takes. */
    long heapBytes() {
        return log == null ? 0 : log.heapBytes();
    }

    /** Size of its spill file. */
    long diskBytes() {
        return log == null ? 0 : log.diskBytes();
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        committed = changelogOffsets.values().stream().findFirst().orElse(null);
    }

    @Override
    @SuppressWarnings("NullAway") // null = nothing is known to be committed, says the contract
    public Long committedOffset(TopicPartition partition) {
        return committed;
    }

    @Override
    public Position getPosition() {
        return position;
    }

    @Override
    @SuppressWarnings("deprecation") // born deprecated in Kafka 4.3: it becomes the rule, and goes
    public boolean managesOffsets() {
        return true;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return log != null;
    }

    @Override
    public void close() {
        if (log == null) {
            return;
        }
        owner.closed(this);
        try (var closing = log) {
            log = null;
            if (committed != null) {
                Files.createDirectories(folder);
                closing.snapshot(committed).write(folder.resolve(STAMP));
            }
        } catch (IOException | UncheckedIOException e) {
            // Without a stamp the next start restores: slower, and as exact.
            LOG.warn("store {} could not be kept in {} and will be restored from its changelog: {}", name, folder, e);
        }
    }
}
