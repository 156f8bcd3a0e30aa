package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.Cli;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.verifier.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A meter that summed the wrong events for two days, repaired with the commands that people have, on a node that restarts meanwhile. */
class MeterRepairOnNodeTest {

    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
    private static final String MONTH = "2026-01-01T00:00:00Z";
    private static final String FROM = "2026-01-13T09:30:00Z";
    private static final int LICENSES = 5;
    private static final String BYTES =
            "  - {id: bytes, eventType: api.call, aggregation: SUM, value: bytes, unit: B}\n";

    @TempDir
    Path folder = Path.of("");

    @Test
    void whatThePreviewSaidIsWhatTheRepairedMeterSaysAndTheNextVersionUndoesIt() throws Exception {
        Path data = folder.resolve("data");
        var before = new TreeMap<String, String>();
        Map<String, String> promised;
        try (Node node = Node.start(config(data))) {
            node.awaitReady(Duration.ofSeconds(60));
            var http = new HttpTester(node.url());
            http.applyCatalog(Catalogs.ACME);
            use(http);
            Await.until(
                    "all is counted",
                    Duration.ofSeconds(30),
                    () -> sums(http).values().stream().noneMatch(""::equals));
            before.putAll(sums(http));
            promised = previewed(node);
            assertTrue(promised.entrySet().stream().noneMatch(before.entrySet()::contains), promised.toString());
            applied(node, version(2, " filter: 'data.bytes > 7',"));
        }
        // Whether the answer came before the node stopped or comes after it starts is the same.
        try (Node node = Node.start(config(data))) {
            node.awaitReady(Duration.ofSeconds(60));
            var http = new HttpTester(node.url());
            Await.until(
                    "all is recounted", Duration.ofSeconds(60), () -> sums(http).equals(promised));
            for (String license : promised.keySet()) {
                assertEquals(
                        0,
                        cli(node, "explain", "usage", license, "bytes", "2026-01")
                                .status(),
                        license);
            }
            Cli voided = cli(node, "void", "r1", "acme/web", "r1-14-9", "--reason", "it was a test");
            assertEquals(0, voided.status(), voided.err());
            Await.until(
                    "the new version has it no more",
                    Duration.ofSeconds(30),
                    () -> Integer.parseInt(sums(http).getOrDefault("r1", "0"))
                            == Integer.parseInt(promised.getOrDefault("r1", "0")) - 9);
            assertEquals(
                    0,
                    cli(node, "restore", "r1", "acme/web", "r1-14-9", "--reason", "it was none")
                            .status());
            applied(node, version(3, ""));
            Await.until("it is undone", Duration.ofSeconds(60), () -> sums(http).equals(before));
            var report = Verification.of(node.kafka(), node.registry(), (partition, partitions, records) -> {});
            assertEquals(List.of(), report.findings().differences());
            assertEquals(2L * LICENSES, report.findings().checked().get("recounts.meters"));
        }
    }

    private static NodeConfig config(Path data) {
        return NodeConfig.embedded(data, 0).withClock(new NodeClock.TestTime(NOW));
    }

    private static void use(HttpTester http) throws Exception {
        var events = new ArrayList<TestEvent>();
        for (int license = 0; license < LICENSES; license++) {
            http.issue("r" + license, "acme", "free");
            for (int day = 10; day < 15; day++) {
                for (int bytes = 1; bytes <= 9 + license; bytes++) {
                    events.add(new TestEvent(
                            "r" + license,
                            "acme/web",
                            "r" + license + "-" + day + "-" + bytes,
                            "api.call",
                            "2026-01-" + day + "T09:" + (24 + bytes) + ":00Z",
                            String.valueOf(bytes)));
                }
            }
        }
        http.emit(events);
    }

    /** Sum over all versions, by license; empty while it waits to be recounted. */
    private static Map<String, String> sums(HttpTester http) throws Exception {
        var sums = new TreeMap<String, String>();
        for (int license = 0; license < LICENSES; license++) {
            int sum = 0;
            boolean waits = false;
            int events = 0;
            for (JsonNode value : http.get("/v1/licenses/r" + license + "/usage?limit=1000")
                    .json()
                    .path("meters")) {
                if (value.path("meter").asText().equals("bytes")
                        && value.path("window").asText().equals("MONTH")
                        && value.path("from").asText().equals(MONTH)) {
                    sum += value.path("value").asInt();
                    events += value.path("events").asInt();
                    waits |= value.path("recounting").asBoolean();
                }
            }
            sums.put("r" + license, waits || events == 0 ? "" : String.valueOf(sum));
        }
        return sums;
    }

    private Map<String, String> previewed(Node node) throws Exception {
        Path file = file(version(2, " filter: 'data.bytes > 7',"));
        Cli run = cli(node, "meter", "preview", file.toString(), "--json");
        assertEquals(0, run.status(), run.err());
        var promised = new TreeMap<String, String>();
        for (JsonNode period : HttpTester.JSON.readTree(run.out()).path("periods")) {
            promised.put(
                    period.path("license").asText(), period.path("wouldSay").asText());
        }
        assertEquals(LICENSES, promised.size());
        return promised;
    }

    private void applied(Node node, String catalog) throws Exception {
        Cli run = cli(node, "catalog", "apply", file(catalog).toString(), "--reason", "the wrong events were summed");
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("from " + FROM + " on is recounted"), run.out());
    }

    private Path file(String catalog) throws Exception {
        return Files.writeString(folder.resolve("catalog.yaml"), catalog);
    }

    private static String version(int version, String filter) {
        String next = BYTES.strip()
                .replace("id: bytes,", "id: bytes, version: " + version + ", from: \"" + FROM + "\"," + filter);
        return Catalogs.ACME.replace(BYTES.strip(), BYTES.strip() + "\n  " + next);
    }

    private static Cli cli(Node node, String... args) {
        return Cli.runWith(Map.of("TALLYPORT_NODE", node.url().toString()), "", args);
    }
}
