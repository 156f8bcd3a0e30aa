package io.tallyport.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.client.internal.PartitionClock;
import io.tallyport.client.internal.SnapshotCodec;
import io.tallyport.client.internal.ViewFile;
import io.tallyport.client.internal.ViewRecord;
import io.tallyport.domain.entitlement.Entitlement;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the view as a fold, with the shell's threads left out. */
class ViewLawsTest {

    private static final int PARTITIONS = 3;
    private static final int LICENSES = 12;

    @TempDir
    Path folder;

    @Test
    void versionNeverGoesBackUnderAnyInterleaving() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var records = new ArrayList<ViewRecord>();
            for (int i = 0; i < 60; i++) {
                Entitlement e = Samples.random(random, "L" + random.nextInt(4), random.nextInt(20));
                records.add(ViewRecord.snapshot(0, i, e, 0, 0));
            }
            Collections.shuffle(records, random);
            var state = new ViewState();
            state.partitions(1);
            var highest = new HashMap<String, Long>();
            for (ViewRecord record : records) {
                var change = state.apply(record, true);
                long known = version(state.entry(record.license()));
                assertEquals(
                        highest.merge(record.license(), known, Math::max), known, "seed " + seed + ", round " + round);
                change.ifPresent(c -> assertTrue(version(c.previous()) < version(c.current()), "seed " + seed));
            }
            for (String license : highest.keySet()) {
                long newest = records.stream()
                        .filter(r -> r.license().equals(license))
                        .map(ViewRecord::entitlement)
                        .filter(java.util.Objects::nonNull)
                        .mapToLong(Entitlement::version)
                        .max()
                        .orElseThrow();
                assertEquals(newest, version(state.entry(license)), "seed " + seed);
            }
        }
    }

    @Test
    void keyHashFollowsTheNewestSnapshot() {
        var state = new ViewState();
        state.partitions(1);
        var first = Samples.allowed("L1", 1);
        apply(state, ViewRecord.snapshot(0, 0, first, 1, 1));
        assertEquals("L1", state.licenseOfKeyHash("hash-of-L1"));
        var rekeyed = new Entitlement(
                "L1",
                2,
                first.state(),
                "OK",
                "api",
                "starter",
                "acme",
                "new-hash",
                "",
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                3,
                false,
                first.features(),
                0);
        apply(state, ViewRecord.snapshot(0, 1, rekeyed, 2, 2));
        assertNull(state.licenseOfKeyHash("hash-of-L1"));
        assertEquals("L1", state.licenseOfKeyHash("new-hash"));
        var twoKeys = new Entitlement(
                "L1",
                3,
                first.state(),
                "OK",
                "api",
                "starter",
                "acme",
                "newest-hash",
                "new-hash",
                1_000,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                3,
                false,
                first.features(),
                0);
        apply(state, ViewRecord.snapshot(0, 2, twoKeys, 3, 3));
        assertEquals("L1", state.licenseOfKeyHash("new-hash"));
        assertEquals("L1", state.licenseOfKeyHash("newest-hash"));
        assertTrue(twoKeys.isOpenedBy("new-hash", 999) && !twoKeys.isOpenedBy("new-hash", 1_000));
        assertTrue(twoKeys.isOpenedBy("newest-hash", 1_000));
        apply(state, ViewRecord.removal(0, 3, "L1"));
        assertNull(state.licenseOfKeyHash("newest-hash"));
        assertNull(state.licenseOfKeyHash("new-hash"));
        assertEquals(0, state.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void restartFromTheFileEqualsNeverStopped(int part) throws IOException {
        long seed = System.nanoTime() + part;
        var random = new Random(seed);
        var log = new SnapshotLog("view-laws-" + seed, PARTITIONS);
        fill(log, random);

        var reference = new ViewState();
        reference.partitions(PARTITIONS);
        readAll(follower(log, reference, null), reference, log, new Random(seed), Integer.MAX_VALUE);

        int restarts = 0;
        while (true) {
            var state = new ViewState();
            try (var file = ViewFile.open(folder, state.restoring())) {
                if (state.partitions() == 0) {
                    state.partitions(PARTITIONS);
                    file.addPartitions(PARTITIONS);
                }
                assertNothingIsMissingBeforeTheStoredOffsets(state, log, seed);
                readAll(follower(log, state, file), state, log, random, restarts < 15 ? random.nextInt(12) : 10_000);
                if (random.nextInt(4) == 0) {
                    file.rewrite(state);
                }
                if (isRead(state, log)) {
                    assertSame(reference, state, seed);
                    break;
                }
            }
            damageTail(random);
            restarts++;
        }
        var reopened = new ViewState();
        ViewFile.open(folder, reopened.restoring()).close();
        assertSame(reference, reopened, seed);
    }

    private static void apply(ViewState state, ViewRecord record) {
        assertTrue(state.apply(record, true).isPresent());
    }

    private static long version(@Nullable ViewEntry entry) {
        return entry == null ? -1 : entry.entitlement().version();
    }

    /** Whatever was cut off: a stored offset never promises more than the stored licenses hold. */
    private static void assertNothingIsMissingBeforeTheStoredOffsets(ViewState stored, SnapshotLog log, long seed) {
        for (PartitionClock clock : stored.clocks()) {
            int p = clock.partition();
            var read = new ViewState();
            read.partitions(PARTITIONS);
            follower(log, read, null).take(SnapshotLog.batch(p, log.from(p, 0, (int) clock.nextOffset())));
            for (ViewEntry entry : read.page("", Integer.MAX_VALUE)) {
                String license = entry.entitlement().license();
                ViewEntry kept = stored.entry(license);
                boolean removedLater = log.from(p, clock.nextOffset(), 1_000).stream()
                        .anyMatch(r -> r.value() == null && new String(r.key(), UTF_8).equals(license));
                assertTrue(
                        kept == null ? removedLater : kept.offset() >= entry.offset(),
                        "seed " + seed + ": " + license + " was lost before offset " + clock.nextOffset());
            }
        }
    }

    private static ViewFollower follower(SnapshotLog log, ViewState state, @Nullable ViewFile file) {
        return new ViewFollower(
                () -> {
                    throw new AssertionError("no consumer here");
                },
                new SnapshotCodec(log.registry()),
                state,
                file,
                () -> Samples.NOW_MS + 500,
                400,
                change -> {},
                new ViewCounts(new SimpleMeterRegistry()));
    }

    private static void fill(SnapshotLog log, Random random) {
        var versions = new HashMap<String, Long>();
        var removed = new HashSet<String>();
        for (int i = 0; i < 600; i++) {
            String license = "L" + random.nextInt(LICENSES);
            long tick = Samples.NOW_MS + i;
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> log.heartbeat(random.nextInt(PARTITIONS), tick);
                case 3 -> log.garbage(license);
                case 4 -> {
                    log.removal(license);
                    removed.add(license);
                }
                case 5 -> {
                    // An old one, published again; but nobody publishes a license that is gone.
                    if (!removed.contains(license)) {
                        log.snapshot(Samples.random(random, license, random.nextInt(5)), tick);
                    }
                }
                default -> {
                    log.snapshot(Samples.random(random, license, versions.merge(license, 1L, Long::sum)), tick);
                    removed.remove(license);
                }
            }
        }
    }

    private static void readAll(ViewFollower follower, ViewState state, SnapshotLog log, Random random, int batches) {
        for (int i = 0; i < batches && !isRead(state, log); i++) {
            int partition = random.nextInt(PARTITIONS);
            long next = state.clocks().get(partition).nextOffset();
            follower.take(SnapshotLog.batch(partition, log.from(partition, next, 1 + random.nextInt(20))));
        }
    }

    private static boolean isRead(ViewState state, SnapshotLog log) {
        return state.clocks().stream().allMatch(clock -> clock.nextOffset() == log.end(clock.partition()));
    }

    /** A kill at any byte, with or without rubbish behind it, and a rewrite that never came to its end. */
    private void damageTail(Random random) throws IOException {
        Path file = folder.resolve("entitlements.view");
        Files.write(folder.resolve("entitlements.view.next"), new byte[random.nextInt(100)]);
        if (!Files.exists(file)) {
            return;
        }
        long size = Files.size(file);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (random.nextInt(3) > 0) {
                channel.truncate(Math.max(0, size - random.nextInt(3_000)));
            }
        }
        if (random.nextInt(3) == 0) {
            byte[] rubbish = new byte[random.nextInt(200)];
            random.nextBytes(rubbish);
            Files.write(file, rubbish, StandardOpenOption.APPEND);
        }
    }

    private static void assertSame(ViewState expected, ViewState actual, long seed) {
        assertEquals(contents(expected), contents(actual), "seed " + seed);
    }

    private static Map<String, List<?>> contents(ViewState state) {
        return Map.of("entries", state.page("", Integer.MAX_VALUE), "clocks", state.clocks());
    }
}
