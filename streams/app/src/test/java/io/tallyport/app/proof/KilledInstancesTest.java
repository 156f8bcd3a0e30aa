package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.embedded.LocalCluster;
import io.tallyport.verifier.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes in processes of their own share a cluster's work, and everything befalls them under traffic: one is killed in
 * mid-stream and again while it restores, stopped until the group has given it up and then let go on, and the one that
 * takes the traffic is killed as well. Nothing may be lost, doubled or decided by a zombie.
 */
class KilledInstancesTest {

    private static final int EVENTS = 60_000;
    private static final Duration READY = Duration.ofSeconds(120);

    @Test
    void twoInstancesKilledAndStoppedUnderTrafficStayExact(@TempDir Path folder) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("KilledInstancesTest seed " + seed);
        try (var cluster = LocalCluster.start(folder.resolve("cluster"));
                var nodes = new Nodes(cluster, folder)) {
            try {
                run(cluster, nodes, seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + "\n" + nodes.logs(), e);
            }
        }
    }

    private static void run(LocalCluster cluster, Nodes nodes, long seed) throws Exception {
        var http = nodes.start("port").http();
        var other = nodes.start("other").http();
        nodes.get("port").awaitUp(READY);
        nodes.get("other").awaitUp(READY);
        http.applyCatalog(Catalogs.ACME);
        var emission = new SteadyEmission(http, EVENTS, seed);
        for (String license : emission.licenses()) {
            http.issue(license, "acme", license.endsWith("0") ? "starter" : "free");
        }
        int all = emission.licenses().size();
        awaitShared(http, other, all);
        emission.start();
        var random = new Random(seed);

        awaitMore(emission, 1_500 + random.nextInt(500));
        nodes.kill("other");
        nodes.start("other");
        // Not a wait for anything: the second kill hits it wherever it is by then.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500 + random.nextInt(4_000)));
        nodes.kill("other");
        nodes.start("other").awaitUp(READY);
        awaitShared(http, other, all);

        awaitMore(emission, 500);
        nodes.get("other").pause();
        Await.until("the group gave the stopped node up", READY, () -> http.licensesHeld() == all);
        awaitMore(emission, 500);
        nodes.get("other").resume();
        awaitShared(http, other, all);

        awaitMore(emission, 500);
        assertTrue(emission.acknowledged() < EVENTS, "all of it happened under traffic");
        nodes.kill("port");
        nodes.start("port").awaitUp(READY);

        emission.awaitEnd(Duration.ofSeconds(240));
        emission.emitOneOfEach("last");
        emission.requireExact(IndependentBooks.read(cluster.clients(), cluster.registry()));
        var report = Verification.of(cluster.clients(), cluster.registry(), (partition, partitions, records) -> {});
        assertEquals(List.of(), report.findings().differences());
    }

    /** Both decide for some licenses, and for all of them together, each for its own. */
    private static void awaitShared(HttpTester http, HttpTester other, int all) throws Exception {
        long startNanos = System.nanoTime();
        Await.until("both nodes share the licenses", READY, () -> {
            int first = http.licensesHeld();
            int second = other.licensesHeld();
            return first > 0 && second > 0 && first + second == all;
        });
        System.out.println("KilledInstancesTest: shared after "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) + " ms");
    }

    private static void awaitMore(SteadyEmission emission, int more) throws Exception {
        int reached = Math.min(EVENTS, emission.acknowledged() + more);
        Await.until("more is acknowledged", READY, () -> emission.acknowledged() >= reached);
    }

    /** The processes, by name; each keeps its folder and its port however often it is started. */
    private static final class Nodes implements AutoCloseable {

        private final LocalCluster cluster;
        private final Path folder;
        private final List<String> names = List.of("port", "other");
        private final int[] ports = LocalCluster.freePorts(2);
        private final Map<String, NodeJvm> running = new HashMap<>();

        Nodes(LocalCluster cluster, Path folder) throws Exception {
            this.cluster = cluster;
            this.folder = folder;
        }

        NodeJvm start(String name) throws Exception {
            int at = names.indexOf(name);
            var node = NodeJvm.start(
                    folder.resolve(name),
                    ports[at],
                    folder.resolve(name + ".log"),
                    "--bootstrap-servers",
                    String.valueOf(cluster.clients().connection().get("bootstrap.servers")),
                    "--schema-registry",
                    cluster.registryUrl());
            running.put(name, node);
            return node;
        }

        NodeJvm get(String name) {
            return java.util.Objects.requireNonNull(running.get(name), "not started: " + name);
        }

        void kill(String name) throws Exception {
            get(name).kill();
        }

        String logs() throws Exception {
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
}
