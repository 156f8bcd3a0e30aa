package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.Cli;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.contract.CatalogDigest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revisions that are reviewed, taken back and moved to another installation, by the commands that people have. */
class CatalogRevisionsTest {

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final String STRICTER =
            Catalogs.ACME.replace("limit: 10,", "limit: 3,").replace("features: [api, volume]", "features: [api]");

    @TempDir
    Path folder = Path.of("");

    @Test
    void whatADryRunSaidComesTrueAndIsTakenBackAndMovedOn() throws Exception {
        Path exported = folder.resolve("exported.yaml");
        String digest;
        try (Node node = start("staging")) {
            var http = new HttpTester(node.url());
            assertTrue(cli(node, "catalog", "export").err().contains("NO_CATALOG"));
            http.applyCatalog(Catalogs.ACME);
            unchangedByItsExport(node, exported);
            use(http);

            JsonNode before = json(node, "catalog", "apply", file(STRICTER), "--dry-run", "--json");
            JsonNode licenses = before.path("licenses");
            assertEquals(
                    "[s1 limit 10 per MONTH, HARD -> 3 per MONTH, HARD, s1 access ALLOW -> DENY, t1 lost ALLOW -> DENY]",
                    told(licenses).toString());
            assertEquals(2, licenses.path("looked").asInt());
            assertEquals(2, licenses.path("denied").asInt());
            assertTrue(licenses.path("offsets").size() > 0, licenses.toString());
            assertEquals("ALLOW", http.check("s1", "api").path("verdict").asText());
            assertEquals(0, cli(node, "catalog", "apply", file(STRICTER)).status());
            answers(http, "DENY");

            Cli dry = cli(node, "catalog", "rollback", "--dry-run");
            assertTrue(dry.out().contains("Revision 1 is valid; nothing was changed (base 2)."), dry.out() + dry.err());
            assertTrue(dry.out().matches("(?s).*s1 +ACTIVE +starter +api +access +DENY +ALLOW.*"), dry.out());
            answers(http, "DENY");
            assertEquals(
                    0,
                    cli(node, "catalog", "rollback", "--reason", "too strict").status());
            answers(http, "ALLOW");
            assertEquals(0, cli(node, "catalog", "rollback").status());
            answers(http, "DENY");
            digest = listed(node);
        }
        try (Node node = start("production")) {
            assertEquals(0, cli(node, "catalog", "apply", exported.toString()).status());
            assertEquals(
                    digest,
                    json(node, "catalog", "show", "--json").path("digest").asText());
        }
    }

    private Node start(String data) throws Exception {
        Node node = Node.start(NodeConfig.embedded(folder.resolve(data), 0)
                .withClock(new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z"))));
        node.awaitReady(Duration.ofSeconds(60));
        return node;
    }

    private static void unchangedByItsExport(Node node, Path exported) throws Exception {
        Files.writeString(exported, cli(node, "catalog", "export").out());
        Cli again = cli(node, "catalog", "apply", exported.toString());
        assertEquals(
                "Nothing changed: revision 1 says the same and stays in force.",
                again.out().strip());
        assertEquals(
                json(node, "catalog", "show", "--json").path("digest").asText(),
                CatalogDigest.of(cli(node, "catalog", "export", "--json").out()));
    }

    /** Four calls of s1; nothing of t1, which has the other plan. */
    private static void use(HttpTester http) throws Exception {
        http.issue("s1", "acme", "starter");
        http.issue("t1", "acme", "free");
        var events = new ArrayList<TestEvent>();
        for (int i = 0; i < 4; i++) {
            events.add(new TestEvent("s1", "acme/web", "e" + i, "api.call", "2026-01-10T11:00:00Z", "1"));
        }
        http.emit(events);
        Await.until(
                "the calls are read",
                WITHIN,
                () -> http.used("s1", "calls", "MONTH", "2026-01-01T00:00:00Z").equals("4"));
    }

    private static List<String> told(JsonNode licenses) {
        var told = new ArrayList<String>();
        for (JsonNode license : licenses.path("first")) {
            for (JsonNode change : license.path("changes")) {
                told.add(license.path("license").asText() + " "
                        + change.path("what").asText() + " "
                        + change.path("from").asText() + " -> "
                        + change.path("to").asText());
            }
        }
        return told;
    }

    private static void answers(HttpTester http, String verdict) throws InterruptedException {
        Await.until(
                "the answer is " + verdict,
                WITHIN,
                () -> http.check("s1", "api").path("verdict").asText().equals(verdict));
    }

    /** Revision 3 says what the first said, and 4 what the second said; gives the digest of the first. */
    private static String listed(Node node) throws Exception {
        JsonNode list = json(node, "catalog", "list", "--json");
        JsonNode rows = list.path("revisions");
        assertEquals(List.of("4", "3", "2", "1"), rows.findValuesAsText("revision"));
        assertEquals(
                List.of("rollback to revision 2", "rollback to revision 1: too strict"),
                rows.findValuesAsText("reason").subList(0, 2));
        List<String> digests = rows.findValuesAsText("digest");
        assertEquals(digests.subList(2, 4), digests.subList(0, 2));
        assertEquals("{\"plan\":{\"changed\":2}}", rows.at("/0/changes").toString());
        assertEquals(
                "2",
                json(node, "catalog", "list", "--limit", "3", "--json")
                        .path("next")
                        .asText());
        assertEquals(
                List.of("1"),
                json(node, "catalog", "list", "--after", "2", "--json")
                        .path("revisions")
                        .findValuesAsText("revision"));
        assertTrue(json(node, "catalog", "diff", "--from", "2", "--to", "4", "--json")
                .path("changes")
                .isEmpty());
        assertEquals(
                2,
                json(node, "catalog", "diff", "--from", "3", "--json")
                        .path("changes")
                        .size());
        assertEquals(
                cli(node, "catalog", "export", "--revision", "2").out(),
                cli(node, "catalog", "export").out());
        return digests.get(3);
    }

    private String file(String catalog) throws Exception {
        return Files.writeString(folder.resolve("catalog.yaml"), catalog).toString();
    }

    private static JsonNode json(Node node, String... args) throws Exception {
        Cli run = cli(node, args);
        assertEquals(0, run.status(), run.err());
        return HttpTester.JSON.readTree(run.out());
    }

    private static Cli cli(Node node, String... args) {
        return Cli.runWith(Map.of("TALLYPORT_NODE", node.url().toString()), "", args);
    }
}
