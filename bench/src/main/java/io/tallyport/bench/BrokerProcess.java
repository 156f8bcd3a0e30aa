package io.tallyport.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A broker on loopback in a JVM of its own, so that the sides are compared without its heap and threads. */
final class BrokerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String HEAP = "-Xmx1g";
    private static final String LOG_SETTINGS = "log4j2.configurationFile";

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts it on free ports and waits until it accepts clients. */
    static BrokerProcess start(Path folder) throws IOException, InterruptedException {
        List<Integer> ports = freePorts();
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        HEAP,
                        "-XX:+UseG1GC",
                        "-D" + LOG_SETTINGS + "=" + System.getProperty(LOG_SETTINGS, ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerMain.class.getName(),
                        folder.toString(),
                        ports.get(0).toString(),
                        ports.get(1).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (said == null || !said.startsWith(BrokerMain.READY)) {
            process.destroyForcibly();
            throw new IllegalStateException("the broker's process ended before it was ready; it said: " + said);
        }
        return new BrokerProcess(process, "127.0.0.1:" + ports.get(0));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** Processor time that it has used so far. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Ends it and waits for its end. */
    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }

    private static List<Integer> freePorts() throws IOException {
        var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        var ports = new ArrayList<Integer>();
        try (var first = new ServerSocket(0, 1, loopback);
                var second = new ServerSocket(0, 1, loopback)) {
            ports.add(first.getLocalPort());
            ports.add(second.getLocalPort());
        }
        return ports;
    }
}
