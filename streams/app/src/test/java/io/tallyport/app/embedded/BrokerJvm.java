package io.tallyport.app.embedded;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A broker and a registry in a process of their own, to be killed and started again on the same folder and ports. */
public final class BrokerJvm implements AutoCloseable {

    private final Path folder;
    private final int[] ports;
    private Process process;

    private BrokerJvm(Path folder, int[] ports) throws IOException, InterruptedException {
        this.folder = folder;
        this.ports = ports;
        this.process = launch();
    }

    /** Starts both and returns when they answer. */
    public static BrokerJvm start(Path folder) throws IOException, InterruptedException {
        return new BrokerJvm(folder, LocalCluster.freePorts(3));
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + ports[0];
    }

    public String registryUrl() {
        return "http://127.0.0.1:" + ports[2];
    }

    public KafkaClients clients() {
        return KafkaClients.to(bootstrapServers(), Map.of());
    }

    public Registry registry() {
        return Registry.at(registryUrl(), Map.of());
    }

    /** Ends the process as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " survived kill -9");
        }
    }

    /** Starts both again where the last process left them, and returns when they answer. */
    public void startAgain() throws IOException, InterruptedException {
        process = launch();
    }

    private Process launch() throws IOException, InterruptedException {
        var launched = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx384m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.toString(),
                        Integer.toString(ports[0]),
                        Integer.toString(ports[1]),
                        Integer.toString(ports[2]))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = launched.inputReader(StandardCharsets.UTF_8).readLine();
        if (said == null || !said.startsWith("ready")) {
            launched.destroyForcibly();
            throw new AssertionError("the broker's process said " + said);
        }
        return launched;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
