package io.tallyport.bench;

import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.contract.TopicCatalog;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The month of many licenses ends at one instant, on a whole node in this process: how long their statements take, how long a
 * transaction was open at most, and what is felt of it by licenses that use up their limit meanwhile.
 */
final class ManyClosings {

    private static final Instant START = Instant.parse("2026-01-10T12:00:00Z");
    /** To the second after the end of January and its grace. */
    private static final Duration LEAP = Duration.parse("P22DT12H1S");

    private static final int WHILE_SECONDS = 300;
    private static final int PARTITIONS = 4;

    private final Workload workload;
    private final Consumer<String> progress;
    private final Crossings crossings;

    /** Statements of one run. */
    private record Closed(long statements, long lastedMs, long longestMs) {}

    ManyClosings(int licenses, Consumer<String> progress) {
        // Nine events are the limit of the small plan, which every other license has.
        this.workload = new Workload(12 * licenses, licenses, 0, 2, PARTITIONS, 0, 50, 1, true, 20_260_110L);
        this.progress = progress;
        this.crossings = new Crossings(workload);
    }

    Figure measure() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tallyport-bench");
        try (var node = Node.start(
                NodeConfig.embedded(folder.resolve("node"), 0).withClock(new NodeConfig.NodeClock.TestTime(START)))) {
            node.awaitReady(Crossings.PATIENCE);
            var subscription = crossings.begin(node, progress);
            progress.accept("an event of each license");
            for (int i = 0; i < workload.licenses(); i++) {
                var unused = node.client().emitter().emit(Crossings.event(workload.license(i), START));
            }
            long[] before = crossings.warmUp(node.client(), START, progress);
            progress.accept("the month of all ends");
            advance(node.url());
            var closed = new Closed[1];
            var reader = new Thread(() -> closed[0] = read(node), "bench-statements");
            reader.start();
            crossings.cross(node.client(), START.plus(LEAP), WHILE_SECONDS, () -> !reader.isAlive());
            reader.join();
            long[] during = crossings.awaited();
            subscription.close();
            return figure(before, during, closed[0]);
        } finally {
            PassRun.deleteFolder(folder);
        }
    }

    private Figure figure(long[] before, long[] during, Closed closed) {
        var details = new LinkedHashMap<String, Object>();
        details.put("licenses", workload.licenses());
        details.put("statements", closed.statements);
        details.put("lastedMs", closed.lastedMs);
        details.put("longestBetweenCommitsMs", closed.longestMs);
        details.put("crossings", during.length);
        details.put("p50Ms", LatencyReport.atMs(during, 50));
        details.put("p50BeforeMs", LatencyReport.atMs(before, 50));
        details.put("p99BeforeMs", LatencyReport.atMs(before, 99));
        return new Figure(
                "latency while many close", BigDecimal.valueOf(LatencyReport.atMs(during, 99)), "ms", details);
    }

    /** Reads all statements; and how far apart the commits were meanwhile, by broker time of their journals. */
    private Closed read(Node node) {
        long firstMs = Long.MAX_VALUE;
        long lastMs = 0;
        long statements = 0;
        try (var consumer = node.kafka().consumer("bench-statements")) {
            var partitions = partitions(TopicCatalog.USAGE_STATEMENTS.name());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (statements < workload.licenses()) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    statements++;
                    firstMs = Math.min(firstMs, one.timestamp());
                    lastMs = Math.max(lastMs, one.timestamp());
                }
            }
        }
        return new Closed(statements, lastMs - firstMs, longest(node, firstMs, lastMs));
    }

    private static long longest(Node node, long firstMs, long lastMs) {
        long longest = 0;
        try (var consumer = node.kafka().consumer("bench-journal")) {
            var partitions = partitions(TopicCatalog.PIPELINE_JOURNAL.name());
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            var before = new HashMap<Integer, Long>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    Long last = before.put(one.partition(), one.timestamp());
                    if (last != null && last >= firstMs && one.timestamp() <= lastMs) {
                        longest = Math.max(longest, one.timestamp() - last);
                    }
                }
            }
        }
        return longest;
    }

    static List<TopicPartition> partitions(String topic) {
        var partitions = new ArrayList<TopicPartition>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new TopicPartition(topic, i));
        }
        return partitions;
    }

    private static void advance(URI node) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(node.resolve("/v1/clock/advance"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"by\":\"" + LEAP + "\"}"))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("the clock did not move: " + answer.body());
        }
    }
}
