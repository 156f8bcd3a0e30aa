package io.tallyport.app.cli;

import io.tallyport.app.demo.DemoScreen;
import io.tallyport.app.demo.DemoSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: the main job on one machine, from an empty folder to a checked summary. */
@Command(
        name = "demo",
        description = {
            "Start a node on a temporary folder, let simulated products emit usage and ask for permission, show it live,"
                    + " and end with a summary that is checked against what was emitted.",
            "Exit status 0: every record has its verdict and every total is exact; 1: something does not agree."
        })
final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--seconds", paramLabel = "N", description = "How long the products emit. Default: 40.")
    private int seconds = 40;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Events per second, roughly: the simulated day has a rhythm. Default: 1000.")
    private int rate = 1000;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the simulation. Default: a random one.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "Print the summary as JSON and nothing else.")
    private boolean json;

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return NodeProcess.demo(settings(), mode(), json, session);
    }

    private DemoSettings settings() {
        try {
            return new DemoSettings(seconds, rate, seed == null ? new SecureRandom().nextInt(1_000_000) : seed);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private DemoScreen.Mode mode() {
        if (json) {
            return DemoScreen.Mode.SILENT;
        }
        return session.outIsTerminal() ? DemoScreen.Mode.PICTURE : DemoScreen.Mode.LINES;
    }
}
