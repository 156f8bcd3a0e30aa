package io.tallyport.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.metering.Expression;
import io.tallyport.pipeline.PipelineClients;
import io.tallyport.pipeline.PipelineConfig;
import io.tallyport.pipeline.PipelineMetrics;
import io.tallyport.pipeline.TallyTopology;
import io.tallyport.pipeline.store.StoreKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;

/**
 * How long a pipeline that holds many licenses is away: restored from its changelogs, started again after a clean end,
 * and taken over by an instance that kept standbys. An instance that ends here leaves its group, so that the session
 * timeout, which comes on top after a kill, is not in the figures.
 */
final class Restore {

    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long CAUGHT_UP = 100;

    private final Workload workload;
    private final Path folder;
    private final Consumer<String> progress;

    /** Of a workload, on a folder that the caller deletes. */
    Restore(Workload workload, Path folder, Consumer<String> progress) {
        this.workload = workload;
        this.folder = folder;
        this.progress = progress;
    }

    /** Seconds until it runs after everything on disk was lost, by million licenses, with the others beside it. */
    Figure measure() throws IOException, InterruptedException {
        try (var stage = Stage.set(workload, folder, progress)) {
            var cluster = stage.cluster();
            var first = start(cluster, "first", 0);
            await(
                    "everything is decided",
                    () -> cluster.hasCommitted(
                                    PipelineConfig.APPLICATION_ID,
                                    cluster.endOffsets(TopicCatalog.LICENSE_COMMANDS.name()))
                            && cluster.hasCommitted(
                                    PipelineConfig.APPLICATION_ID,
                                    cluster.endOffsets(TopicCatalog.USAGE_EVENTS.name())));
            end(first);
            PassRun.deleteFolder(folder.resolve("first"));

            progress.accept("restoring " + workload.licenses() + " licenses");
            long lostNanos = System.nanoTime();
            first = startedUp(cluster, "first", 0);
            lostNanos = System.nanoTime() - lostNanos;
            end(first);

            long keptNanos = System.nanoTime();
            first = startedUp(cluster, "first", 1);
            keptNanos = System.nanoTime() - keptNanos;

            progress.accept("failing over to a standby");
            var second = start(cluster, "second", 1);
            await("the standby has caught up", () -> standsBy(second));
            end(first);
            // It has left: after a kill, the session timeout would stand here.
            long failoverNanos = System.nanoTime();
            await("the standby has taken over", () -> holdsAll(second));
            failoverNanos = System.nanoTime() - failoverNanos;
            end(second);

            var details = new LinkedHashMap<String, Object>();
            details.put("licenses", workload.licenses());
            details.put("secondsAfterACleanEnd", seconds(keptNanos));
            details.put("secondsToFailOverToAStandby", seconds(failoverNanos));
            return new Figure(
                    "restore", seconds(lostNanos * 1_000_000 / workload.licenses()), "s a million licenses", details);
        }
    }

    private KafkaStreams startedUp(BenchCluster cluster, String name, int standbys) throws InterruptedException {
        var streams = start(cluster, name, standbys);
        await(name + " runs", () -> holdsAll(streams));
        return streams;
    }

    private KafkaStreams start(BenchCluster cluster, String name, int standbys) {
        var config = new PipelineConfig(
                cluster.kafka(),
                cluster.registry(),
                cluster.partitions(),
                folder.resolve(name),
                name,
                1,
                standbys,
                COMMIT_INTERVAL,
                SESSION_TIMEOUT,
                StoreKind.OWN,
                1);
        var topology = TallyTopology.build(
                cluster.registry(),
                cluster.partitions(),
                Expression.FIELD_PATHS,
                new PipelineMetrics(new SimpleMeterRegistry()),
                StoreKind.OWN);
        var streams = new KafkaStreams(topology, config.streamsProperties(), new PipelineClients());
        streams.start();
        return streams;
    }

    private boolean holdsAll(KafkaStreams streams) {
        return streams.state() == KafkaStreams.State.RUNNING
                && streams.metadataForLocalThreads().stream()
                                .mapToInt(thread -> thread.activeTasks().size())
                                .sum()
                        == workload.partitions();
    }

    private boolean standsBy(KafkaStreams streams) {
        boolean all = streams.metadataForLocalThreads().stream()
                        .mapToInt(thread -> thread.standbyTasks().size())
                        .sum()
                == workload.partitions();
        return all
                && streams.allLocalStorePartitionLags().values().stream()
                        .flatMap(lags -> lags.values().stream())
                        .mapToLong(LagInfo::offsetLag)
                        .allMatch(lag -> lag < CAUGHT_UP);
    }

    private static void end(KafkaStreams streams) {
        if (!streams.close(CloseOptions.timeout(PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP))) {
            throw new IllegalStateException("an instance did not end within " + PATIENCE);
        }
    }

    private static BigDecimal seconds(long nanos) {
        return BigDecimal.valueOf(nanos / 10_000_000, 2);
    }

    private static void await(String what, Callable<Boolean> condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(what + ": not within " + PATIENCE);
                }
                LockSupport.parkNanos(10_000_000);
            }
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(what, e);
        }
    }
}
