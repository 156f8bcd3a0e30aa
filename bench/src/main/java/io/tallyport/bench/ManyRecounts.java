package io.tallyport.bench;

import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.wire.UsageVerdictV1;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A meter of many licenses is repaired, on a whole node in this process: how long it takes until all of them are recounted, and what is
 * felt of it by licenses that use up their limit meanwhile.
 */
final class ManyRecounts {

    private static final Instant START = Instant.parse("2026-01-10T12:00:00Z");
    private static final int EVENTS_EACH = 40;
    /** Licenses that are kept for those that use up their limit. */
    private static final int CROSSING = 16_000;

    private static final int WHILE_SECONDS = 300;
    private static final int PARTITIONS = 4;

    private final Workload workload;
    private final Consumer<String> progress;
    private final Crossings crossings;

    ManyRecounts(int licenses, Consumer<String> progress) {
        int all = licenses + CROSSING;
        this.workload = new Workload(12 * all, all, 0, 2, PARTITIONS, 0, 50, 1, true, 20_260_110L);
        this.progress = progress;
        this.crossings = new Crossings(workload);
    }

    Figure measure() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tallyport-bench");
        try (var node = Node.start(
                NodeConfig.embedded(folder.resolve("node"), 0).withClock(new NodeConfig.NodeClock.TestTime(START)))) {
            node.awaitReady(Crossings.PATIENCE);
            var subscription = crossings.begin(node, progress);
            progress.accept(EVENTS_EACH + " events of each license");
            for (int round = 0; round < EVENTS_EACH; round++) {
                for (int i = CROSSING; i < workload.licenses(); i++) {
                    var unused = node.client().emitter().emit(Crossings.event(workload.license(i), START));
                }
            }
            long[] before = crossings.warmUp(node.client(), START, progress);
            progress.accept("a meter of all is repaired");
            int used = workload.licenses() - CROSSING + crossings.reached() / 2;
            long events = (long) EVENTS_EACH * (workload.licenses() - CROSSING)
                    + crossings.reached() / 2 * (workload.smallLimit() + 1);
            long repairedMs = System.currentTimeMillis();
            Preload.writeRepair(workload, node.kafka(), node.registry(), START.minusSeconds(1));
            var doneMs = new long[1];
            var reader = new Thread(() -> doneMs[0] = lastRecount(node, used), "bench-recounts");
            reader.start();
            crossings.cross(node.client(), START, WHILE_SECONDS, () -> !reader.isAlive());
            reader.join();
            long[] during = crossings.awaited();
            subscription.close();
            return figure(before, during, used, events, doneMs[0] - repairedMs);
        } finally {
            PassRun.deleteFolder(folder);
        }
    }

    private static Figure figure(long[] before, long[] during, int licenses, long events, long lastedMs) {
        var details = new LinkedHashMap<String, Object>();
        details.put("licenses", licenses);
        details.put("events", events);
        details.put("lastedMs", lastedMs);
        details.put("eventsPerSecond", events * 1_000 / Math.max(1, lastedMs));
        details.put("licensesPerSecond", licenses * 1_000L / Math.max(1, lastedMs));
        details.put("crossings", during.length);
        details.put("p50Ms", LatencyReport.atMs(during, 50));
        details.put("p50BeforeMs", LatencyReport.atMs(before, 50));
        details.put("p99BeforeMs", LatencyReport.atMs(before, 99));
        return new Figure(
                "latency while a meter is repaired", BigDecimal.valueOf(LatencyReport.atMs(during, 99)), "ms", details);
    }

    /** Broker time of the verdict on the last recount. */
    private static long lastRecount(Node node, int expected) {
        var codec = node.registry().codec(TopicCatalog.USAGE_VERDICTS);
        long lastMs = 0;
        int seen = 0;
        try (var consumer = node.kafka().consumer("bench-recounts")) {
            var partitions = ManyClosings.partitions(TopicCatalog.USAGE_VERDICTS.name());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (seen < expected) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    UsageVerdictV1 verdict = codec.decode(one.value());
                    if (verdict.getReason().equals("RECOUNT")) {
                        seen++;
                        lastMs = one.timestamp();
                    }
                }
            }
        } catch (WireException e) {
            throw new IllegalStateException("a verdict cannot be read", e);
        }
        return lastMs;
    }
}
