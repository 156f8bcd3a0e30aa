package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.embedded.LocalCluster;
import io.tallyport.app.proof.ConsoleScript.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first ten minutes, each line as it stands there, with the packaged launcher. */
class FirstTenMinutesIT {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Duration WITHIN = Duration.ofSeconds(180);

    @Test
    void theFirstTenMinutesOfTheReadmeRunAsTheyStandThere(@TempDir Path folder) throws Exception {
        var script = ConsoleScript.ofSection(Files.readString(ROOT.resolve("README.md")), "First ten minutes");
        requireTheWholeStory(script.steps());
        // Somewhere else than in the sources, and on another port: what stands in the README needs no change for that.
        Files.createSymbolicLink(folder.resolve("tallyport"), ROOT.resolve("tallyport"));
        Files.createSymbolicLink(folder.resolve("examples"), ROOT.resolve("examples"));
        int port = LocalCluster.freePorts(1)[0];
        var environment = Map.of("TALLYPORT_NODE", "http://127.0.0.1:" + port);
        try (var shell = new Shell(folder, folder.resolve("transcript"), environment)) {
            for (Step step : script.steps()) {
                var fragments = step.fragments().stream()
                        .map(fragment -> fragment.replace(":7601", ":" + port))
                        .toList();
                shell.run(step.command(), fragments, WITHIN);
            }
        } finally {
            Files.delete(folder.resolve("tallyport"));
            Files.delete(folder.resolve("examples"));
        }
    }

    /** Nobody can shorten the README to nothing and stay green. */
    private static void requireTheWholeStory(List<Step> steps) {
        var commands = steps.stream().map(Step::command).toList();
        for (String wanted : List.of(
                "./tallyport up --clock",
                "./tallyport catalog apply examples/quickstart.yaml",
                "./tallyport license issue --product",
                "./tallyport emit examples/quickstart-events.jsonl",
                "./tallyport check",
                "kill -9",
                "./tallyport usage",
                "./tallyport explain decision",
                "./tallyport clock advance P1M")) {
            assertTrue(commands.stream().anyMatch(command -> command.startsWith(wanted)), wanted + " is missing");
        }
        long silent = steps.stream().filter(step -> step.fragments().isEmpty()).count();
        assertTrue(silent <= 2, silent + " commands are not held to what they say");
    }
}
