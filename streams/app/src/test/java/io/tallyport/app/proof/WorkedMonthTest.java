package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked month: the commands of {@code examples/worked-month/run} give the CSV that docs/metering.md shows, and the checker agrees. */
class WorkedMonthTest {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @Test
    void theCommandsOfTheWorkedMonthGiveTheCsvOfTheDocs(@TempDir Path folder) throws Exception {
        String script = Files.readString(ROOT.resolve("examples/worked-month/run"));
        String docs = Files.readString(ROOT.resolve("docs/metering.md"));
        try (var node = Node.start(NodeConfig.embedded(folder, 0)
                .withClock(new NodeClock.TestTime(Instant.parse(after(script, "--clock ")))))) {
            node.awaitReady(Duration.ofSeconds(60));
            int steps = 0;
            for (String line : script.lines().toList()) {
                if (line.startsWith("tallyport ")) {
                    Cli done = cli(node, words(line.substring("tallyport ".length())));
                    assertEquals(0, done.status(), line + ": " + done.out() + done.err());
                    steps++;
                } else if (line.startsWith("await ")) {
                    String statement = line.substring("await ".length());
                    Await.until(
                            statement + " is issued",
                            WITHIN,
                            () -> cli(node, List.of("statement", "show", statement))
                                            .status()
                                    == 0);
                }
            }
            assertTrue(steps >= 14, steps + " steps");
            Cli csv = cli(node, List.of("export", "--license", "worked", "--format", "csv"));
            assertEquals(0, csv.status(), csv.err());
            assertEquals(block(docs, "csv"), csv.out().replace("\r\n", "\n").strip());

            adjustByHand(node);
            var report = Verification.of(node.kafka(), node.registry(), (partition, partitions, records) -> {});
            assertEquals(List.of(), report.findings().differences());
        }
    }

    /** Past retention, and whatever the events say: by hand, with the overage that the statement implies. */
    private static void adjustByHand(Node node) throws Exception {
        Cli early = cli(node, List.of("adjust", "worked", "calls", "2026-05", "+1", "--reason", "x"));
        assertTrue(early.status() != 0, early.out());
        Cli adjusted = cli(node, List.of("adjust", "worked", "data", "2026-03", "+5.5", "--reason", "a lost log"));
        assertEquals(0, adjusted.status(), adjusted.err());
        Cli on = cli(node, List.of("clock", "advance", "P32D"));
        assertEquals(0, on.status(), on.err());
        Await.until(
                "the adjustment is stated",
                WITHIN,
                () -> cli(node, List.of("statement", "show", "worked/3")).out().contains("a lost log"));
        Cli csv = cli(node, List.of("export", "--license", "worked", "--format", "csv"));
        // 3.5 and 3 GB were used, 10 are included: what is added is past it by so much.
        assertTrue(csv.out().contains(",5.5,,,"), csv.out());
    }

    private static Cli cli(Node node, List<String> words) {
        return Cli.runWith(Map.of("TALLYPORT_NODE", node.url().toString()), "", words.toArray(String[]::new));
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            String word = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            words.add(word.startsWith("examples/") ? ROOT.resolve(word).toString() : word);
        }
        return words;
    }

    private static String after(String text, String option) {
        int from = text.indexOf(option) + option.length();
        return text.substring(from, text.indexOf(' ', from));
    }

    private static String block(String markdown, String language) {
        int from = markdown.indexOf("```" + language + "\n") + language.length() + 4;
        return markdown.substring(from, markdown.indexOf("```", from)).strip();
    }
}
