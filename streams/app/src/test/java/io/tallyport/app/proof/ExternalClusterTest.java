package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.app.embedded.LocalCluster;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalClusterTest {

    static final Duration READY = Duration.ofSeconds(120);
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void twoNodesBesideAnExistingClusterShareItsWorkAndOneTakesOverFromTheOther(@TempDir Path folder) throws Exception {
        try (var cluster = LocalCluster.start(folder.resolve("cluster"));
                var first = start(cluster, folder.resolve("first"))) {
            try (var second = start(cluster, folder.resolve("second"))) {
                assertEquals(TopicCatalog.DEFAULT_PARTITIONS, partitions(cluster));
                var http = new HttpTester(first.url());
                var other = new HttpTester(second.url());
                http.applyCatalog(Catalogs.ACME);
                for (int i = 0; i < 6; i++) {
                    (i % 2 == 0 ? http : other).issue("shared-" + i, "acme", "free");
                }
                for (int i = 0; i < 6; i++) {
                    // In at one node, whichever node decides.
                    assertEquals(20, counted((i % 2 == 0 ? other : http), i, 0, 20));
                }
                Await.until(
                        "both nodes answer alike",
                        SOON,
                        () -> total(http).equals("120") && total(other).equals("120"));
            }
            var http = new HttpTester(first.url());
            Await.until("the first node takes over", SOON, () -> {
                for (int i = 0; i < 6; i++) {
                    if (http.emitRaw(calls(i, 0, 1), "?wait=verdict&timeout=1000")
                                    .status()
                            != 200) {
                        return false;
                    }
                }
                return true;
            });
            for (int i = 0; i < 6; i++) {
                assertEquals(5, counted(http, i, 20, 25));
            }
            var books = IndependentBooks.read(first.kafka(), first.registry());
            books.requireOneVerdictEach();
            assertEquals(150, books.countedIdentities().size());
        }
    }

    /** A node beside an existing cluster, ready. */
    static Node start(LocalCluster cluster, Path folder) throws Exception {
        var node = Node.start(new NodeConfig(
                folder,
                0,
                new NodeClock.SystemTime(),
                (String) cluster.clients().connection().get("bootstrap.servers"),
                cluster.registryUrl(),
                StoreKind.OWN,
                Map.of()));
        node.awaitReady(READY);
        return node;
    }

    private static int partitions(LocalCluster cluster) throws Exception {
        try (var admin = cluster.clients().admin("proof")) {
            var topic = TopicCatalog.USAGE_EVENTS.name();
            var described = admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS);
            return java.util.Objects.requireNonNull(described.get(topic))
                    .partitions()
                    .size();
        }
    }

    private static int counted(HttpTester http, int license, int from, int to) throws Exception {
        return http.emit(calls(license, from, to))
                .path("verdicts")
                .path("counted")
                .asInt();
    }

    private static String total(HttpTester http) throws Exception {
        long sum = 0;
        for (int i = 0; i < 6; i++) {
            for (var line : http.get("/v1/licenses/shared-" + i + "/usage?meter=calls&window=MONTH")
                    .expect(200)
                    .json()
                    .path("meters")) {
                sum += line.path("value").asLong();
            }
        }
        return Long.toString(sum);
    }

    private static List<TestEvent> calls(int license, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> TestEvent.call("shared-" + license, "s" + i, null))
                .toList();
    }
}
