package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.Cli;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a repair of a meter would recount, asked of a node by the command that people have. */
class MeterPreviewTest {

    private static final String MONTH = "2026-01-01T00:00:00Z";
    private static final String BYTES =
            "  - {id: bytes, eventType: api.call, aggregation: SUM, value: bytes, unit: B}\n";

    @TempDir
    Path folder = Path.of("");

    @Test
    void aRepairIsPreviewedAndChangesNothing() throws Exception {
        try (Node node = Node.start(NodeConfig.embedded(folder.resolve("data"), 0)
                .withClock(new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z"))))) {
            node.awaitReady(Duration.ofSeconds(60));
            var http = new HttpTester(node.url());
            http.applyCatalog(Catalogs.ACME);
            var events = new ArrayList<TestEvent>();
            for (int license = 0; license < 3; license++) {
                http.issue("p" + license, "acme", "free");
                for (int day = 1; day < 10; day++) {
                    String time = "2026-01-0" + day + "T09:00:00Z";
                    events.add(new TestEvent(
                            "p" + license, "acme/web", "e" + license + day, "api.call", time, String.valueOf(day)));
                }
            }
            http.emit(events);
            Await.until(
                    "all is counted",
                    Duration.ofSeconds(30),
                    () -> http.used("p2", "bytes", "MONTH", MONTH).equals("45"));
            Path repaired = folder.resolve("repaired.yaml");
            Files.writeString(
                    repaired,
                    Catalogs.ACME.replace(
                            BYTES.strip(),
                            BYTES.strip() + "\n  "
                                    + BYTES.strip()
                                            .replace(
                                                    "id: bytes,", "id: bytes, version: 2, filter: 'data.bytes > 7',")));

            JsonNode told = preview(node, repaired, "--from", "2026-01-05T00:00:00Z", "--json");
            assertEquals(3, told.path("periods").size(), told.toString());
            for (JsonNode period : told.path("periods")) {
                assertEquals("45", period.path("says").asText());
                // Of the first four days by the first version, then what is above seven.
                assertEquals("27", period.path("wouldSay").asText(), period.toString());
            }
            assertEquals("-54", told.at("/totals/0/difference").asText());
            JsonNode one = preview(node, repaired, "--from", "2026-01-09T00:00:00Z", "--license", "p1", "--json");
            assertEquals("45", one.at("/periods/0/wouldSay").asText(), one.toString());
            assertEquals(0, one.at("/totals/0/changed").asInt());

            assertEquals("45", http.used("p1", "bytes", "MONTH", MONTH));
            assertEquals(1, http.get("/v1/catalog").json().path("revision").asInt());
            assertEquals(2, cli(node, "meter", "preview", repaired.toString()).status(), "it says no instant");
            Cli old = cli(node, "meter", "preview", repaired.toString(), "--from", "2025-11-01T00:00:00Z");
            assertEquals(2, old.status());
            assertTrue(old.err().contains("meters[2].from"), old.err());
            Cli malformed = cli(node, "meter", "preview", repaired.toString(), "--from", "tuesday");
            assertEquals(2, malformed.status());
            assertTrue(malformed.err().contains("field: from"), malformed.err());
        }
    }

    private static JsonNode preview(Node node, Path file, String... more) throws Exception {
        var args = new ArrayList<>(List.of("meter", "preview", file.toString()));
        args.addAll(List.of(more));
        Cli run = cli(node, args.toArray(new String[0]));
        assertEquals(0, run.status(), run.err());
        return HttpTester.JSON.readTree(run.out());
    }

    private static Cli cli(Node node, String... args) {
        return Cli.runWith(Map.of("TALLYPORT_NODE", node.url().toString()), "", args);
    }
}
