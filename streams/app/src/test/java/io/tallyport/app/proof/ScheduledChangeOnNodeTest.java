package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** A change of plan that is scheduled, by the commands that people have: seen, replaced, taken back, carried out and explained. */
class ScheduledChangeOnNodeTest {

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final String NOON = "2026-01-12T12:00:00Z";
    private static final String CATALOG = Catalogs.ACME + """
              - id: team
                product: acme
                features: [api]
                seats: 2
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aChangeIsScheduledReplacedTakenBackAndCarriedOut() throws Exception {
        try (Node node = Node.start(NodeConfig.embedded(folder.resolve("data"), 0)
                .withClock(new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z"))))) {
            node.awaitReady(Duration.ofSeconds(60));
            var http = new HttpTester(node.url());
            http.applyCatalog(CATALOG);
            http.issue("L", "acme", "team");
            done(cli(node, "seat", "assign", "L", "kim", "--reason", "joined"));

            refused(cli(node, "license", "cancel-change", "L"), "NO_CHANGE", "");
            refused(change(node, "free", "term-end"), "NO_END", "at");
            refused(change(node, "free", "2026-01-10T12:00:00Z"), "CHANGE_IN_PAST", "at");
            refused(change(node, "team", "period-end"), "PLAN_UNCHANGED", "");
            Cli malformed = change(node, "free", "tomorrow");
            assertEquals(2, malformed.status(), malformed.out());
            assertTrue(malformed.err().contains("field: at"), malformed.err());

            scheduled(node, "starter", "period-end", "2026-02-01T00:00:00Z");
            scheduled(node, "free", NOON, NOON);
            done(cli(node, "license", "cancel-change", "L"));
            seen(node, "team", "", "");
            scheduled(node, "free", NOON, NOON);

            // Ahead of the clock, and then of the day before: each is of the plan of its own time.
            done(cli(node, "clock", "advance", "P1DT23H30M"));
            http.emit(List.of(
                    TestEvent.call("L", "e1", "2026-01-12T12:00:00Z"),
                    TestEvent.call("L", "e2", "2026-01-12T11:59:59.999Z")));
            refused(cli(node, "license", "cancel-change", "L"), "CHANGE_UNDER_WAY", "");
            refused(change(node, "starter", "period-end"), "CHANGE_UNDER_WAY", "");
            done(cli(node, "clock", "advance", "P2D"));
            http.emit(List.of(TestEvent.call("L", "e3", "2026-01-12T11:00:00Z")));
            Await.until(
                    "the change is told of",
                    WITHIN,
                    () -> then(node, NOON).path("event").path("type").asText().equals("PLAN_CHANGED"));
            seen(node, "free", "", "");
            JsonNode before = then(node, "2026-01-12T11:59:59.999Z");
            assertEquals("team", before.path("plan").asText(), before.toString());
            assertEquals(NOON, before.path("nextPlanAt").asText(), before.toString());

            done(cli(node, "clock", "advance", "P25D"));
            Await.until(
                    "the statement is issued",
                    WITHIN,
                    () -> cli(node, "statement", "show", "L/1").status() == 0);
            assertEquals(List.of("team 2", "free 1"), lines(node, "calls"));
            assertEquals(List.of("team 3", "free 19"), lines(node, "seats.held"));
            for (String meter : List.of("calls", "seats.held", "seats.assigned")) {
                Cli explained = cli(node, "explain", "usage", "L", meter, "2026-01");
                assertEquals(0, explained.status(), explained.out() + explained.err());
            }
        }
    }

    private static void scheduled(Node node, String plan, String at, String from) throws Exception {
        long beganNanos = System.nanoTime();
        Cli done = change(node, plan, at);
        assertEquals(0, done.status(), done.out() + done.err());
        assertTrue(done.out().contains("and on plan " + plan + " from " + from), done.out());
        assertTrue(System.nanoTime() - beganNanos < 1_900_000_000L, "it was answered when it was seen");
        seen(node, "team", plan, from);
    }

    private static void seen(Node node, String plan, String nextPlan, String nextPlanAt) throws Exception {
        JsonNode listed = json(node, "licenses", "--json").path("licenses").path(0);
        for (JsonNode seen : List.of(json(node, "license", "show", "L", "--json"), listed)) {
            assertEquals(plan, seen.path("plan").asText(), seen.toString());
            assertEquals(nextPlan, seen.path("nextPlan").asText(), seen.toString());
            assertEquals(nextPlanAt, seen.path("nextPlanAt").asText(), seen.toString());
        }
    }

    private static List<String> lines(Node node, String meter) throws Exception {
        var lines = new ArrayList<String>();
        for (JsonNode line : json(node, "statement", "show", "L/1", "--json").path("lines")) {
            if (line.path("meter").asText().equals(meter)) {
                lines.add(
                        line.path("plan").asText() + " " + line.path("quantity").asText());
            }
        }
        return lines;
    }

    private static JsonNode then(Node node, String at) throws Exception {
        return json(node, "license", "timeline", "L", "--at", at, "--json");
    }

    private static Cli change(Node node, String plan, String at) {
        return cli(node, "license", "change-plan", "L", "--plan", plan, "--at", at, "--reason", "agreed");
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
