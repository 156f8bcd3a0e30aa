package io.tallyport.readmodel.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowStoreTest {

    @TempDir
    Path temp = Path.of("");

    @Test
    void aNewerFormatIsRefusedNamingFolderAndRemedy() throws IOException {
        Path folder = closed(temp.resolve("model"));
        Files.writeString(folder.resolve("FORMAT"), (StoreFolder.FORMAT + 1) + "\n");
        var refused = assertThrows(StoreException.class, () -> RowStore.open(folder));
        assertEquals(
                "the read model in " + folder + " has format 2, which is newer than this version's 1;"
                        + " run the newer version, or stop the node, delete the folder, and start it again:"
                        + " it is rebuilt from the topics",
                refused.getMessage());
    }

    @Test
    void aFormatThatIsNoNumberOrNotThereIsRefused() throws IOException {
        Path folder = closed(temp.resolve("model"));
        Files.writeString(folder.resolve("FORMAT"), "one\n");
        assertRefused(folder, "holds 'one', which is no format number");
        Files.delete(folder.resolve("FORMAT"));
        assertRefused(folder, "has no file FORMAT");
    }

    @Test
    void aFolderInUseIsRefused() {
        Path folder = temp.resolve("model");
        try (var store = RowStore.open(folder)) {
            assertRefused(store.folder(), "is in use by another process or store");
        }
    }

    @Test
    void aDamagedStoreIsRefusedNamingTheRemedy() throws IOException {
        Path folder = closed(temp.resolve("model"));
        Files.writeString(folder.resolve("rows").resolve("CURRENT"), "nonsense");
        assertRefused(folder, "delete the folder");
    }

    @Test
    void aBatchThatFailsChangesNothing() {
        try (var store = RowStore.open(temp.resolve("model"))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.write(changes -> {
                        changes.put(key("a"), new byte[0]);
                        throw new IllegalArgumentException("planted");
                    }));
            assertEquals(List.of(), keys(store));
        }
    }

    @Test
    void aStepThatFailsIsUndoneAndTheRestOfItsBatchStays() {
        try (var store = RowStore.open(temp.resolve("model"))) {
            store.write(changes -> {
                changes.wholly(() -> changes.put(key("a"), new byte[0]));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> changes.wholly(() -> {
                            changes.put(key("b"), new byte[0]);
                            changes.delete(key("a"));
                            throw new IllegalArgumentException("planted");
                        }));
                assertNull(changes.get(key("b")));
                changes.wholly(() -> changes.put(key("c"), new byte[0]));
            });
            assertEquals(List.of("a", "c"), keys(store));
        }
    }

    @Test
    void aBatchSeesItsOwnChangesInOrder() {
        try (var store = RowStore.open(temp.resolve("model"))) {
            store.write(changes -> {
                changes.put(key("a"), new byte[0]);
                changes.put(key("c"), new byte[0]);
            });
            store.write(changes -> {
                changes.put(key("b"), new byte[0]);
                changes.delete(key("c"));
                assertEquals(List.of("a", "b"), keys(changes));
            });
        }
    }

    @Test
    void aReadSeesOneStateWhateverIsWrittenMeanwhile() {
        try (var store = RowStore.open(temp.resolve("model"))) {
            store.write(changes -> changes.put(key("a"), new byte[0]));
            List<String> seen = store.read(rows -> {
                var writer = new Thread(() -> store.write(changes -> changes.put(key("b"), new byte[0])));
                writer.start();
                try {
                    writer.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return keys(rows);
            });
            assertEquals(List.of("a"), seen);
            assertEquals(List.of("a", "b"), keys(store));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {71, 72, 73})
    void aBatchReadsAsIfItWereWrittenAlready(long seed) {
        var random = new Random(seed);
        var model = new TreeMap<String, String>();
        try (var store = RowStore.open(temp.resolve("model"))) {
            for (int batch = 0; batch < 50; batch++) {
                store.write(changes -> {
                    for (int i = 0; i < 20; i++) {
                        change(random, model, changes);
                        assertScansAlike(random, model, changes);
                    }
                });
                assertEquals(List.copyOf(model.keySet()), keys(store));
            }
        }
    }

    private static void change(Random random, TreeMap<String, String> model, Changes changes) {
        String text = "k" + random.nextInt(30);
        String value = "v" + random.nextInt();
        if (random.nextInt(5) == 0) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> changes.wholly(() -> {
                        changes.put(key(text), new byte[0]);
                        changes.delete(key("k" + random.nextInt(30)));
                        changes.put(key(text), new byte[1]);
                        throw new IllegalArgumentException("planted");
                    }));
        } else if (random.nextInt(3) == 0) {
            changes.delete(key(text));
            model.remove(text);
        } else {
            changes.wholly(() -> changes.put(key(text), value.getBytes(StandardCharsets.UTF_8)));
            model.put(text, value);
        }
    }

    private static void assertScansAlike(Random random, TreeMap<String, String> model, Changes changes) {
        String from = "k" + random.nextInt(30);
        int limit = 1 + random.nextInt(10);
        var seen = new ArrayList<String>();
        changes.scan(Key.of('Z').bytes(), key(from), (key, value) -> {
            seen.add(new String(value, StandardCharsets.UTF_8));
            return seen.size() < limit;
        });
        assertEquals(model.tailMap(from).values().stream().limit(limit).toList(), seen);
        byte[] stored = changes.get(key(from));
        assertEquals(model.get(from), stored == null ? null : new String(stored, StandardCharsets.UTF_8));
    }

    private static Path closed(Path folder) {
        RowStore.open(folder).close();
        return folder;
    }

    private static void assertRefused(Path folder, String why) {
        var refused = assertThrows(StoreException.class, () -> RowStore.open(folder));
        assertTrue(refused.toString().contains(why), refused::toString);
        assertTrue(refused.toString().contains(folder.toString()), refused::toString);
    }

    private static byte[] key(String text) {
        return Key.of('Z').text(text).bytes();
    }

    private static List<String> keys(RowStore store) {
        return store.read(RowStoreTest::keys);
    }

    private static List<String> keys(Rows rows) {
        var keys = new ArrayList<String>();
        rows.scan(Key.of('Z').bytes(), null, (key, value) -> {
            var reader = new KeyReader(key);
            reader.letter();
            return keys.add(reader.text());
        });
        return keys;
    }
}
