package io.tallyport.app.embedded;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** A real broker and a real registry on free ports, which can be stopped and started again on the same folder. */
public final class LocalCluster implements AutoCloseable {

    private final Path folder;
    private final int[] ports;
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private EmbeddedBroker broker;
    private EmbeddedRegistry registry;

    private LocalCluster(Path folder, int[] ports) throws IOException, InterruptedException {
        this.folder = folder;
        this.ports = ports;
        this.broker = EmbeddedBroker.start(folder, ports[0], ports[1], faults::add);
        this.registry = EmbeddedRegistry.start(clients(), ports[2]);
    }

    public static LocalCluster start(Path folder) throws IOException, InterruptedException {
        return new LocalCluster(folder, freePorts(3));
    }

    public KafkaClients clients() {
        return KafkaClients.to(broker.bootstrapServers(), Map.of());
    }

    public Registry registry() {
        return Registry.at(registry.url(), Map.of());
    }

    public String registryUrl() {
        return registry.url();
    }

    public List<String> faults() {
        return faults;
    }

    /** What is done to the folder while nobody uses it. */
    @FunctionalInterface
    public interface WhileStopped {
        void run(Path folder) throws IOException;
    }

    public void restart() throws IOException, InterruptedException {
        restart(untouched -> {});
    }

    /** Stops it, does something to its folder, and starts it again. */
    public void restart(WhileStopped between) throws IOException, InterruptedException {
        close();
        between.run(folder);
        broker = EmbeddedBroker.start(folder, ports[0], ports[1], faults::add);
        registry = EmbeddedRegistry.start(clients(), ports[2]);
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }

    /** Distinct ports that were free a moment ago, below the range that outgoing connections are given theirs from. */
    public static int[] freePorts(int count) throws IOException {
        int[] ports = new int[count];
        int found = 0;
        int candidate = 10_000 + ThreadLocalRandom.current().nextInt(9_000);
        while (found < count) {
            candidate++;
            try (var socket = new ServerSocket(candidate, 1, InetAddress.getByName("127.0.0.1"))) {
                ports[found++] = socket.getLocalPort();
            } catch (BindException e) {
                continue;
            }
        }
        return ports;
    }
}
