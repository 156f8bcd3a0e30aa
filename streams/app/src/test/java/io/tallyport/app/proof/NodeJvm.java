package io.tallyport.app.proof;

import io.tallyport.app.cli.Tallyport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, as {@code ./tallyport up} runs it, so that it can be killed. */
final class NodeJvm implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final int httpPort;

    private NodeJvm(Process process, Path log, int httpPort) {
        this.process = process;
        this.log = log;
        this.httpPort = httpPort;
    }

    /** Starts a process and returns at once; what it says is appended to the log. */
    static NodeJvm start(Path data, int httpPort, Path log, String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xms128m",
                "-Xmx512m",
                "-XX:+UseG1GC",
                "-XX:MaxDirectMemorySize=192m",
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000",
                "-XX:Tier4BackEdgeThreshold=400000",
                "-Duser.language=en",
                "-Duser.country=US",
                "-cp",
                System.getProperty("java.class.path"),
                Tallyport.class.getName(),
                "up",
                "--data",
                data.toString(),
                "--http",
                Integer.toString(httpPort)));
        command.addAll(List.of(options));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new NodeJvm(process, log, httpPort);
    }

    HttpTester http() {
        return new HttpTester(URI.create("http://127.0.0.1:" + httpPort));
    }

    /** Returns when the node decides; fails with its log when it ends or does not get there. */
    void awaitUp(Duration within) throws IOException, InterruptedException {
        var http = http();
        try {
            Await.until("the node decides", within, () -> {
                requireAlive();
                return http.get("/health").json().path("status").asText().equals("up");
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + Files.readString(log), e);
        }
    }

    /** Fails with the log when the process has ended by itself. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("the node ended with " + process.exitValue() + ":\n" + Files.readString(log));
        }
    }

    /** Ends the process as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " survived kill -9");
        }
    }

    /** Stops it where it stands, as a machine that hangs does; it does not notice. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on as if no time had passed. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("signal " + name + " could not be sent to process " + process.pid());
        }
    }

    /** Asks the process to end, as Ctrl-C does, and waits for it. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " did not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
