package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.embedded.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Two nodes in processes of their own that share a cluster's work: {@value #PORT} takes the traffic. Each keeps its
 * folder and its port however often it is started.
 */
final class NodePair implements AutoCloseable {

    static final String PORT = "port";
    static final String OTHER = "other";
    static final Duration READY = Duration.ofSeconds(120);

    private final List<String> names = List.of(PORT, OTHER);
    private final String bootstrapServers;
    private final Map<String, String> registryUrls = new HashMap<>();
    private final Map<String, NodeJvm.Place> places = new HashMap<>();
    private final Path folder;
    private final int[] ports = LocalCluster.freePorts(2);
    private final Map<String, NodeJvm> running = new HashMap<>();

    NodePair(String bootstrapServers, String registryUrl, Path folder) throws IOException {
        this.bootstrapServers = bootstrapServers;
        this.folder = folder;
        for (String name : names) {
            registryUrls.put(name, registryUrl);
            places.put(name, NodeJvm.Place.USUAL);
        }
    }

    /** From its next start on, a node runs elsewhere, with the registry that it reaches from there. */
    void moveTo(String name, List<String> prefix, String registryUrl) {
        places.put(name, new NodeJvm.Place(prefix, place(name).classPath()));
        registryUrls.put(name, registryUrl);
    }

    /** From its next start on, a node runs another build. */
    void build(String name, String classPath) {
        places.put(name, new NodeJvm.Place(place(name).prefix(), classPath));
    }

    private NodeJvm.Place place(String name) {
        return Objects.requireNonNull(places.get(name), name);
    }

    /** Where a node keeps its files. */
    Path folderOf(String name) {
        return folder.resolve(name);
    }

    /** Starts one and returns at once. */
    NodeJvm start(String name) throws IOException {
        int at = names.indexOf(name);
        var node = NodeJvm.start(
                place(name),
                folder.resolve(name),
                ports[at],
                folder.resolve(name + ".log"),
                "--bootstrap-servers",
                bootstrapServers,
                "--schema-registry",
                Objects.requireNonNull(registryUrls.get(name), name));
        running.put(name, node);
        return node;
    }

    NodeJvm get(String name) {
        return Objects.requireNonNull(running.get(name), "not started: " + name);
    }

    HttpTester http(String name) {
        return get(name).http();
    }

    void kill(String name) throws InterruptedException {
        get(name).kill();
    }

    /** Waits until both decide for some licenses, and for all of them together, each for its own. */
    void awaitShared(int licenses) throws InterruptedException {
        await("both nodes share the licenses", () -> {
            int first = get(PORT).licensesHeld();
            int second = get(OTHER).licensesHeld();
            return first > 0 && second > 0 && first + second == licenses;
        });
    }

    /** Waits until each license is decided for by exactly one of the nodes; one may hold them all while the other warms up. */
    void awaitDecided(int licenses) throws InterruptedException {
        await(
                "all licenses are decided for",
                () -> get(PORT).licensesHeld() + get(OTHER).licensesHeld() == licenses);
    }

    /** Waits until one node alone decides for all of them. */
    void awaitAlone(String name, int licenses) throws InterruptedException {
        await("node " + name + " decides for all licenses", () -> get(name).licensesHeld() == licenses);
    }

    /** A failure says what both nodes are at. */
    private void await(String what, Callable<Boolean> condition) throws InterruptedException {
        try {
            Await.until(what, READY, condition);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + stateOf(PORT) + stateOf(OTHER), e);
        }
    }

    private String stateOf(String name) throws InterruptedException {
        return name + ": " + get(name).state();
    }

    /** Waits for more traffic; fails if there is none left, for a fault without traffic shows nothing. */
    static void awaitMore(SteadyEmission emission, int more) throws InterruptedException {
        int reached = emission.acknowledged() + more;
        assertTrue(emission.reaches(reached), "all of it happens under traffic");
        Await.until("more is acknowledged", READY, () -> emission.acknowledged() >= reached);
    }

    String logs() throws IOException {
        var logs = new StringBuilder();
        for (String name : names) {
            Path log = folder.resolve(name + ".log");
            logs.append(name)
                    .append(":\n")
                    .append(Files.exists(log) ? Files.readString(log) : "")
                    .append('\n');
        }
        return logs.toString();
    }

    @Override
    public void close() {
        running.values().forEach(NodeJvm::close);
    }
}
