package io.tallyport.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The DSL job in Flink (module bench-flink), in a process of its own, because its connector is bound to another version
 * of the Kafka client than ours. The clock runs from the first record that the job gets until it has ended, which is after its last
 * transaction.
 */
final class FlinkSide implements Contender, AutoCloseable {

    static final String NAME = "flink";

    /** System property with the folder of the built module. */
    static final String BUILT = "tallyport.bench.flink";

    private static final String MAIN = "io.tallyport.bench.flink.FlinkMain";
    private static final String LOG_SETTINGS = "log4j2.configurationFile";

    private final BenchCluster cluster;
    private final Expected expected;
    private final Path checkpoints;
    private @Nullable Process started;
    private int passes;

    /** The process starts with its first pass; its checkpoints go to a folder that the caller deletes. */
    FlinkSide(BenchCluster cluster, Expected expected, Path checkpoints) {
        this.cluster = cluster;
        this.expected = expected;
        this.checkpoints = checkpoints;
    }

    private Process process() throws IOException {
        if (started == null) {
            started = start();
        }
        return started;
    }

    private Process start() throws IOException {
        Path built = Path.of(System.getProperty(BUILT, "bench-flink/target"));
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.time=ALL-UNNAMED",
                        "-Xms4g",
                        "-Xmx4g",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseG1GC",
                        "-XX:G1HeapRegionSize=16m",
                        "-D" + LOG_SETTINGS + "=" + System.getProperty(LOG_SETTINGS, ""),
                        "-cp",
                        built.resolve("tallyport-bench-flink.jar") + ":"
                                + built.resolve("lib").resolve("*") + ":"
                                + System.getProperty("tallyport.bench.jar", ""),
                        MAIN,
                        cluster.bootstrapServers(),
                        checkpoints.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Override
    public Pass run(boolean counted) throws IOException, InterruptedException {
        String topic = "bench-flink-" + ++passes;
        // The sums carry the time of their windows, which is long ago for the broker's retention.
        cluster.createTopic(topic, Map.of("retention.ms", "-1"));
        long asked = System.nanoTime();
        say(topic);
        hear("first");
        long began = System.nanoTime();
        Duration cpu = cpu();
        hear("done");
        long took = System.nanoTime() - began;
        var pass = new Pass(
                NAME,
                counted,
                expected.events(),
                Duration.ofNanos(began - asked),
                Duration.ofNanos(took),
                cpu().minus(cpu));
        Sums.verify(cluster, topic, expected);
        cluster.deleteTopics(topic);
        return pass;
    }

    private Duration cpu() throws IOException {
        return cluster.cpu().plus(process().toHandle().info().totalCpuDuration().orElse(Duration.ZERO));
    }

    private void say(String topic) throws IOException {
        process()
                .outputWriter(StandardCharsets.UTF_8)
                .append(topic)
                .append('\n')
                .flush();
    }

    private void hear(String word) throws IOException {
        String line = process().inputReader(StandardCharsets.UTF_8).readLine();
        if (!word.equals(line)) {
            throw new IllegalStateException("the Flink process said " + line + ", not " + word);
        }
    }

    @Override
    public void close() {
        Process process = started;
        if (process != null) {
            process.destroy();
            process.onExit()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .exceptionally(late -> process.destroyForcibly())
                    .join();
        }
    }
}
