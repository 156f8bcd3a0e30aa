package io.tallyport.bench;

import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.client.Subscription;
import io.tallyport.client.TallyportClient;
import io.tallyport.client.UsageReport;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * From the event that crosses a hard limit to the moment at which the client library knows of the denial, at a steady
 * rate, on a whole node in this process: broker, registry, pipeline, read model, port and client share it.
 */
final class Latency {

    /**
     * Of the events, this share warms the process up: crossings among them do not count. On two cores the optimizing
     * compiler is at work for more than seven minutes of the usual ten.
     */
    private static final int WARM_UP_PERCENT = 75;

    /** Seconds between two lines that tell how it goes. */
    private static final int GLANCE_SECONDS = 15;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Events per license on average, so that most limits, three quarters of it, are crossed. */
    private static final int EVENTS_PER_LICENSE = 12;

    /** Share of the licenses that have a limit within reach, in whole percents. */
    private static final int CROSSING_PERCENT = 10;

    /** Number of the license that may be hot; it has no limit within reach. */
    private static final int HOT = CROSSING_PERCENT;

    private final int eventsPerSecond;
    private final int hotPercent;
    private final int events;
    private final Workload workload;
    private final Consumer<String> progress;
    private final Denials denials = new Denials();
    private final Set<String> warmingUp = new HashSet<>();

    /**
     * A run.
     *
     * @param eventsPerSecond rate of emission
     * @param seconds for how long
     * @param hotPercent share of the events that belong to one license, in whole percents; the others are spread evenly
     */
    Latency(int eventsPerSecond, int seconds, int hotPercent, Consumer<String> progress) {
        int events = Math.multiplyExact(eventsPerSecond, seconds);
        this.eventsPerSecond = eventsPerSecond;
        this.hotPercent = hotPercent;
        this.events = events;
        int spread = events / 100 * (100 - hotPercent);
        this.workload = new Workload(
                spread,
                Math.max(2 * HOT, spread / EVENTS_PER_LICENSE),
                0,
                2,
                4,
                0,
                CROSSING_PERCENT,
                1,
                true,
                20_260_110L);
        this.progress = progress;
    }

    /** Runs it on a temporary folder, which is deleted afterwards. */
    LatencyReport run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tallyport-bench");
        try (var node = Node.start(NodeConfig.embedded(folder.resolve("node"), 0))) {
            node.awaitReady(PATIENCE);
            progress.accept("issuing " + workload.licenses() + " licenses");
            Preload.writeTerms(workload, node.kafka(), node.registry());
            var view = node.client().view();
            Denials.await("the last license", PATIENCE, () -> view.size() == workload.licenses());
            Subscription subscription = view.onChange(denials::heard);
            progress.accept(
                    "emitting " + events + " events at " + eventsPerSecond + "/s, " + hotPercent + " % of one license");
            long startNanos = System.nanoTime();
            Duration cpu = cpu();
            emit(node.client());
            long cpuPercent = 100 * cpu().minus(cpu).toNanos() / (System.nanoTime() - startNanos);
            denials.awaitAll(PATIENCE);
            subscription.close();
            long[] sorted =
                    sorted(denials.latencyNanos().entrySet().stream().filter(one -> !warmingUp.contains(one.getKey())));
            return LatencyReport.of(eventsPerSecond, hotPercent, events, sorted, cpuPercent);
        } finally {
            PassRun.deleteFolder(folder);
        }
    }

    private void emit(TallyportClient client) {
        var random = new Random(workload.seed());
        var used = new int[workload.licenses()];
        long startNanos = System.nanoTime();
        var glance = new Glance();
        for (int i = 0; i < events; i++) {
            if (i > 0 && i % (eventsPerSecond * GLANCE_SECONDS) == 0) {
                glance = glance.next(i / eventsPerSecond);
            }
            long dueNanos = startNanos + i * 1_000_000_000L / eventsPerSecond;
            while (System.nanoTime() < dueNanos) {
                LockSupport.parkNanos(dueNanos - System.nanoTime());
            }
            int number = random.nextInt(100) < hotPercent ? HOT : random.nextInt(workload.licenses());
            String license = workload.license(number);
            var report = UsageReport.of(license, BenchCatalog.EVENT_TYPE)
                    .source(BenchCatalog.SOURCE)
                    .data(Map.of("usage", Map.of("units", BigDecimal.ONE)))
                    .build();
            boolean limited = workload.planOf(number).equals(BenchCatalog.SMALL_PLAN);
            if (++used[number] == workload.smallLimit() + 1 && limited) {
                denials.crossed(license);
                if (i < events / 100 * WARM_UP_PERCENT) {
                    warmingUp.add(license);
                }
            }
            var unused = client.emitter().emit(report);
        }
    }

    private static long[] sorted(Stream<Map.Entry<String, Long>> latencies) {
        return latencies.mapToLong(Map.Entry::getValue).sorted().toArray();
    }

    /** What has been heard and used since the last look: the process warms up for minutes, which this shows. */
    private final class Glance {
        private final Set<String> heardBefore =
                Set.copyOf(denials.latencyNanos().keySet());
        private final Duration cpuBefore = cpu();

        Glance next(int second) {
            long[] sorted = sorted(
                    denials.latencyNanos().entrySet().stream().filter(one -> !heardBefore.contains(one.getKey())));
            if (sorted.length > 0) {
                progress.accept("second %d: %d crossings, p50 %d ms, p99 %d ms; %.2f cores"
                        .formatted(
                                second,
                                sorted.length,
                                LatencyReport.atMs(sorted, 50),
                                LatencyReport.atMs(sorted, 99),
                                cpu().minus(cpuBefore).toMillis() / 1000.0 / GLANCE_SECONDS));
            }
            return new Glance();
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
