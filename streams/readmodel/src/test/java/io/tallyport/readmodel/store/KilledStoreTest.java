package io.tallyport.readmodel.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes rows and their next offset is killed with signal 9 again and again. */
final class KilledStoreTest {

    private static final int ROWS_PER_BATCH = 20;
    private static final byte[] NEXT = Key.of('O').bytes();

    @TempDir
    Path temp = Path.of("");

    @Test
    void afterAKillTheRowsAreExactlyThoseBelowTheOffset() throws Exception {
        long seed = 61;
        var random = new Random(seed);
        long before = 0;
        for (int kill = 0; kill < 3; kill++) {
            long said = writeUntilKilled(2_000 + random.nextInt(3_000));
            try (var store = RowStore.open(temp.resolve("model"))) {
                long next = store.read(KilledStoreTest::next);
                assertEquals(next, store.read(KilledStoreTest::rows), "seed " + seed + ", kill " + kill);
                assertTrue(next >= said, "a row that was there before the kill is lost: seed " + seed);
                assertTrue(next > before);
                before = next;
            }
        }
    }

    /** Returns the last offset that the process said it had written. */
    private long writeUntilKilled(int lines) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        temp.resolve("model").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long said = 0;
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                String line = out.readLine();
                if (line == null) {
                    throw new IllegalStateException("the writer ended by itself");
                }
                said = Long.parseLong(line);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return said;
    }

    private static long next(Rows rows) {
        byte[] stored = rows.get(NEXT);
        return stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
    }

    private static long rows(Rows rows) {
        long[] count = {0};
        rows.scan(Key.of('Z').bytes(), null, (key, value) -> {
            var reader = new KeyReader(key);
            reader.letter();
            return reader.number() == count[0]++;
        });
        return count[0];
    }

    /** The process that is killed. */
    static final class Writer {
        public static void main(String[] args) {
            try (var store = RowStore.open(Path.of(args[0]))) {
                while (true) {
                    long from = store.read(KilledStoreTest::next);
                    long to = from + ROWS_PER_BATCH;
                    store.write(changes -> {
                        for (long row = from; row < to; row++) {
                            changes.put(Key.of('Z').number(row).bytes(), new byte[200]);
                        }
                        changes.put(
                                NEXT,
                                ByteBuffer.allocate(Long.BYTES).putLong(to).array());
                    });
                    System.out.println(to);
                }
            }
        }

        private Writer() {}
    }
}
