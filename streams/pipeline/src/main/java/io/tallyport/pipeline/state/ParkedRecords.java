package io.tallyport.pipeline.state;

import io.tallyport.domain.evidence.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The usage records of quarantined licenses, in order of arrival, until {@code license release} lets them go on. */
public final class ParkedRecords {

    static final String STORE = "parked-by-license";
    static final int FORMAT = 1;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, Queue> queues = new HashMap<>();

    /**
     * A record that waits.
     *
     * @param origin where it lies
     * @param appendedAtMs broker time of its append
     * @param key its key
     * @param value its bytes
     */
    public record Parked(Origin origin, long appendedAtMs, byte[] key, byte[] value) {}

    private static final class Queue {
        long first;
        long next;
    }

    private ParkedRecords(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    static ParkedRecords load(KeyValueStore<Bytes, byte[]> store) {
        var parked = new ParkedRecords(store);
        try (var all = store.range(null, null)) {
            while (all.hasNext()) {
                byte[] key = all.next().key.get();
                String license = new String(key, 0, key.length - Long.BYTES - 1, StandardCharsets.UTF_8);
                long sequence = ByteBuffer.wrap(key, key.length - Long.BYTES, Long.BYTES)
                        .getLong();
                var queue = parked.queues.get(license);
                if (queue == null) {
                    queue = new Queue();
                    queue.first = sequence;
                    parked.queues.put(license, queue);
                }
                queue.next = sequence + 1;
            }
        }
        return parked;
    }

    /** Whether records of the license wait; later ones must wait behind them. */
    public boolean hasAny(String license) {
        return !queues.isEmpty() && queues.containsKey(license);
    }

    /** How many records wait, of all licenses. */
    public long size() {
        return queues.values().stream().mapToLong(q -> q.next - q.first).sum();
    }

    /** Puts a record behind the others of its license. */
    public void park(String license, Parked record) {
        var queue = queues.computeIfAbsent(license, l -> new Queue());
        store.put(
                keyOf(license, queue.next++),
                new BinaryOutput(FORMAT)
                        .text(record.origin().topic())
                        .number(record.origin().partition())
                        .number(record.origin().offset())
                        .number(record.appendedAtMs())
                        .blob(record.key())
                        .blob(record.value())
                        .toBytes());
    }

    /** The first record that waits; it stays until {@link #removeFirst}. */
    public @Nullable Parked first(String license) {
        var queue = queues.get(license);
        if (queue == null) {
            return null;
        }
        byte[] value = store.get(keyOf(license, queue.first));
        if (value == null) {
            throw new StoredValueException(STORE, "lacks record " + queue.first + " of license " + license);
        }
        try {
            var in = new BinaryInput(STORE, value, FORMAT);
            return new Parked(new Origin(in.text(), (int) in.number(), in.number()), in.number(), in.blob(), in.blob());
        } catch (RuntimeException e) {
            throw StoredValueException.at(STORE, keyOf(license, queue.first), license + " " + queue.first, e);
        }
    }

    /** Removes the first record. */
    public void removeFirst(String license) {
        var queue = queues.get(license);
        if (queue != null) {
            store.delete(keyOf(license, queue.first++));
            if (queue.first == queue.next) {
                queues.remove(license);
            }
        }
    }

    private static Bytes keyOf(String license, long sequence) {
        byte[] id = license.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(id.length + 1 + Long.BYTES)
                .put(id)
                .put((byte) 0)
                .putLong(sequence)
                .array());
    }
}
