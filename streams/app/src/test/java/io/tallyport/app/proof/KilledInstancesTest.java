package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.app.embedded.LocalCluster;
import io.tallyport.verifier.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes in processes of their own share a cluster's work; one is killed in mid-stream under traffic, and again while it
 * restores. Nothing may be lost or doubled. What else can befall them (hangs, cuts, the loss of the one that takes the
 * traffic), {@code proof/run} does.
 */
class KilledInstancesTest {

    private static final int EVENTS = 20_000;

    @Test
    void anInstanceKilledTwiceUnderTrafficLosesAndDoublesNothing(@TempDir Path folder) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("KilledInstancesTest seed " + seed);
        try (var cluster = LocalCluster.start(folder.resolve("cluster"));
                var nodes = new NodePair(
                        String.valueOf(cluster.clients().connection().get("bootstrap.servers")),
                        cluster.registryUrl(),
                        folder)) {
            try {
                run(cluster, nodes, seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + "\n" + nodes.logs(), e);
            }
        }
    }

    private static void run(LocalCluster cluster, NodePair nodes, long seed) throws Exception {
        nodes.start(NodePair.PORT);
        nodes.start(NodePair.OTHER);
        nodes.get(NodePair.PORT).awaitUp(NodePair.READY);
        nodes.get(NodePair.OTHER).awaitUp(NodePair.READY);
        var http = nodes.http(NodePair.PORT);
        http.applyCatalog(Catalogs.ACME);
        var emission = new SteadyEmission(http, EVENTS, seed);
        for (String license : emission.licenses()) {
            http.issue(license, "acme", license.endsWith("0") ? "starter" : "free");
        }
        int all = emission.licenses().size();
        nodes.awaitShared(all);
        // However long a machine takes for the rest: a fault without traffic shows nothing.
        emission.goOn();
        emission.start();
        var random = new Random(seed);

        NodePair.awaitMore(emission, 1_500 + random.nextInt(500));
        nodes.kill(NodePair.OTHER);
        nodes.start(NodePair.OTHER);
        // Not a wait for anything: the second kill hits it wherever it is by then.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500 + random.nextInt(4_000)));
        nodes.kill(NodePair.OTHER);
        nodes.start(NodePair.OTHER).awaitUp(NodePair.READY);
        nodes.awaitShared(all);

        emission.finish();
        emission.awaitEnd(Duration.ofSeconds(240));
        emission.awaitOneOfEach("last", NodePair.READY);
        emission.requireExact(IndependentBooks.read(cluster.clients(), cluster.registry()));
        var report = Verification.of(cluster.clients(), cluster.registry(), (partition, partitions, records) -> {});
        assertEquals(List.of(), report.findings().differences());
    }
}
