package io.tallyport.app.proof;

import io.tallyport.app.cli.Tallyport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, as {@code ./tallyport up} runs it, so that it can be killed. */
final class NodeJvm implements AutoCloseable {

    /**
     * Where a node runs, and what.
     *
     * @param prefix what its command begins with, to run in another namespace; usually nothing
     * @param classPath the build that it runs
     */
    record Place(List<String> prefix, String classPath) {
        /** Here, the build under test. */
        static final Place USUAL = new Place(List.of(), System.getProperty("java.class.path"));
    }

    private final Process process;
    private final Path log;
    private final int httpPort;
    private final Place place;

    private NodeJvm(Process process, Path log, int httpPort, Place place) {
        this.process = process;
        this.log = log;
        this.httpPort = httpPort;
        this.place = place;
    }

    /** Starts a process and returns at once; what it says is appended to the log. */
    static NodeJvm start(Path data, int httpPort, Path log, String... options) throws IOException {
        return start(Place.USUAL, data, httpPort, log, options);
    }

    /** The same at a place. */
    static NodeJvm start(Place place, Path data, int httpPort, Path log, String... options) throws IOException {
        var command = new ArrayList<>(place.prefix());
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xms128m",
                "-Xmx512m",
                "-XX:+UseG1GC",
                "-XX:MaxDirectMemorySize=192m",
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000",
                "-XX:Tier4BackEdgeThreshold=400000",
                "-cp",
                place.classPath(),
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
        return new NodeJvm(process, log, httpPort, place);
    }

    HttpTester http() {
        return new HttpTester(URI.create("http://127.0.0.1:" + httpPort));
    }

    /** Returns when the node decides; fails with its log when it ends or does not get there. */
    void awaitUp(Duration within) throws IOException, InterruptedException {
        try {
            Await.until("the node decides", within, () -> {
                requireAlive();
                return HttpTester.JSON
                        .readTree(read("/health"))
                        .path("status")
                        .asText()
                        .equals("up");
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + Files.readString(log), e);
        }
    }

    /** Licenses that the node decides for, by its own metrics. */
    int licensesHeld() throws IOException, InterruptedException {
        return HttpTester.licensesIn(read("/metrics"));
    }

    /** What the node answers to a GET, wherever it runs; an IOException if it does not. */
    String read(String path) throws IOException, InterruptedException {
        if (place.prefix().isEmpty()) {
            return http().get(path).text();
        }
        var command = new ArrayList<>(place.prefix());
        command.addAll(List.of("curl", "-s", "-S", "--max-time", "10", "http://127.0.0.1:" + httpPort + path));
        var curl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (curl.waitFor() != 0) {
            throw new IOException(said);
        }
        return said;
    }

    /** What it says of itself and what its stream threads do, for a test that failed. */
    String state() throws InterruptedException {
        try {
            return "it holds " + licensesHeld() + " licenses; " + read("/health") + "\n" + threads() + "\n";
        } catch (IOException | RuntimeException e) {
            return "it does not answer: " + e + "\n";
        }
    }

    /** What the stream threads do at this moment, by the JDK's own tool. */
    private String threads() throws IOException, InterruptedException {
        var jcmd = new ProcessBuilder("jcmd", Long.toString(process.pid()), "Thread.print")
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var unused = jcmd.waitFor();
        return said.lines()
                .dropWhile(line -> !line.contains("StreamThread"))
                .limit(400)
                .collect(java.util.stream.Collectors.joining("\n"));
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
