package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.cli.Cli;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.verifier.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked month: the commands of {@code examples/worked-month/run} give the CSV that docs/metering.md shows, and the checker agrees. */
class WorkedMonthTest {

    private static final Duration WITHIN = Duration.ofSeconds(30);

    @Test
    void theCommandsOfTheWorkedMonthGiveTheCsvOfTheDocs(@TempDir Path folder) throws Exception {
        String script = Examples.read("examples/worked-month/run");
        String docs = Examples.read("docs/metering.md");
        try (var node =
                Node.start(NodeConfig.embedded(folder, 0).withClock(new NodeClock.TestTime(Examples.clock(script))))) {
            node.awaitReady(Duration.ofSeconds(60));
            int steps = 0;
            for (String line : script.lines().toList()) {
                if (line.startsWith("tallyport ")) {
                    Cli done = Examples.cli(node, Examples.words(line.substring("tallyport ".length())));
                    assertEquals(0, done.status(), line + ": " + done.out() + done.err());
                    steps++;
                } else if (line.startsWith("await ")) {
                    String statement = line.substring("await ".length());
                    Await.until(
                            statement + " is issued",
                            WITHIN,
                            () -> Examples.cli(node, List.of("statement", "show", statement))
                                            .status()
                                    == 0);
                }
            }
            assertTrue(steps >= 14, steps + " steps");
            Cli csv = Examples.cli(node, List.of("export", "--license", "worked", "--format", "csv"));
            assertEquals(0, csv.status(), csv.err());
            assertEquals(
                    Examples.block(docs, "csv"), csv.out().replace("\r\n", "\n").strip());

            explain(node);
            adjustByHand(node);
            Cli byHand = Examples.cli(node, List.of("explain", "usage", "worked", "data", "2026-03"));
            assertEquals(0, byHand.status(), byHand.out() + byHand.err());
            assertTrue(byHand.out().contains("a lost log"), byHand.out());
            var report = Verification.of(node.kafka(), node.registry(), (partition, partitions, records) -> {});
            assertEquals(List.of(), report.findings().differences());
        }
    }

    /** From the number that was billed to its events. */
    private static void explain(Node node) throws Exception {
        Cli calls = Examples.cli(node, List.of("explain", "usage", "worked", "calls", "2026-03"));
        assertEquals(0, calls.status(), calls.out() + calls.err());
        assertTrue(
                calls.out().contains("statement worked/1 with the adjustments of worked/2 says 13 call,")
                        && calls.out().contains("the 13 events that count come to the same"),
                calls.out());
        String late = calls.out()
                .lines()
                .filter(l -> l.startsWith("e15 "))
                .findFirst()
                .orElse("");
        String gone =
                calls.out().lines().filter(l -> l.startsWith("e9 ")).findFirst().orElse("");
        assertTrue(late.contains("CLOSED") && late.contains("came after statement worked/1"), calls.out());
        assertTrue(gone.contains("voided by") && gone.contains("a test of ours"), calls.out());
        assertTrue(calls.out().contains("give its certificate: 13 ids"), calls.out());
        // The largest of them was e9's, and was counted again without it; of April, and of a group, likewise.
        for (List<String> asked : List.of(
                List.of("worked", "peak", "2026-03"),
                List.of("worked", "data", "2026-03", "--limit", "1"),
                List.of("worked", "calls", "2026-04", "--json"),
                List.of("worked", "calls", "2026-02-28T23:00:00Z", "--group", "region=eu", "--meter-version", "1"),
                List.of("worked", "calls", "2026-05"))) {
            var words = new ArrayList<>(List.of("explain", "usage"));
            words.addAll(asked);
            Cli same = Examples.cli(node, words);
            assertEquals(0, same.status(), asked + ": " + same.out() + same.err());
        }
        for (var bad : Map.of(
                        "meter", List.of("calles", "2026-03"),
                        "period", List.of("calls", "2026-13"),
                        "group", List.of("data", "2026-03", "--group", "region=eu"),
                        "meterVersion", List.of("calls", "2026-03", "--meter-version", "2"))
                .entrySet()) {
            var words = new ArrayList<>(List.of("explain", "usage", "worked"));
            words.addAll(bad.getValue());
            Cli refused = Examples.cli(node, words);
            assertEquals(2, refused.status(), refused.out());
            assertTrue(refused.err().contains("field: " + bad.getKey()), refused.err());
        }
    }

    /** Past retention, and whatever the events say: by hand, with the overage that the statement implies. */
    private static void adjustByHand(Node node) throws Exception {
        Cli early = Examples.cli(node, List.of("adjust", "worked", "calls", "2026-05", "+1", "--reason", "x"));
        assertTrue(early.status() != 0, early.out());
        Cli adjusted =
                Examples.cli(node, List.of("adjust", "worked", "data", "2026-03", "+5.5", "--reason", "a lost log"));
        assertEquals(0, adjusted.status(), adjusted.err());
        Cli on = Examples.cli(node, List.of("clock", "advance", "P32D"));
        assertEquals(0, on.status(), on.err());
        Await.until(
                "the adjustment is stated",
                WITHIN,
                () -> Examples.cli(node, List.of("statement", "show", "worked/3"))
                        .out()
                        .contains("a lost log"));
        Cli csv = Examples.cli(node, List.of("export", "--license", "worked", "--format", "csv"));
        // 3.5 and 3 GB were used, 10 are included: what is added is past it by so much.
        assertTrue(csv.out().contains(",5.5,,,"), csv.out());
    }
}
