package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.Cli;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a license, from a draft to a reinstatement, by the commands that people have. */
class LicenseLifeOnNodeTest {

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final String CATALOG = Catalogs.ACME + """
              - id: monthly
                product: acme
                features: [api]
                seats: 2
                validity: {for: P1M, expiryGrace: P7D}
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aLicenseIsADraftIsRenewedExpiresAndComesBack() throws Exception {
        try (Node node = Node.start(NodeConfig.embedded(folder.resolve("data"), 0)
                .withClock(new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z"))))) {
            node.awaitReady(Duration.ofSeconds(60));
            new HttpTester(node.url()).applyCatalog(CATALOG);

            refused(issue(node, "2026-01-10T00:00:00Z"), "START_IN_PAST", "startsAt");
            done(issue(node, "2026-01-20T00:00:00Z"));
            says(json(node, "license", "show", "L", "--json"), "state", "DRAFT");
            Cli draft = cli(node, "check", "L", "api");
            assertEquals(10, draft.status(), draft.out());
            assertTrue(draft.out().contains("LICENSE_NOT_STARTED"), draft.out());
            done(cli(node, "license", "activate", "L"));
            refused(cli(node, "license", "activate", "L"), "WRONG_STATE", "");
            done(cli(node, "seat", "assign", "L", "kim", "--reason", "joined"));

            // Each change is to be seen as soon as it is answered, also where no check could tell of it.
            renewed(node, "2026-03-10T12:00", false);
            renewed(node, "2026-03-10T12:00", true, "--automatic", "on");
            renewed(node, "2026-04-10T12:00", true);
            renewed(node, "2026-03-10T12:00", false, "--until", "2026-03-10T12:00:00Z");
            refused(cli(node, "license", "renew", "L", "--until", "2025-01-01T00:00:00Z"), "EXPIRY_IN_PAST", "until");

            advance(node, "P2M");
            advance(node, "P1D");
            says(json(node, "license", "show", "L", "--json"), "state", "GRACE");
            Cli grace = cli(node, "check", "L", "api");
            assertEquals(0, grace.status(), grace.out());
            assertTrue(grace.out().contains("LICENSE_IN_GRACE"), grace.out());
            explainedInGrace(node);

            advance(node, "P1M");
            says(json(node, "license", "show", "L", "--json"), "state", "EXPIRED");
            refused(cli(node, "license", "renew", "L"), "EXPIRY_IN_PAST", "from");
            done(cli(node, "license", "renew", "L", "--from", "now"));
            says(json(node, "license", "show", "L", "--json"), "state", "ACTIVE");
            refused(cli(node, "license", "reinstate", "L", "--reason", "paid"), "WRONG_STATE", "");
            done(cli(node, "license", "revoke", "L"));
            done(cli(node, "license", "reinstate", "L", "--reason", "paid"));
            says(json(node, "license", "show", "L", "--json"), "state", "ACTIVE");

            then(node);
            for (String month : List.of("2026-03", "2026-04")) {
                Await.until(
                        "the seats of " + month + " are explained",
                        WITHIN,
                        () -> cli(node, "explain", "usage", "L", "seats.held", month)
                                        .status()
                                == 0);
            }
            Cli april = cli(node, "explain", "usage", "L", "seats.held", "2026-04");
            assertTrue(april.out().contains("the license came back"), april.out());
        }
    }

    private static void renewed(Node node, String end, boolean renews, String... how) throws Exception {
        var command = new ArrayList<>(List.of("license", "renew", "L"));
        command.addAll(List.of(how));
        long beganNanos = System.nanoTime();
        done(cli(node, command.toArray(String[]::new)));
        assertTrue(System.nanoTime() - beganNanos < 1_900_000_000L, "it was answered when it was seen: " + command);
        JsonNode listed = json(node, "licenses", "--json").path("licenses").path(0);
        for (JsonNode seen : List.of(json(node, "license", "show", "L", "--json"), listed)) {
            assertTrue(seen.path("expiresAt").asText().startsWith(end), seen.toString());
            assertEquals(renews, seen.path("renews").asBoolean(), seen.toString());
        }
    }

    private static void explainedInGrace(Node node) throws Exception {
        String[] id = {""};
        Await.until("the check is recorded", WITHIN, () -> {
            JsonNode decisions = json(node, "decisions", "--json").path("decisions");
            for (JsonNode decision : decisions) {
                if (decision.path("reason").asText().equals("LICENSE_IN_GRACE")) {
                    id[0] = decision.path("decisionId").asText();
                }
            }
            return !id[0].isEmpty();
        });
        Cli explained = cli(node, "explain", "decision", id[0]);
        assertEquals(0, explained.status(), explained.err());
        assertTrue(explained.out().contains("Access ends with the grace of the license"), explained.out());
    }

    private static void then(Node node) throws Exception {
        refused(cli(node, "license", "timeline", "L", "--at", "2026-01-01T00:00:00Z"), "LICENSE_UNKNOWN_THEN", "");
        JsonNode grace = json(node, "license", "timeline", "L", "--at", "2026-03-12T00:00:00Z", "--json");
        says(grace, "state", "GRACE");
        says(grace, "plan", "monthly");
        says(grace, "graceUntil", "2026-03-17T12:00:00Z");
        says(grace.path("event"), "type", "GRACE_BEGAN");
        assertFalse(grace.path("renews").asBoolean());
        JsonNode over = json(node, "license", "timeline", "L", "--at", "2026-03-17T12:00:00Z", "--json");
        says(over, "state", "EXPIRED");
    }

    private static Cli issue(Node node, String startsAt) {
        return cli(
                node,
                "license",
                "issue",
                "--id",
                "L",
                "--product",
                "acme",
                "--plan",
                "monthly",
                "--customer",
                "c",
                "--starts-at",
                startsAt);
    }

    private static void says(JsonNode node, String field, String value) {
        assertEquals(value, node.path(field).asText(), node.toString());
    }

    private static void advance(Node node, String by) {
        done(cli(node, "clock", "advance", by));
    }

    private static void done(Cli run) {
        assertEquals(0, run.status(), run.out() + run.err());
    }

    private static void refused(Cli run, String code, String field) {
        assertEquals(1, run.status(), run.out() + run.err());
        assertTrue(run.err().contains(code), run.err());
        assertTrue(field.isEmpty() || run.err().contains("field: " + field), run.err());
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
