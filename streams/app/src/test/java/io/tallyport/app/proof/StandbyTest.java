package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.app.embedded.LocalCluster;
import io.tallyport.verifier.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under traffic, tasks go from one node to another and back: active, then standby, then active again, on the store
 * objects that Kafka Streams keeps. What a task had on its heap the first time must be gone when it turns active again.
 */
class StandbyTest {

    private static final int EVENTS = 12_000;
    private static final Duration READY = Duration.ofSeconds(120);

    @Test
    void tasksThatTurnStandbyAndActiveAgainUnderTrafficStayExact(@TempDir Path folder) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("StandbyTest seed " + seed);
        try (var cluster = LocalCluster.start(folder.resolve("cluster"));
                var first = ExternalClusterTest.start(cluster, folder.resolve("first"))) {
            var http = new HttpTester(first.url());
            http.applyCatalog(Catalogs.CELLS);
            var emission = new SteadyEmission(http, EVENTS, seed);
            for (String license : emission.licenses()) {
                http.issue(license, "acme", "free");
                http.post("/v1/licenses/" + license + "/seats/assign", "{\"member\":\"kim\",\"reason\":\"test\"}")
                        .expect(200);
            }
            emission.start();
            int all = emission.licenses().size();
            for (int turn = 1; turn <= 2; turn++) {
                try (var second = ExternalClusterTest.start(cluster, folder.resolve("second"))) {
                    var other = new HttpTester(second.url());
                    Await.until(
                            "the second node decides for some licenses, and only it",
                            READY,
                            () -> other.licensesHeld() > 0 && http.licensesHeld() + other.licensesHeld() == all);
                    int reached = emission.acknowledged();
                    Await.until(
                            "both nodes work for a while",
                            READY,
                            () -> emission.acknowledged() >= Math.min(EVENTS, reached + 1_500));
                }
                long closedNanos = System.nanoTime();
                Await.until("the first node decides for all again", READY, () -> http.licensesHeld() == all);
                System.out.println("StandbyTest turn " + turn + ": all licenses are back after "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - closedNanos) + " ms");
            }
            emission.awaitEnd(Duration.ofSeconds(180));
            emission.awaitOneOfEach("last", NodePair.READY);
            emission.requireExact(IndependentBooks.read(first.kafka(), first.registry()));
            var report = Verification.of(first.kafka(), first.registry(), (partition, partitions, records) -> {});
            assertEquals(List.of(), report.findings().differences());
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
