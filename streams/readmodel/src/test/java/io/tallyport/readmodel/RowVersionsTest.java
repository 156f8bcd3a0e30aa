package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.readmodel.store.RowStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a row is what was last written, or nothing. */
final class RowVersionsTest {

    @TempDir
    Path temp = Path.of("");

    @Test
    void aRowIsKnownAsItWasLastWrittenOrNotAtAll() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var versions = new RowVersions(64);
        var last = new HashMap<Integer, Long>();
        int known = 0;
        for (int step = 0; step < 20_000; step++) {
            int row = random.nextInt(200);
            long is = versions.of(key(row));
            if (is != RowVersions.UNKNOWN) {
                assertEquals(last.get(row), is, "seed " + seed);
                known++;
            }
            versions.written(key(row), step);
            last.put(row, (long) step);
        }
        assertTrue(known > 2_000, "seed " + seed + ": " + known + " of 20000 were known");
        versions.forget();
        last.keySet().forEach(row -> assertEquals(RowVersions.UNKNOWN, versions.of(key(row))));
    }

    @Test
    void whatABatchThatFailedWouldHaveWrittenIsWrittenWhenItComesAgain() {
        var log = new TestLog("failed", 1);
        var record = log.append(
                TopicCatalog.USAGE_READINGS, "L", Samples.reading("L", 7, Samples.value("m", "MONTH", 0, 100, "1")));
        try (var store = RowStore.open(temp.resolve("store"));
                var expected = RowStore.open(temp.resolve("expected"))) {
            var applier = applier(store, log);
            assertThrows(IllegalStateException.class, () -> applier.apply(brokenAfter(record), Map.of()));
            applier.apply(List.of(record), Map.of());
            applier(expected, log).apply(List.of(record), Map.of());
            assertEquals(Dump.of(expected), Dump.of(store));
        }
    }

    /** Records of which the second cannot be had. */
    private static Iterable<ConsumerRecord<byte[], byte[]>> brokenAfter(ConsumerRecord<byte[], byte[]> record) {
        return () -> new Iterator<>() {
            private boolean first = true;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public ConsumerRecord<byte[], byte[]> next() {
                if (!first) {
                    throw new IllegalStateException("no more");
                }
                first = false;
                return record;
            }
        };
    }

    private static byte[] key(int row) {
        return ("row " + row).getBytes(StandardCharsets.UTF_8);
    }

    private static Applier applier(RowStore store, TestLog log) {
        return new Applier(store, Tables.over(store), log.registry(), new SimpleMeterRegistry());
    }
}
