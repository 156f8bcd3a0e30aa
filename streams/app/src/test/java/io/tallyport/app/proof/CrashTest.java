package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.embedded.LocalCluster;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.verifier.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {

    private static final int KILLS = 3;
    private static final int EVENTS = 20_000;
    private static final Duration BACK = Duration.ofSeconds(90);

    @Test
    void aNodeKilledInMidStreamLosesNothingAndCountsNothingTwice(@TempDir Path folder) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("CrashTest seed " + seed);
        var random = new Random(seed);
        var log = Files.createFile(folder.resolve("node.log"));
        var data = folder.resolve("data");
        int port = LocalCluster.freePorts(1)[0];
        var node = NodeJvm.start(data, port, log);
        try {
            var http = node.http();
            node.awaitUp(BACK);
            http.applyCatalog(Catalogs.CELLS);
            var emission = new SteadyEmission(http, EVENTS, random.nextLong());
            for (String license : emission.licenses()) {
                http.issue(license, "acme", license.endsWith("0") ? "starter" : "free");
            }
            seats(http, emission, "assign");
            emission.start();
            for (int kill = 1; kill <= KILLS; kill++) {
                int after = EVENTS / (KILLS + 1) * kill + random.nextInt(2_000) - 1_000;
                Await.until("so many are sent", BACK, () -> emission.acknowledged() >= after);
                LockSupport.parkNanos(random.nextInt(200_000_000));
                node.kill();
                long killedNanos = System.nanoTime();
                node = NodeJvm.start(data, port, log);
                measureReturn(node, emission, kill, killedNanos);
                seats(node.http(), emission, kill % 2 == 0 ? "assign" : "release");
            }
            emission.awaitEnd(Duration.ofSeconds(180));
            emission.awaitOneOfEach("last", BACK);
            verify(http, data, emission);
        } catch (Throwable e) {
            // What failed comes first: reports of a failed build are cut after some lines.
            throw new AssertionError("seed " + seed + ": " + e + "\n" + node.state() + Files.readString(log), e);
        } finally {
            node.kill();
        }
    }

    /** Gives a member of each license a seat, or takes it back. */
    private static void seats(HttpTester http, SteadyEmission emission, String what) throws Exception {
        for (String license : emission.licenses()) {
            http.post("/v1/licenses/" + license + "/seats/" + what, "{\"member\":\"kim\",\"reason\":\"test\"}")
                    .expect(200);
        }
    }

    /** Prints how long the node was away for those who check and for those who emit. */
    private static void measureReturn(NodeJvm node, SteadyEmission emission, int kill, long startedNanos)
            throws Exception {
        var http = node.http();
        String license = emission.licenses().get(0);
        Await.until("checks are answered from the kept view", BACK, () -> {
            node.requireAlive();
            var answer = http.get("/v1/licenses/" + license + "/check/api");
            return answer.status() == 200
                    && !answer.json().path("reason").asText().equals("VIEW_NOT_LOADED");
        });
        long checkMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        Await.until("a new event is decided", BACK, () -> {
            node.requireAlive();
            return emission.emitNew("probe-" + kill);
        });
        long decidedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        System.out.println("CrashTest kill " + kill + ": first check after " + checkMs
                + " ms, first new event decided after " + decidedMs + " ms");
    }

    private static void verify(HttpTester http, Path data, SteadyEmission emission) throws Exception {
        var kafka = KafkaClients.to("127.0.0.1:" + port(data, "broker.port"), Map.of());
        var registry = Registry.at("http://127.0.0.1:" + port(data, "registry.port"), Map.of());
        var books = IndependentBooks.read(kafka, registry);
        emission.requireExact(books);
        var report = Verification.of(kafka, registry, (partition, partitions, records) -> {});
        assertEquals(List.of(), report.findings().differences());
        assertTrue(books.usageRecords.size() > emission.identities().size(), "retries were written");
        for (String license : emission.licenses()) {
            String expected = license.endsWith("0") ? "DENY" : "ALLOW";
            assertEquals(expected, http.check(license, "api").path("verdict").asText(), license);
        }
    }

    private static int port(Path data, String key) throws IOException {
        var properties = new java.util.Properties();
        try (var in = Files.newInputStream(data.resolve("node.properties"))) {
            properties.load(in);
        }
        return Integer.parseInt(properties.getProperty(key));
    }
}
