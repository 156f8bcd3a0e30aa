package io.tallyport.app.proof;

import io.tallyport.app.embedded.LocalCluster;
import io.tallyport.app.embedded.RegistryProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A registry in a process of its own, in another namespace. */
final class RegistryJvm implements AutoCloseable {

    private final Process process;
    private final int port = LocalCluster.freePorts(1)[0];

    /** Starts it and returns when it answers. */
    RegistryJvm(List<String> prefix, String bootstrapServers) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                RegistryProcess.class.getName(),
                bootstrapServers,
                Integer.toString(port)));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (said == null || !said.startsWith("ready")) {
            throw new AssertionError("the registry's process said " + said);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
