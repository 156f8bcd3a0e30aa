package io.tallyport.bench;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.PipelineClients;
import io.tallyport.pipeline.PipelineConfig;
import io.tallyport.pipeline.store.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * Runs passes. All sides get the settings of {@link PipelineConfig#streamsProperties()} and what {@link Side#settings()} adds; each pass is
 * an application of its own, so it begins with empty state at the first offset. The clock runs from the moment the tasks
 * run, and have done what {@link Side#outsideTheClock()} names, until the group's committed offsets reach the end: under
 * exactly-once, everything is then committed. Usage that was committed before the clock started is not counted.
 */
final class PassRun {

    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long POLL_NANOS = 50_000_000;
    private static final int ATTEMPTS = 5;
    private static final double LEAST_SHARE = 0.4;

    /** Where the clocks stood. */
    private record Clocks(long nanos, Duration cpu) {}

    private final BenchCluster cluster;
    private final Expected expected;
    private final Path folder;
    private int passes;

    PassRun(BenchCluster cluster, Expected expected, Path folder) {
        this.cluster = cluster;
        this.expected = expected;
        this.folder = folder;
    }

    /** Runs one pass and verifies it; again, if most of it was over before every thread ran. */
    Pass run(Side side, boolean counted) throws IOException, InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Pass pass = runOnce(side, counted);
            if (pass.events() >= expected.events() * LEAST_SHARE) {
                return pass;
            }
        }
        throw new IllegalStateException(side.name() + " was nearly through before every thread ran, " + ATTEMPTS
                + " times: measure more events");
    }

    private Pass runOnce(Side side, boolean counted) throws IOException, InterruptedException {
        String id = "bench-" + side.name() + "-" + ++passes;
        Path state = folder.resolve(id);
        Pass pass = measure(side, counted, side.prepare(id), properties(id, state, side));
        side.verify(expected);
        cluster.deleteTopics(id);
        deleteFolder(state);
        return pass;
    }

    private Pass measure(Side side, boolean counted, Topology topology, Properties properties)
            throws InterruptedException {
        String group = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
        var ends = cluster.endOffsets(TopicCatalog.USAGE_EVENTS.name());
        var running = new CompletableFuture<Clocks>();
        var failed = new CompletableFuture<Throwable>();
        try (var streams = new KafkaStreams(topology, properties, new PipelineClients())) {
            streams.setUncaughtExceptionHandler(e -> {
                failed.complete(e);
                running.completeExceptionally(e);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    running.complete(now());
                }
            });
            long startNanos = System.nanoTime();
            streams.start();
            Clocks began = await(running);
            // With several threads, one may decide before the others have joined.
            long early = cluster.committed(group, ends.keySet());
            for (String topic : side.outsideTheClock()) {
                awaitCommitted(side, group, lastRecords(topic), failed);
                began = now();
                early = cluster.committed(group, ends.keySet());
            }
            awaitCommitted(side, group, ends, failed);
            for (String hop : side.hops(group)) {
                awaitCommitted(side, group, lastRecords(hop), failed);
            }
            long endNanos = System.nanoTime();
            Duration cpu = cluster.cpu().minus(began.cpu());
            return new Pass(
                    side.name(),
                    counted,
                    expected.events() - early,
                    Duration.ofNanos(began.nanos() - startNanos),
                    Duration.ofNanos(endNanos - began.nanos()),
                    cpu);
        }
    }

    private Clocks now() {
        return new Clocks(System.nanoTime(), cluster.cpu());
    }

    private void awaitCommitted(
            Side side, String group, Map<TopicPartition, Long> ends, CompletableFuture<Throwable> failed)
            throws InterruptedException {
        long began = System.nanoTime();
        while (!cluster.hasCommitted(group, ends)) {
            if (failed.isDone()) {
                throw new IllegalStateException(side.name() + " failed", failed.join());
            }
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException(side.name() + " has not decided everything within " + PATIENCE);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** A topic written in transactions ends with a marker, which no record follows: it need not be committed. */
    private Map<TopicPartition, Long> lastRecords(String topic) throws InterruptedException {
        var ends = cluster.endOffsets(topic);
        ends.values().removeIf(end -> end == 0);
        ends.replaceAll((partition, end) -> end - 1);
        return ends;
    }

    private Properties properties(String application, Path state, Side side) {
        var properties = new PipelineConfig(
                        cluster.kafka(),
                        cluster.registry(),
                        cluster.partitions(),
                        state,
                        application,
                        side.threads(),
                        0,
                        COMMIT_INTERVAL,
                        SESSION_TIMEOUT,
                        StoreKind.OWN,
                        1)
                .streamsProperties();
        properties.setProperty(StreamsConfig.APPLICATION_ID_CONFIG, application);
        properties.putAll(side.settings());
        return properties;
    }

    private static Clocks await(CompletableFuture<Clocks> running) throws InterruptedException {
        try {
            return running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the application did not start: " + e, e);
        }
    }

    /** Deletes a folder with all that is in it. */
    static void deleteFolder(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
