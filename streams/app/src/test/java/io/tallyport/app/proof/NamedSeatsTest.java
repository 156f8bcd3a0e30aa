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
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seats of a license, from the first assignment to the statement, by the commands that people have. */
class NamedSeatsTest {

    private static final String JANUARY = "2026-01-01T00:00:00Z";
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final String CATALOG = Catalogs.ACME + """
              - id: team
                product: acme
                seats: 2
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void seatsAreGivenTakenAndBilledByTheDay() throws Exception {
        try (Node node = Node.start(NodeConfig.embedded(folder.resolve("data"), 0)
                .withClock(new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z"))))) {
            node.awaitReady(Duration.ofSeconds(60));
            var http = new HttpTester(node.url());
            http.applyCatalog(CATALOG);
            http.issue("s1", "acme", "team");
            http.issue("s2", "acme", "free");

            Cli kim = cli(node, "seat", "assign", "s1", "kim", "--reason", "joined", "--author", "ann");
            assertEquals(0, kim.status(), kim.err());
            assertEquals(
                    "Member kim has a seat of license s1: 1 of 2 seats are assigned",
                    kim.out().strip());
            assertEquals(0, assign(node, "s1", "ada").status());
            refused(assign(node, "s1", "kim"), "SEAT_HELD");
            refused(assign(node, "s1", "eve"), "SEATS_TAKEN");
            refused(assign(node, "s2", "eve"), "SEATS_NOT_IN_PLAN");
            refused(cli(node, "seat", "release", "s1", "eve", "--reason", "left"), "SEAT_NOT_HELD");
            refused(assign(node, "s1", "eve "), "MEMBER_INVALID");
            refused(assign(node, "nobody", "eve"), "LICENSE_UNKNOWN");
            JsonNode list = json(node, "seat", "list", "s1", "--json");
            assertEquals(List.of("ada", "kim"), members(list));
            assertEquals("ann", list.at("/seats/1/assignedBy").asText());

            // Three had a seat today, never more than two at a time.
            Cli left = cli(node, "seat", "release", "s1", "ada", "--reason", "left");
            assertEquals(0, left.status(), left.err());
            assertEquals(0, assign(node, "s1", "eve").status());
            assertEquals(List.of("eve", "kim"), members(json(node, "seat", "list", "s1", "--json")));
            says(http, "3", "2");
            advance(node, "P1D");
            says(http, "5", "2");
            explained(node);

            advance(node, "P1M");
            Await.until(
                    "the statement is issued",
                    WITHIN,
                    () -> cli(node, "statement", "show", "s1/1").status() == 0);
            JsonNode statement = json(node, "statement", "show", "s1/1", "--json");
            var quantities = StreamSupport.stream(statement.path("lines").spliterator(), false)
                    .map(line -> line.path("meter").asText() + " "
                            + line.path("quantity").asText())
                    .filter(line -> line.startsWith("seats."))
                    .sorted()
                    .toList();
            // Two on each of the 21 days behind the first.
            assertEquals(List.of("seats.assigned 2", "seats.held 45"), quantities);
            explained(node);
        }
    }

    private static void says(HttpTester http, String held, String assigned) throws InterruptedException {
        Await.until(
                held + " seat-days are read",
                WITHIN,
                () -> http.used("s1", "seats.held", "MONTH", JANUARY).equals(held)
                        && http.used("s1", "seats.assigned", "MONTH", JANUARY).equals(assigned));
    }

    private static void explained(Node node) throws InterruptedException {
        for (String meter : List.of("seats.held", "seats.assigned")) {
            // A reading may lack the last feed for a moment.
            Await.until(
                    meter + " is explained",
                    WITHIN,
                    () -> cli(node, "explain", "usage", "s1", meter, "2026-01").status() == 0);
        }
        Cli told = cli(node, "explain", "usage", "s1", "seats.held", "2026-01");
        assertTrue(told.out().contains("a seat was assigned to kim"), told.out());
    }

    private static void advance(Node node, String by) {
        Cli on = cli(node, "clock", "advance", by);
        assertEquals(0, on.status(), on.err());
    }

    private static Cli assign(Node node, String license, String member) {
        return cli(node, "seat", "assign", license, member, "--reason", "joined");
    }

    private static void refused(Cli run, String code) {
        assertEquals(1, run.status(), run.out() + run.err());
        assertTrue(run.err().contains(code), run.err());
    }

    private static List<String> members(JsonNode list) {
        return StreamSupport.stream(list.path("seats").spliterator(), false)
                .map(seat -> seat.path("member").asText())
                .toList();
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
