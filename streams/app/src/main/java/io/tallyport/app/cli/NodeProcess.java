package io.tallyport.app.cli;

import io.tallyport.app.demo.DemoRun;
import io.tallyport.app.demo.DemoScreen;
import io.tallyport.app.demo.DemoSettings;
import io.tallyport.app.demo.DemoSite;
import io.tallyport.app.demo.DemoSummary;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.app.node.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The commands that run a node in this process. Apart from their options, so that other commands never load a node. */
final class NodeProcess {

    private static final Duration READY = Duration.ofSeconds(120);

    /** Runs a node until the process is told to stop. */
    static int runUntilStopped(NodeConfig config, Session session) throws IOException, InterruptedException {
        session.err().println("tallyport: starting on " + config.dataDir().toAbsolutePath() + " ...");
        Node node = start(config);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            node.close();
                            stopped.countDown();
                        },
                        "stop"));
        while (!isReady(node, session)) {
            // Checks are answered and events taken: a cluster in trouble is no reason to end.
        }
        session.out()
                .println("Tallyport is up at " + node.url() + " (process "
                        + ProcessHandle.current().pid() + "). Stop it with Ctrl-C.");
        session.out().flush();
        stopped.await();
        return ExitCode.OK;
    }

    private static boolean isReady(Node node, Session session) throws InterruptedException {
        try {
            node.awaitReady(READY);
            return true;
        } catch (IllegalStateException e) {
            session.err().println("tallyport: " + e.getMessage() + "; it goes on trying");
            return false;
        }
    }

    /** Runs the demo on a node of its own, in a folder that is gone afterwards; its log stays if something is wrong. */
    static int demo(DemoSettings settings, DemoScreen.Mode mode, boolean json, Session session)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tallyport-demo-");
        Path log = Files.createTempFile("tallyport-demo-", ".log");
        logTo(log);
        // Interrupted or not, nothing stays behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "remove-demo-folder"));
        boolean sound = false;
        try {
            var screen = new DemoScreen(session.out(), mode);
            screen.say("Starting a node on " + folder + " ...");
            DemoSummary summary = demo(settings, folder, screen);
            print(summary, json, session);
            sound = summary.isSound();
            return sound ? ExitCode.OK : ExitCode.FAILED;
        } finally {
            delete(folder);
            if (sound) {
                Files.deleteIfExists(log);
            } else {
                session.err().println("The node's log: " + log);
            }
        }
    }

    private static DemoSummary demo(DemoSettings settings, Path folder, DemoScreen screen)
            throws IOException, InterruptedException {
        var config = NodeConfig.embedded(folder, 0)
                .withClock(new NodeClock.ScaledTime(DemoSettings.START, settings.clockFactor()));
        try (Node node = start(config)) {
            node.awaitReady(READY);
            screen.say("The node is up at " + node.url() + ".");
            var site = new DemoSite(node.url(), node.client(), node.kafka(), node.registry(), node.time());
            return new DemoRun(settings, site, screen).run();
        }
    }

    /** Sends the log to a file, so that it does not run through the picture. Must come before anything logs. */
    private static void logTo(Path log) {
        System.setProperty("tallyport.demo.log", log.toString());
        System.setProperty("log4j2.configurationFile", "log4j2-demo.xml");
    }

    private static void print(DemoSummary summary, boolean json, Session session) {
        if (json) {
            session.out().println(summary.toJson());
        } else {
            summary.lines().forEach(session.out()::println);
        }
        session.out().flush();
    }

    private static Node start(NodeConfig config) throws IOException, InterruptedException {
        try {
            return Node.start(config);
        } catch (StartRefusedException | IllegalStateException e) {
            // Both say what is in the way: a port, a folder, a cluster that does not fit.
            throw new CliFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A file that vanished meanwhile is gone as well; the system clears the rest of its temporary folder.
            System.getLogger(NodeProcess.class.getName())
                    .log(System.Logger.Level.DEBUG, "the demo's folder is not empty: {0}", e.toString());
        }
    }

    private NodeProcess() {}
}
