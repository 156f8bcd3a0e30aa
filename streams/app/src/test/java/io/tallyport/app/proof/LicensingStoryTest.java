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
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The story of a license: the commands of {@code examples/licensing-story/run} print what docs/licensing.md shows, and the checker
 * agrees. After a change of what they print, write it again with {@code -Dtest=LicensingStoryTest -Dtallyport.docs.write=true}.
 */
class LicensingStoryTest {

    private static final String SCRIPT = "examples/licensing-story/run";
    private static final String PAGE = "docs/licensing.md";
    private static final Pattern LEFT_OUT = Pattern.compile("(?m)^left_out='(.*)'$");
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @Test
    void theCommandsOfTheStorySayWhatTheDocsShow(@TempDir Path folder) throws Exception {
        String script = Examples.read(SCRIPT);
        try (var node =
                Node.start(NodeConfig.embedded(folder, 0).withClock(new NodeClock.TestTime(Examples.clock(script))))) {
            node.awaitReady(Duration.ofSeconds(60));
            String said = play(node, script);
            String shown = Examples.block(Examples.read(PAGE), "console");
            if (Boolean.getBoolean("tallyport.docs.write")) {
                Files.writeString(Examples.path(PAGE), Examples.read(PAGE).replace(shown, said));
                shown = said;
            }
            assertEquals(shown, said);
            var report = Verification.of(node.kafka(), node.registry(), (partition, partitions, records) -> {});
            assertEquals(List.of(), report.findings().differences());
        }
    }

    /** What the script prints. */
    private static String play(Node node, String script) throws Exception {
        var said = new StringBuilder();
        Pattern leftOut = leftOut(script);
        for (String line : script.lines().toList()) {
            int space = Math.max(0, line.indexOf(' '));
            List<String> words = Examples.words(line.substring(space));
            switch (line.substring(0, space)) {
                case "tallyport" -> {
                    Cli done = Examples.cli(node, words);
                    assertEquals(0, done.status(), line + ": " + done.out() + done.err());
                }
                case "say" -> {
                    Cli done = Examples.cli(node, words);
                    assertEquals("", done.err(), line);
                    said.append("\n$ ./tallyport").append(line.substring(space)).append("\n");
                    done.out()
                            .lines()
                            .filter(shown -> !leftOut.matcher(shown).find())
                            .forEach(shown -> said.append(shown).append("\n"));
                }
                case "await" ->
                    Await.until(
                            line,
                            WITHIN,
                            () -> Examples.cli(node, words.subList(1, words.size()))
                                    .out()
                                    .contains(words.get(0)));
                default -> {}
            }
        }
        return said.toString().replaceAll("\n{3,}", "\n\n").strip();
    }

    private static Pattern leftOut(String script) {
        var found = LEFT_OUT.matcher(script);
        assertTrue(found.find(), script);
        return Pattern.compile(found.group(1));
    }
}
