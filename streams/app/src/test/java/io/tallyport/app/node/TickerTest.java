package io.tallyport.app.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.app.embedded.LocalCluster;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.TopicInstaller;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TickerTest {

    private static final int PARTITIONS = 4;
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration NEVER_AGAIN = Duration.ofDays(1);

    @Test
    void everySourcePartitionIsTickedAndAnAdvanceIsTickedAtOnce(@TempDir Path folder) throws Exception {
        var meters = new SimpleMeterRegistry();
        var clock = TestClock.open(folder.resolve("test-clock"), START);
        try (var cluster = LocalCluster.start(folder.resolve("broker"))) {
            install(cluster);
            try (var ticker =
                    Ticker.start(cluster.clients(), cluster.registry(), PARTITIONS, clock, NEVER_AGAIN, meters)) {
                assertEquals(START, ticker.tick().get(60, TimeUnit.SECONDS));

                clock.advance(Period.ofMonths(1));
                var ticks = ticksUntil(cluster, Instant.parse("2026-02-28T12:00:00Z"));

                assertEquals(sourcePartitions(), ticks.keySet());
                ticks.forEach((partition, times) -> assertTrue(times.contains(START), partition + ": " + times));
                assertEquals(
                        Instant.parse("2026-02-28T12:00:00Z"), ticker.tick().get(60, TimeUnit.SECONDS));
                for (var topic : TopicCatalog.sources()) {
                    double sent = meters.counter("tallyport.ticks.sent", "topic", topic.name())
                            .count();
                    assertTrue(sent >= 3 * PARTITIONS, topic.name() + ": " + sent);
                }
            }
        }
    }

    @Test
    void aStandingClockStillTicks(@TempDir Path folder) throws Exception {
        var clock = TestClock.open(folder.resolve("test-clock"), START);
        try (var cluster = LocalCluster.start(folder.resolve("broker"))) {
            install(cluster);
            try (var ticker = Ticker.start(
                    cluster.clients(),
                    cluster.registry(),
                    PARTITIONS,
                    clock,
                    Duration.ofMillis(20),
                    new SimpleMeterRegistry())) {
                var one = new TopicPartition(TopicCatalog.USAGE_EVENTS.name(), 2);
                try (var consumer = cluster.clients().consumer("test")) {
                    consumer.assign(List.of(one));
                    int seen = 0;
                    for (int polls = 0; polls < 300 && seen < 5; polls++) {
                        seen += consumer.poll(Duration.ofMillis(100)).count();
                    }
                    assertTrue(seen >= 5, "ticks seen: " + seen);
                }
                assertEquals(START, ticker.tick().get(60, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void failuresAreCountedAndTheTickerLives(@TempDir Path folder) throws Exception {
        var meters = new SimpleMeterRegistry();
        try (var cluster = LocalCluster.start(folder)) {
            var emptyRegistry = Registry.at("mock://ticker-test-without-schemas", Map.of());
            try (var ticker = Ticker.start(
                    cluster.clients(), emptyRegistry, PARTITIONS, TimeSource.system(), NEVER_AGAIN, meters)) {
                assertThrows(ExecutionException.class, () -> ticker.tick().get(60, TimeUnit.SECONDS));
                assertThrows(ExecutionException.class, () -> ticker.tick().get(60, TimeUnit.SECONDS));
                double failed = meters.counter("tallyport.ticks.failed", "topic", TopicCatalog.USAGE_BULK.name())
                        .count();
                assertTrue(failed >= 2 * PARTITIONS, "failed: " + failed);
            }
        }
    }

    private static void install(LocalCluster cluster) throws Exception {
        try (var admin = cluster.clients().admin("test")) {
            TopicInstaller.install(admin, cluster.registry(), PARTITIONS, (short) -1);
        }
    }

    private static Set<TopicPartition> sourcePartitions() {
        var all = new HashSet<TopicPartition>();
        for (var topic : TopicCatalog.sources()) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                all.add(new TopicPartition(topic.name(), partition));
            }
        }
        return all;
    }

    /** The times ticked per partition, read until every partition has the wanted one. */
    private static Map<TopicPartition, Set<Instant>> ticksUntil(LocalCluster cluster, Instant wanted) throws Exception {
        var times = new HashMap<TopicPartition, Set<Instant>>();
        try (var consumer = cluster.clients().consumer("test")) {
            consumer.assign(sourcePartitions());
            for (int polls = 0; polls < 300; polls++) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    assertEquals("tick", new String(record.key(), StandardCharsets.UTF_8));
                    times.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), p -> new HashSet<>())
                            .add(timeOf(cluster, record.topic(), record.value()));
                }
                if (times.size() == sourcePartitions().size()
                        && times.values().stream().allMatch(seen -> seen.contains(wanted))) {
                    return times;
                }
            }
        }
        throw new AssertionError("not every partition was ticked with " + wanted + ": " + times);
    }

    private static Instant timeOf(LocalCluster cluster, String name, byte[] value) throws Exception {
        TallyTopic<?> topic = TopicCatalog.sources().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
        var tick = cluster.registry().codec(topic).decode(value);
        int position = tick.getSchema().getField("timeMs").pos();
        return Instant.ofEpochMilli((Long) tick.get(position));
    }
}
