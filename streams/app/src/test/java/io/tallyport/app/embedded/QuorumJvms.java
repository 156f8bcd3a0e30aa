package io.tallyport.app.embedded;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The brokers of a cluster, each in a process of its own, to be killed and started again on the same folders and ports. */
public final class QuorumJvms implements AutoCloseable {

    private final Path folder;
    private final String address;
    private final int[] ports;
    private final List<Process> processes = new ArrayList<>();

    private QuorumJvms(Path folder, String address, int[] ports) {
        this.folder = folder;
        this.address = address;
        this.ports = ports;
    }

    /** Starts so many brokers, listening on an address of this machine, and returns when they answer. */
    public static QuorumJvms start(Path folder, String address, int members) throws IOException {
        var cluster = new QuorumJvms(folder, address, LocalCluster.freePorts(3 * members));
        for (int member = 0; member < members; member++) {
            cluster.processes.add(cluster.launch(member));
        }
        for (Process process : cluster.processes) {
            awaitReady(process);
        }
        return cluster;
    }

    public int members() {
        return processes.size();
    }

    public String bootstrapServers() {
        return QuorumMember.bootstrapServers(address, ports);
    }

    /** The registry of the first member; each has one, on the same topic. */
    public String registryUrl() {
        return "http://127.0.0.1:" + ports[2];
    }

    public KafkaClients clients() {
        return KafkaClients.to(bootstrapServers(), Map.of());
    }

    public Registry registry() {
        return Registry.at(registryUrl(), Map.of());
    }

    /** Ends the process of a member, counted from 0, as {@code kill -9} does. */
    public void kill(int member) throws InterruptedException {
        Process process = processes.get(member);
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " survived kill -9");
        }
    }

    /** Starts a member again where its last process left it, and returns when it answers. */
    public void startAgain(int member) throws IOException {
        processes.set(member, launch(member));
        awaitReady(processes.get(member));
    }

    private Process launch(int member) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx384m",
                "-cp",
                System.getProperty("java.class.path"),
                QuorumMember.class.getName(),
                folder.resolve("broker-" + member).toString(),
                address,
                Integer.toString(member + 1)));
        for (int port : ports) {
            command.add(Integer.toString(port));
        }
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void awaitReady(Process process) throws IOException {
        String said = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (said == null || !said.startsWith("ready")) {
            throw new AssertionError("a broker's process said " + said);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
