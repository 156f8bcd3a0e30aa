package io.tallyport.app.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code verify}: an independent look at what was published. */
@Command(
        name = "verify",
        description = {
            "Read every topic, recompute verdicts, totals and limits from the usage events with rules of its own, and name"
                    + " what differs from what was published.",
            "It asks the broker and the schema registry, not the node's HTTP interface: of a node started with 'up', those"
                    + " two must run. It reads up to where the topics end when it comes to them; events that were not"
                    + " decided by then are pending.",
            "Exit status 0: no difference; 1: at least one; 2: the topics cannot be read."
        })
final class VerifyCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the node whose broker is read. Default: tallyport-data.")
    private Path data = Path.of("tallyport-data");

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,...",
            description = "Read this Kafka cluster instead.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "Use this Confluent-compatible schema registry with that cluster.")
    private @Nullable String schemaRegistry;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties passed to every Kafka client of that cluster: security.protocol, sasl.*, ssl.*.")
    private @Nullable Path kafkaConfig;

    @Option(names = "--json", description = "Print what was found as JSON.")
    private boolean json;

    VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (bootstrapServers == null && (schemaRegistry != null || kafkaConfig != null)) {
            throw new CliFailure(
                    ExitCode.BAD_INPUT,
                    "--schema-registry and --kafka-config belong to an existing cluster: name it with --bootstrap-servers");
        }
        if (bootstrapServers != null && schemaRegistry == null) {
            throw new CliFailure(ExitCode.BAD_INPUT, "--bootstrap-servers needs --schema-registry as well");
        }
        var settings = kafkaConfig == null ? Map.<String, String>of() : UpCommand.settings(kafkaConfig);
        return VerifyProcess.run(data, bootstrapServers, schemaRegistry, settings, json, session);
    }
}
