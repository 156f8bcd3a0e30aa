package io.tallyport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.client.internal.SnapshotCodec;
import io.tallyport.contract.KafkaClients;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EntitlementViewTest {

    private static final int PARTITIONS = 2;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final AtomicLong wallMs = new AtomicLong(Samples.NOW_MS);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private SnapshotLog log;
    private FakeKafka kafka;

    @BeforeEach
    void begin() throws IOException {
        log = new SnapshotLog("view-" + UUID.randomUUID(), PARTITIONS);
        kafka = new FakeKafka(log, PARTITIONS);
    }

    @Test
    void viewHoldsTheNewestOfEachLicense() throws Exception {
        log.snapshot(Samples.allowed("L1", 1), Samples.NOW_MS);
        log.snapshot(Samples.allowed("L2", 1), Samples.NOW_MS);
        log.snapshot(Samples.denied("L1", 2), Samples.NOW_MS);
        try (var view = open(null)) {
            assertTrue(view.awaitCaughtUp(SOON));
            assertTrue(view.isCaughtUp());
            assertEquals(Samples.denied("L1", 2), view.find("L1").orElseThrow().entitlement());
            assertEquals("L2", view.licenseOfKeyHash("hash-of-L2").orElseThrow());
            assertTrue(view.find("L3").isEmpty());
            assertEquals(List.of("L1", "L2"), ids(view));
            assertEquals("L2", view.page("L1", 5).get(0).entitlement().license());
            assertEquals(2, view.size());
        }
    }

    @Test
    void ageIsMeasuredFromTheBrokersTimeOfTheLastTick() throws Exception {
        log.snapshot(Samples.allowed("L1", 1), Samples.NOW_MS);
        try (var view = open(null)) {
            assertTrue(view.awaitCaughtUp(SOON));
            int other = 1 - log.partitionOf("L1");
            assertEquals(-1, view.ageMs(), "the other partition was never heard");
            wallMs.addAndGet(250);
            assertEquals(250, view.ageMs("L1"));
            kafka.deliver(log.heartbeat(log.partitionOf("L1"), Samples.NOW_MS + 200));
            Await.until("the heartbeat is heard", () -> view.asOfMs("L1") == Samples.NOW_MS + 200);
            assertEquals(50, view.ageMs("L1"));
            kafka.deliver(log.heartbeat(other, Samples.NOW_MS + 100));
            Await.until("both are heard", () -> view.ageMs() == 150);
            wallMs.set(Samples.NOW_MS);
            assertEquals(0, view.ageMs("L1"), "a slow clock makes no view younger than now");
            assertEquals(Samples.NOW_MS + 200, view.asOfMs());
        }
    }

    @Test
    void aCorruptRecordKeepsTheLastGoodOneAndIsCounted() throws Exception {
        log.snapshot(Samples.allowed("L1", 1), Samples.NOW_MS);
        log.garbage("L1");
        log.unknownState(Samples.denied("L1", 2));
        log.snapshot(Samples.allowed("L2", 1), Samples.NOW_MS);
        try (var view = open(null)) {
            assertTrue(view.awaitCaughtUp(SOON));
            assertEquals(1, view.find("L1").orElseThrow().entitlement().version());
            assertTrue(view.find("L2").isPresent());
            assertEquals(2, view.corruptRecords());
            assertEquals(2, meters.counter("tallyport.view.corrupt").count());
        }
    }

    @Test
    void afterARestartTheStoredViewAnswersWhileKafkaIsAwayAndGoesOnWhenItIsBack() throws Exception {
        log.snapshot(Samples.allowed("L1", 1), Samples.NOW_MS);
        log.snapshot(Samples.allowed("L2", 1), Samples.NOW_MS);
        try (var view = open(folder)) {
            assertTrue(view.awaitCaughtUp(SOON));
        }
        kafka.down();
        wallMs.addAndGet(60_000);
        try (var view = open(folder)) {
            assertEquals(1, view.find("L1").orElseThrow().entitlement().version());
            assertEquals(60_000, view.ageMs("L1"));
            assertFalse(view.isCaughtUp());
            Await.until("it tries again", () -> kafka.connections() >= 3);

            log.snapshot(Samples.denied("L1", 2), Samples.NOW_MS + 60_000);
            kafka.up();
            assertTrue(view.awaitCaughtUp(SOON));
            assertEquals(2, view.find("L1").orElseThrow().entitlement().version());
            assertEquals(0, view.ageMs("L1"));
        }
    }

    @Test
    void aLostClusterIsTriedAgainWithoutLosingOrRepeatingAnything() throws Exception {
        var versions = new CopyOnWriteArrayList<Long>();
        try (var view = open(folder)) {
            var listening = view.onChange(change -> versions.add(version(change.current())));
            assertTrue(view.awaitCaughtUp(SOON));
            kafka.deliver(log.snapshot(Samples.allowed("L1", 1), Samples.NOW_MS));
            Await.until("the first is told", () -> versions.size() == 1);
            kafka.down();
            log.snapshot(Samples.denied("L1", 2), Samples.NOW_MS);
            kafka.up();
            Await.until("the second is told", () -> versions.size() == 2);
            assertEquals(List.of(1L, 2L), versions);
            listening.close();
        }
        assertTrue(meters.counter("tallyport.view.disconnects").count() >= 1);
    }

    @Test
    void aListenerThatFailsHarmsNeitherTheViewNorOthers() throws Exception {
        var told = new CopyOnWriteArrayList<EntitlementChange>();
        var failed = new AtomicInteger();
        try (var view = open(null)) {
            assertTrue(view.awaitCaughtUp(SOON));
            var bad = view.onChange(change -> {
                failed.incrementAndGet();
                throw new IllegalStateException("planted");
            });
            var good = view.onChange(told::add);
            kafka.deliver(log.snapshot(Samples.allowed("L1", 1), Samples.NOW_MS));
            Await.until("the first is told", () -> told.size() == 1);
            kafka.deliver(log.snapshot(Samples.denied("L1", 2), Samples.NOW_MS));
            Await.until("the second is told", () -> told.size() == 2);
            assertNull(told.get(0).previous());
            assertEquals(1, version(told.get(1).previous()));
            assertEquals(2, version(told.get(1).current()));
            assertEquals(2, failed.get());
            bad.close();
            kafka.deliver(log.removal("L1"));
            Await.until("the removal is told", () -> told.size() == 3);
            assertNull(told.get(2).current());
            assertEquals(2, failed.get());
            good.close();
        }
        assertEquals(2, meters.counter("tallyport.view.listener.failures").count());
    }

    private EntitlementView open(@Nullable Path viewFolder) throws IOException {
        var config = new ClientConfig(
                KafkaClients.to("127.0.0.1:1", Map.of()),
                "mock://unused",
                Map.of(),
                "test",
                viewFolder,
                meters,
                wallMs::get,
                Duration.ofSeconds(10));
        return EntitlementView.open(config, kafka, new SnapshotCodec(log.registry()));
    }

    private static long version(@Nullable ViewEntry entry) {
        return entry == null ? -1 : entry.entitlement().version();
    }

    private static List<String> ids(EntitlementView view) {
        var ids = new ArrayList<String>();
        view.forEach(entry -> ids.add(entry.entitlement().license()));
        return ids;
    }
}
