package io.tallyport.bench;

import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Eight months of usage are backfilled on a whole node in this process, as {@code emit --backfill} does: how long
 * it takes until all are counted, and what is felt of it by licenses that use up their limit meanwhile.
 */
final class ManyBackfilled {

    private static final Instant START = Instant.parse("2026-01-10T12:00:00Z");
    private static final int MONTHS_MINUTES = 8 * 30 * 24 * 60;
    /** Licenses whose past is brought in. */
    private static final int BACKFILLED = 2_000;
    /** Licenses that are kept for those that use up their limit. */
    private static final int CROSSING = 30_000;

    /** As {@code emit --backfill} sends them. */
    private static final int REQUEST_EVENTS = 250;

    private static final int WHILE_SECONDS = 600;
    private static final int PARTITIONS = 4;

    private final int events;
    private final Workload workload;
    private final Consumer<String> progress;
    private final Crossings crossings;
    private final AtomicLong counted = new AtomicLong();

    ManyBackfilled(int events, Consumer<String> progress) {
        int all = CROSSING + BACKFILLED;
        this.events = events;
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
            long[] unused = crossings.warmUp(node.client(), START, progress);
            backfill(node, "warm-up", events / 4);
            unused = crossings.awaited();
            long[] before = crossings.beside(node.client(), START);
            long lastedMs = backfill(node, "bench", events);
            long[] during = crossings.awaited();
            subscription.close();
            return figure(before, during, lastedMs);
        } finally {
            PassRun.deleteFolder(folder);
        }
    }

    /** Brings a job in while limits are crossed; gives how long it took until its last event was counted, in ms. */
    private long backfill(Node node, String job, int size) throws InterruptedException {
        progress.accept(size + " events of eight months are backfilled");
        counted.set(0);
        var doneMs = new long[1];
        long beganMs = System.currentTimeMillis();
        var ends = verdictEnds(node);
        var writer = new Thread(() -> write(node, job, size), "bench-backfill");
        var reader = new Thread(() -> doneMs[0] = lastCounted(node, ends, size), "bench-verdicts");
        writer.start();
        reader.start();
        crossings.cross(node.client(), START, WHILE_SECONDS, () -> !reader.isAlive());
        writer.join();
        reader.join();
        return doneMs[0] - beganMs;
    }

    /** As {@code emit --backfill} does: so many at once, and after their verdicts a rest of as long as they took. */
    private void write(Node node, String job, int size) {
        var random = new Random(workload.seed());
        var codec = node.registry().codec(TopicCatalog.USAGE_BULK);
        try (var producer = node.kafka().producer("bench-backfill")) {
            long sentNanos = System.nanoTime();
            for (int i = 0; i < size; i++) {
                String license = workload.license(CROSSING + random.nextInt(BACKFILLED));
                var event = UsageEventV1.newBuilder()
                        .setKind(UsageKind.USAGE)
                        .setLicense(license)
                        .setSource(BenchCatalog.SOURCE)
                        .setType(BenchCatalog.EVENT_TYPE)
                        .setId(job + "-" + i)
                        .setTimeMs(START.minus(Duration.ofMinutes(random.nextInt(MONTHS_MINUTES)))
                                .toEpochMilli())
                        .setJob(job)
                        .setData(Map.of(BenchCatalog.SUM_FIELD, new DecimalV1("1.25")))
                        .build();
                var unused = producer.send(new ProducerRecord<>(
                        TopicCatalog.USAGE_BULK.name(),
                        LicensePartition.of(license, PARTITIONS),
                        license.getBytes(StandardCharsets.UTF_8),
                        codec.encode(event)));
                if ((i + 1) % REQUEST_EVENTS == 0) {
                    while (counted.get() <= i) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    LockSupport.parkNanos(System.nanoTime() - sentNanos);
                    sentNanos = System.nanoTime();
                }
            }
        }
    }

    private Figure figure(long[] before, long[] during, long lastedMs) {
        var details = new LinkedHashMap<String, Object>();
        details.put("events", events);
        details.put("licenses", BACKFILLED);
        details.put("lastedMs", lastedMs);
        details.put("eventsPerSecond", events * 1_000L / Math.max(1, lastedMs));
        details.put("crossings", during.length);
        details.put("p50Ms", LatencyReport.atMs(during, 50));
        details.put("p50BeforeMs", LatencyReport.atMs(before, 50));
        details.put("p99BeforeMs", LatencyReport.atMs(before, 99));
        return new Figure(
                "latency while months are backfilled",
                BigDecimal.valueOf(LatencyReport.atMs(during, 99)),
                "ms",
                details);
    }

    private static Map<TopicPartition, Long> verdictEnds(Node node) {
        try (var consumer = node.kafka().consumer("bench-backfilled")) {
            return consumer.endOffsets(ManyClosings.partitions(TopicCatalog.USAGE_VERDICTS.name()));
        }
    }

    /** Broker time of the verdict on the last event; all must be counted. */
    private long lastCounted(Node node, Map<TopicPartition, Long> from, int size) {
        var codec = node.registry().codec(TopicCatalog.USAGE_VERDICTS);
        long lastMs = 0;
        try (var consumer = node.kafka().consumer("bench-backfilled")) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            while (counted.get() < size) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    UsageVerdictV1 verdict = codec.decode(one.value());
                    if (verdict.getTopic().equals(TopicCatalog.USAGE_BULK.name())) {
                        if (verdict.getKind() != VerdictKind.COUNTED) {
                            throw new IllegalStateException("a backfilled event is " + verdict);
                        }
                        counted.addAndGet(verdict.getCount());
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
