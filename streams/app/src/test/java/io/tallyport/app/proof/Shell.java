package io.tallyport.app.proof;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A bash that is told one command after the other, as a person would type them, and watched while it answers. */
final class Shell implements AutoCloseable {

    private static final String DONE = "__done__";

    private final Process process;
    private final Writer input;
    private final Path transcript;
    private int commands;

    Shell(Path folder, Path transcript, Map<String, String> environment) throws IOException {
        this.transcript = transcript;
        var builder = new ProcessBuilder("bash", "--noprofile", "--norc")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(transcript.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Runs a command and waits until it has ended and everything that is expected was said, by it or in the background. */
    void run(String command, List<String> fragments, Duration within) throws IOException, InterruptedException {
        int from = said().length();
        commands++;
        String done = DONE + commands;
        input.write(command + "\necho " + done + "\n");
        input.flush();
        try {
            Await.until("`" + command + "` says " + fragments, within, () -> {
                String said = said().substring(from);
                return said.contains(done + "\n") && holds(said, fragments);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nIt said:\n" + said().substring(from), e);
        }
    }

    private String said() throws IOException {
        return Files.readString(transcript);
    }

    private static boolean holds(String said, List<String> fragments) {
        int at = 0;
        for (String fragment : fragments) {
            at = said.indexOf(fragment, at);
            if (at < 0) {
                return false;
            }
            at += fragment.length();
        }
        return true;
    }

    /** Ends the shell and whatever it started. */
    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("bash did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
