package io.tallyport.pipeline.state;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Small facts about the task itself: the last tick of each source, the catalog in force, the journal's number. */
final class TaskFacts {

    static final String STORE = "facts-by-name";
    static final int FORMAT = 1;
    private static final String CLOCK = "clock/";
    private static final String CATALOG = "catalog";
    private static final String JOURNAL = "journal";
    private static final String HEARTBEAT = "heartbeat";

    private final KeyValueStore<Bytes, byte[]> store;

    TaskFacts(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    Map<String, Long> clocks() {
        var clocks = new HashMap<String, Long>();
        try (var all = store.all()) {
            all.forEachRemaining(fact -> {
                String name = new String(fact.key.get(), StandardCharsets.UTF_8);
                if (name.startsWith(CLOCK)) {
                    clocks.put(name.substring(CLOCK.length()), new BinaryInput(STORE, fact.value, FORMAT).fixed());
                }
            });
        }
        return clocks;
    }

    void clock(String topic, long timeMs) {
        putNumber(CLOCK + topic, timeMs);
    }

    /** Number and document of the catalog in force. */
    record CatalogFact(long revision, String document) {}

    @Nullable CatalogFact catalog() {
        byte[] value = store.get(key(CATALOG));
        if (value == null) {
            return null;
        }
        var in = new BinaryInput(STORE, value, FORMAT);
        return new CatalogFact(in.number(), in.text());
    }

    void catalog(CatalogFact fact) {
        store.put(
                key(CATALOG),
                new BinaryOutput(FORMAT)
                        .number(fact.revision())
                        .text(fact.document())
                        .toBytes());
    }

    long journalSequence() {
        return number(JOURNAL);
    }

    void journalSequence(long next) {
        putNumber(JOURNAL, next);
    }

    long tickAppendedAtMs() {
        return number(HEARTBEAT);
    }

    void tickAppendedAtMs(long timeMs) {
        putNumber(HEARTBEAT, timeMs);
    }

    private long number(String name) {
        byte[] value = store.get(key(name));
        return value == null ? 0 : new BinaryInput(STORE, value, FORMAT).fixed();
    }

    private void putNumber(String name, long value) {
        store.put(key(name), new BinaryOutput(FORMAT).fixed(value).toBytes());
    }

    private static Bytes key(String name) {
        return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
    }
}
