package io.tallyport.pipeline.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of our own holds what a sorted map would, whatever was spilled, collected, closed and opened in between. */
class OwnStoreTest {

    private static final TopicPartition CHANGELOG = new TopicPartition("changelog", 0);
    private static final long NO_MEMORY = 0;

    @TempDir
    private Path folder;

    @Test
    void itHoldsWhatASortedMapHolds() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var map = new TreeMap<Bytes, byte[]>();
        KeyValueStore<Bytes, byte[]> store = opened(NO_MEMORY);
        for (int step = 0; step < 60_000; step++) {
            Bytes key = key(random.nextInt(2_000));
            switch (random.nextInt(20)) {
                case 0 -> assertArrayEquals(map.remove(key), store.delete(key), "seed " + seed);
                case 1 -> assertArrayEquals(map.get(key), store.get(key), "seed " + seed + " step " + step);
                default -> {
                    byte[] value = value(random, random.nextInt(500) == 0 ? 300_000 : 1_500);
                    map.put(key, value);
                    store.put(key, value);
                }
            }
            if (step % 9_973 == 0) {
                requireSame(map, store, seed);
                if (random.nextBoolean()) {
                    store = reopened(store, NO_MEMORY, step);
                    assertEquals(step, store.committedOffset(CHANGELOG), "seed " + seed);
                }
            }
        }
        requireSame(map, store, seed);
        Bytes from = key(500);
        Bytes to = key(700);
        assertEquals(new ArrayList<>(map.subMap(from, true, to, true).keySet()), keys(store.range(from, to)));
        assertEquals(new ArrayList<>(map.descendingMap().keySet()), keys(store.reverseAll()), "seed " + seed);
        store.close();
    }

    @Test
    void whatKeysNoLongerPointToIsGivenBack() {
        var store = (OwnStore) opened(NO_MEMORY);
        var random = new Random(7);
        for (int step = 0; step < 100_000; step++) {
            store.put(key(step % 500), value(random, 1_000));
        }
        long held = 500 * 600L;
        assertTrue(
                store.diskBytes() < 2 * held + 8L * SegmentLog.SEGMENT_BYTES,
                "100,000 values of which 500 are the latest take " + store.diskBytes() + " bytes");
        store.close();
    }

    @Test
    void withinItsBudgetNothingIsWrittenToDisk() throws Exception {
        var store = (OwnStore) opened(4L * SegmentLog.SEGMENT_BYTES);
        for (int i = 0; i < 700; i++) {
            store.put(key(i), new byte[1_000]);
        }
        assertEquals(0, store.diskBytes());
        for (int i = 700; i < 10_000; i++) {
            store.put(key(i), new byte[1_000]);
        }
        assertTrue(store.diskBytes() > 7_000_000);
        assertTrue(
                store.heapBytes() < 6L * SegmentLog.SEGMENT_BYTES + 64L * 10_000,
                "segments within the budget, the one being written, and the index: " + store.heapBytes());
        store.close();
    }

    @Test
    void aCloseAfterAChangeThatWasNotCommittedKeepsNothing() {
        KeyValueStore<Bytes, byte[]> store = opened(NO_MEMORY);
        store.put(key(1), new byte[] {1});
        store.commit(Map.of(CHANGELOG, 17L));
        store.put(key(1), new byte[] {2});
        store.close();
        store = opened(NO_MEMORY);
        assertNull(store.committedOffset(CHANGELOG), "so Kafka Streams restores");
        assertNull(store.get(key(1)));
        store.close();
    }

    @Test
    void aKillKeepsNothing() {
        KeyValueStore<Bytes, byte[]> store = opened(NO_MEMORY);
        store.put(key(1), new byte[] {1});
        store = reopened(store, NO_MEMORY, 17);
        assertArrayEquals(new byte[] {1}, store.get(key(1)));
        // Not closed: the process ended here.
        KeyValueStore<Bytes, byte[]> after = opened(NO_MEMORY);
        assertNull(after.committedOffset(CHANGELOG));
        assertFalse(after.all().hasNext());
        after.close();
    }

    @Test
    void aDamagedStampIsWorthNothing() throws Exception {
        KeyValueStore<Bytes, byte[]> store = opened(NO_MEMORY);
        store.put(key(1), new byte[] {1});
        store.commit(Map.of(CHANGELOG, 17L));
        store.close();
        Path stamp = folder.resolve("own").resolve("any").resolve("spill.stamp");
        byte[] bytes = Files.readAllBytes(stamp);
        for (int at : new int[] {0, 9, 14, bytes.length - 12, bytes.length - 1}) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x10;
            Files.write(stamp, damaged);
            assertNull(LogSnapshot.read(stamp), "a changed byte at " + at);
        }
        Files.write(stamp, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        store = opened(NO_MEMORY);
        assertNull(store.committedOffset(CHANGELOG));
        assertNull(store.get(key(1)));
        store.close();
    }

    @Test
    void keysOfOneHashAreToldApart() {
        var entries = new TreeMap<Long, byte[]>();
        var index = new KeyIndex((location, key) -> java.util.Arrays.equals(entries.get(location), key));
        for (long i = 0; i < 40; i++) {
            byte[] key = {(byte) i};
            entries.put(i, key);
            assertEquals(KeyIndex.NONE, index.put(4_711, key, i));
        }
        for (long i = 0; i < 40; i += 2) {
            assertEquals(i, index.remove(4_711, new byte[] {(byte) i}));
        }
        for (long i = 0; i < 40; i++) {
            assertEquals(i % 2 == 0 ? KeyIndex.NONE : i, index.find(4_711, new byte[] {(byte) i}), "key " + i);
        }
        assertEquals(20, index.size());
    }

    private static void requireSame(TreeMap<Bytes, byte[]> map, KeyValueStore<Bytes, byte[]> store, long seed) {
        var unordered = new TreeMap<Bytes, byte[]>();
        try (var all = store.all()) {
            all.forEachRemaining(stored -> assertNull(unordered.put(stored.key, stored.value), "seed " + seed));
        }
        assertEquals(map.keySet(), unordered.keySet(), "seed " + seed);
        unordered.forEach((key, value) -> assertArrayEquals(map.get(key), value, "seed " + seed));
        var left = map.entrySet().iterator();
        try (var all = store.range(null, null)) {
            while (all.hasNext()) {
                var stored = all.next();
                var must = left.next();
                assertEquals(must.getKey(), stored.key, "seed " + seed);
                assertArrayEquals(must.getValue(), stored.value, "seed " + seed);
            }
        }
        assertFalse(left.hasNext(), "seed " + seed);
        assertEquals(map.size(), store.approximateNumEntries());
    }

    private static List<Bytes> keys(KeyValueIterator<Bytes, byte[]> entries) {
        var keys = new ArrayList<Bytes>();
        try (entries) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> next = entries.next();
                keys.add(next.key);
            }
        }
        return keys;
    }

    private KeyValueStore<Bytes, byte[]> reopened(KeyValueStore<Bytes, byte[]> store, long budget, long offset) {
        store.commit(Map.of(CHANGELOG, offset));
        store.close();
        return opened(budget);
    }

    private KeyValueStore<Bytes, byte[]> opened(long budget) {
        var store = new OwnStores(budget).named("any").get();
        File state = folder.toFile();
        store.init(new MockProcessorContext<>(new Properties(), new TaskId(0, 0), state).getStateStoreContext(), store);
        return store;
    }

    private static Bytes key(int number) {
        return Bytes.wrap(("key-" + (10_000 + number)).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] value(Random random, int most) {
        byte[] value = new byte[random.nextInt(most)];
        random.nextBytes(value);
        return value;
    }
}
