package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.RowStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a license is what was last noted, or nothing. */
final class LicenseVersionsTest {

    @TempDir
    Path temp = Path.of("");

    @Test
    void aLicenseIsKnownAsItWasLastNotedOrNotAtAll() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var versions = new LicenseVersions(64);
        var last = new HashMap<Integer, Long>();
        int known = 0;
        for (int step = 0; step < 20_000; step++) {
            int license = random.nextInt(200);
            long is = versions.of(name(license));
            if (is != LicenseVersions.UNKNOWN) {
                assertEquals(last.get(license), is, "seed " + seed);
                known++;
            }
            versions.note(name(license), step);
            last.put(license, (long) step);
        }
        assertTrue(known > 2_000, "seed " + seed + ": " + known + " of 20000 were known");
        versions.forget();
        last.keySet().forEach(license -> assertEquals(LicenseVersions.UNKNOWN, versions.of(name(license))));
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

    /** In a new process, and in a store of a build that did not keep the highest version of a license. */
    @Test
    void whatIsOlderThanARowIsKnownToBeSoAfterARestart() {
        var log = new TestLog("older", 1);
        var hour = Samples.value("m", "HOUR", 0, 10, "1");
        var month = Samples.value("m", "MONTH", 0, 100, "1");
        var latest = log.append(TopicCatalog.USAGE_READINGS, "L", Samples.reading("L", 7, month));
        var older = log.append(TopicCatalog.USAGE_READINGS, "L", Samples.reading("L", 5, hour, month));
        var oldest = log.append(TopicCatalog.USAGE_READINGS, "L", Samples.reading("L", 4, hour, month));
        for (boolean keptVersion : List.of(true, false)) {
            try (var store = RowStore.open(temp.resolve("kept " + keptVersion))) {
                applier(store, log).apply(List.of(latest), Map.of());
                if (!keptVersion) {
                    store.write(changes -> changes.delete(
                            Key.of(Letters.READING_VERSIONS).text("L").bytes()));
                }
                applier(store, log).apply(List.of(older), Map.of());
                applier(store, log).apply(List.of(oldest), Map.of());
                var filter = ReadingFilter.newest(10);
                var versions = store.read(rows -> Tables.over(store).readings().newest("L", filter, rows)).stream()
                        .collect(Collectors.toMap(Reading::window, Reading::version));
                assertEquals(Map.of("HOUR", 5L, "MONTH", 7L), versions, "the version was kept: " + keptVersion);
            }
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

    private static String name(int license) {
        return "license " + license;
    }

    private static Applier applier(RowStore store, TestLog log) {
        return new Applier(store, Tables.over(store), log.registry(), new SimpleMeterRegistry());
    }
}
