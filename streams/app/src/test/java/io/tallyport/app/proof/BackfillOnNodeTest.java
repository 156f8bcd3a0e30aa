package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.Cli;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.verifier.Verification;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Months of the past are brought in, undone and brought in again on a node, by the commands that people have; the checker agrees. */
class BackfillOnNodeTest {

    private static final Instant START = Instant.parse("2026-01-10T12:00:00Z");

    @Test
    void eightMonthsAreBroughtInWithoutAnAlarmUndoneByOneCommandAndBroughtInAgain(@TempDir Path folder)
            throws Exception {
        var config = NodeConfig.embedded(folder, 0).withClock(new NodeClock.TestTime(START));
        try (var node = Node.start(config)) {
            node.awaitReady(Duration.ofSeconds(60));
            var http = new HttpTester(node.url());
            http.applyCatalog(Catalogs.METERS);
            http.issue("old", "acme", "starter");
            var live = new ArrayList<TestEvent>();
            for (int i = 0; i < 5; i++) {
                live.add(event("old", "live-" + i, "2026-01-10T09:00:00Z", i));
            }
            http.emit(live);
            http.post("/v1/clock/advance", "{\"by\":\"P273D\"}").expect(200);
            http.issue("new", "acme", "starter");
            Path file = folder.resolve("past.jsonl");
            var lines = new ArrayList<String>();
            for (int month = 2; month <= 9; month++) {
                for (int i = 0; i < 30; i++) {
                    String time = "2026-%02d-%02dT08:00:00Z".formatted(month, 1 + i % 28);
                    lines.add(
                            event("new", "n" + month + "-" + i, time, i).json().toString());
                    if (i < 10) {
                        lines.add(event("old", "o" + month + "-" + i, time, 900 + i)
                                .json()
                                .toString());
                    }
                }
            }
            lines.add(event("old", "jan", "2026-01-10T09:30:00Z", 950).json().toString());
            Files.write(file, lines);
            Cli bad = cli(node, "emit", file.toString(), "--backfill", "Moved In");
            assertEquals(2, bad.status());
            assertTrue(bad.err().contains("--backfill"), bad.err());
            Cli first = cli(node, "emit", file.toString(), "--backfill", "moved-in");
            assertEquals("321 events: 321 counted.", first.out().strip(), first.err());
            Cli second = cli(node, "emit", file.toString(), "--backfill", "moved-in");
            assertEquals("321 events: 321 duplicate.", second.out().strip(), second.err());
            await(http, "new", "calls", "2026-03-01T00:00:00Z", "30");
            await(http, "old", "calls", "2026-01-01T00:00:00Z", "6");
            await(http, "old", "largest", "2026-01-01T00:00:00Z", "950");
            assertEquals("ALLOW", http.check("new", "api").path("verdict").asText(), "the limit is of this month");
            assertEquals(
                    0, http.get("/v1/alerts?license=new").json().path("alerts").size());
            Cli usage = cli(node, "usage", "old", "--window", "MONTH", "--meter", "calls");
            assertTrue(usage.out().contains("74 events of these months are in no day or hour"), usage.out());

            Cli undone = cli(node, "void", "--where", "job == 'moved-in'", "--reason", "wrong file");
            assertTrue(undone.out().startsWith("Voided 321 of 321 events"), undone.out() + undone.err());
            await(http, "new", "calls", "2026-03-01T00:00:00Z", "0");
            await(http, "old", "calls", "2026-01-01T00:00:00Z", "5");
            await(http, "old", "largest", "2026-01-01T00:00:00Z", "4");
            Cli again = cli(node, "restore", "--where", "job == 'moved-in'", "--reason", "right after all");
            assertEquals(0, again.status(), again.out() + again.err());
            await(http, "old", "largest", "2026-01-01T00:00:00Z", "950");

            http.post("/v1/clock/advance", "{\"by\":\"P31D\"}").expect(200);
            Cli over = cli(node, "emit", file.toString(), "--backfill", "moved-in");
            assertEquals(1, over.status());
            assertTrue(over.out().contains("BACKFILL_OVER"), over.out());
            await(http, "old", "calls", "2026-01-01T00:00:00Z", "6");
            Await.until("what came later is stated", Duration.ofSeconds(30), () -> adjustments(http, "old") > 0);

            var report = Verification.of(node.kafka(), node.registry(), (partition, partitions, records) -> {});
            assertEquals(List.of(), report.findings().differences());
            assertEquals(321L, report.kinds().getOrDefault("REJECTED", 0L));
        }
    }

    private static long adjustments(HttpTester http, String license) throws Exception {
        JsonNode lines = http.get("/v1/export?license=" + license + "&format=json")
                .json()
                .path("lines");
        long adjusted = 0;
        for (JsonNode line : lines) {
            adjusted += line.path("kind").asText().equals("ADJUSTMENT") ? 1 : 0;
        }
        return adjusted;
    }

    private static TestEvent event(String license, String id, String time, long bytes) {
        return new TestEvent(license, "acme/web", id, "api.call", time, Long.toString(bytes));
    }

    private static Cli cli(Node node, String... args) {
        return Cli.runWith(Map.of("TALLYPORT_NODE", node.url().toString()), "", args);
    }

    private static void await(HttpTester http, String license, String meter, String month, String value)
            throws Exception {
        var expected = new BigDecimal(value);
        Await.until(
                meter + " of " + license + " in " + month + " is " + value,
                Duration.ofSeconds(60),
                () -> new BigDecimal(http.used(license, meter, "MONTH", month)).compareTo(expected) == 0
                        && !cliRecounting(http, license, meter, month));
    }

    private static boolean cliRecounting(HttpTester http, String license, String meter, String month) throws Exception {
        for (JsonNode line : http.get("/v1/licenses/" + license + "/usage?window=MONTH&meter=" + meter)
                .json()
                .path("meters")) {
            if (line.path("from").asText().equals(month)
                    && line.path("recounting").asBoolean()) {
                return true;
            }
        }
        return false;
    }
}
