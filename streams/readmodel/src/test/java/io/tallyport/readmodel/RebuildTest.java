package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.readmodel.store.RowStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RebuildTest {

    @TempDir
    Path temp = Path.of("");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void rebuiltEqualsOriginal(long seed) {
        var random = new Random(seed);
        var log = new TestLog("rebuilt-" + seed, 3);
        for (int part = 0; part < 4; part++) {
            Samples.fill(log, random, 150);
            run(log, temp.resolve("original"), 1 + random.nextInt(40));
        }
        run(log, temp.resolve("rebuilt"), 500);
        assertEquals(Dump.of(temp.resolve("original")), Dump.of(temp.resolve("rebuilt")));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void aWriteTornByAKillLosesNothingAndDoublesNothing(long seed) throws IOException {
        var random = new Random(seed);
        var log = new TestLog("torn-" + seed, 3);
        Samples.fill(log, random, 400);
        // one model for all kills: what it wrote lies in its write-ahead log alone, so files do not come and go
        try (var model = TestModel.over(log, temp.resolve("whole"), 10)) {
            for (int kill = 0; kill < 5; kill++) {
                TestModel.caughtUp(model, log);
                Path killed = temp.resolve("killed-" + kill);
                copyTorn(temp.resolve("whole"), killed, random);
                run(log, killed, 1 + random.nextInt(50));
                Path rebuilt = temp.resolve("rebuilt-" + kill);
                run(log, rebuilt, 100);
                assertEquals(Dump.of(rebuilt), Dump.of(killed), "kill " + kill);
                Samples.fill(log, random, 20);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void replayedRecordsChangeNothing(long seed) {
        var random = new Random(seed);
        var log = new TestLog("replayed-" + seed, 2);
        Samples.fill(log, random, 300);
        try (var store = RowStore.open(temp.resolve("store"))) {
            var applier = applier(store, log);
            applier.apply(log.all(), log.ends());
            var once = Dump.of(store);
            for (int again = 0; again < 3; again++) {
                var some = log.all().stream().filter(r -> random.nextBoolean()).toList();
                applier.apply(some, Map.of());
                assertEquals(once, Dump.of(store));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33, 34})
    void partitionsMayComeInAnyOrderAndBatches(long seed) {
        var random = new Random(seed);
        var log = new TestLog("order-" + seed, 4);
        Samples.fill(log, random, 400);
        try (var store = RowStore.open(temp.resolve("one"));
                var other = RowStore.open(temp.resolve("other"))) {
            applier(store, log).apply(log.all(), log.ends());
            var applier = applier(other, log);
            for (var batch : interleaved(log, random)) {
                applier.apply(batch, Map.of());
            }
            applier.apply(List.of(), log.ends());
            assertEquals(Dump.of(store), Dump.of(other));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {41, 42, 43})
    void theHighestVersionWinsInWhateverOrderRecordsCome(long seed) {
        var random = new Random(seed);
        var log = new TestLog("versions-" + seed, 1);
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (int version = 1; version <= 150; version++) {
            records.add(log.append(
                    TopicCatalog.USAGE_READINGS,
                    "L",
                    Samples.reading("L", version, Samples.value("m", "MONTH", 0, 100, "" + version))));
            records.add(log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, "L", Samples.snapshot("L", version)));
        }
        try (var ordered = RowStore.open(temp.resolve("ordered"));
                var shuffled = RowStore.open(temp.resolve("shuffled"))) {
            applier(ordered, log).apply(records, Map.of());
            Collections.shuffle(records, random);
            var applier = applier(shuffled, log);
            records.forEach(record -> applier.apply(List.of(record), Map.of()));
            assertEquals(Dump.of(ordered), Dump.of(shuffled));
        }
    }

    @Test
    void aDeletedFolderIsRebuiltFromTheTopics() throws IOException {
        var log = new TestLog("deleted", 2);
        Samples.fill(log, new Random(5), 100);
        Path folder = temp.resolve("model");
        run(log, folder, 50);
        var before = Dump.of(folder);
        delete(folder);
        run(log, folder, 7);
        assertEquals(before, Dump.of(folder));
        assertNotEquals(Map.of(), before);
    }

    private List<List<ConsumerRecord<byte[], byte[]>>> interleaved(TestLog log, Random random) {
        var queues = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        log.ends().keySet().forEach(at -> queues.put(at, new ArrayList<>(log.from(at, 0))));
        queues.values().removeIf(List::isEmpty);
        var batches = new ArrayList<List<ConsumerRecord<byte[], byte[]>>>();
        while (!queues.isEmpty()) {
            var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            for (int i = 0; i <= random.nextInt(5) && !queues.isEmpty(); i++) {
                var ats = queues.keySet().stream()
                        .sorted((a, b) -> a.toString().compareTo(b.toString()))
                        .toList();
                var at = ats.get(random.nextInt(ats.size()));
                var queue = queues.getOrDefault(at, List.of());
                int taken = Math.min(queue.size(), 1 + random.nextInt(10));
                batch.addAll(queue.subList(0, taken));
                queue.subList(0, taken).clear();
                if (queue.isEmpty()) {
                    queues.remove(at);
                }
            }
            batches.add(batch);
        }
        return batches;
    }

    private static Applier applier(RowStore store, TestLog log) {
        return new Applier(store, Tables.over(store), log.registry(), new SimpleMeterRegistry());
    }

    private static void run(TestLog log, Path folder, int maxPollRecords) {
        try (var model = TestModel.over(log, folder, maxPollRecords)) {
            TestModel.caughtUp(model, log);
        }
    }

    /** Copies a store that nobody closed, its write-ahead log cut at a random byte: what a kill in mid-write leaves. */
    private static void copyTorn(Path from, Path to, Random random) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                if (copy.toString().endsWith(".log")) {
                    tear(copy, random);
                }
            }
        }
    }

    private static void tear(Path file, Random random) throws IOException {
        try (var torn = new RandomAccessFile(file.toFile(), "rw")) {
            torn.setLength((long) random.nextInt((int) torn.length() + 1));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Collections.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
