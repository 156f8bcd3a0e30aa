package io.tallyport.app.cli;

import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.pipeline.store.StoreKind;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code up}: runs a node until it is stopped. */
@Command(
        name = "up",
        description = {
            "Run a node: broker, schema registry, pipeline, read model and HTTP interface in one process, data kept.",
            "Stop it with Ctrl-C, or kill it: started again on the same folder, it goes on where it was."
        })
final class UpCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that keeps everything; one node at a time. Default: tallyport-data.")
    private Path data = Path.of("tallyport-data");

    @Option(
            names = "--http",
            paramLabel = "PORT",
            description =
                    "Port of the HTTP interface on 127.0.0.1; 0 = a free one. Default: the port of the environment"
                            + " variable TALLYPORT_NODE if that names this machine, else 7601.")
    private @Nullable Integer http;

    @Option(
            names = "--clock",
            paramLabel = "INSTANT",
            description = "Decide by a test clock that begins here, e.g. 2026-01-10T00:00:00Z, and is moved by"
                    + " 'clock advance'. A folder that keeps a test clock already goes on with it.")
    private @Nullable String clock;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,...",
            description = "Use this Kafka cluster instead of an embedded broker.")
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

    @Option(
            names = "--stores",
            paramLabel = "KIND",
            description =
                    "What the pipeline keeps its state in, beside the changelogs: own, or stock (RocksDB, as Kafka"
                            + " Streams has it). The first start with the other one restores the state. Default: own.")
    private Stores stores = Stores.OWN;

    /** The names of {@link StoreKind}, which is not on the class path of the client commands. */
    private enum Stores {
        OWN,
        STOCK
    }

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return NodeProcess.runUntilStopped(config(), session);
    }

    NodeConfig config() {
        NodeClock time = clock == null ? new NodeClock.SystemTime() : new NodeClock.TestTime(instant(clock));
        try {
            return new NodeConfig(
                    data,
                    http == null ? portOfCommands() : http,
                    time,
                    bootstrapServers,
                    schemaRegistry,
                    StoreKind.valueOf(stores.name()),
                    kafkaConfig == null ? Map.of() : settings(kafkaConfig));
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private int portOfCommands() {
        String node = session.environment().getOrDefault("TALLYPORT_NODE", "");
        if (node.isBlank()) {
            return NodeConfig.DEFAULT_HTTP_PORT;
        }
        var asked = new NodeHttp(node).node();
        boolean here = Set.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(asked.getHost()));
        return here && asked.getPort() > 0 ? asked.getPort() : NodeConfig.DEFAULT_HTTP_PORT;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CliFailure(
                    ExitCode.BAD_INPUT, "--clock: " + text + " is no instant such as 2026-01-10T00:00:00Z", e);
        }
    }

    static Map<String, String> settings(Path file) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CliFailure(
                    ExitCode.BAD_INPUT, "--kafka-config: " + file + " cannot be read: " + e.getMessage(), e);
        }
        var settings = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name, "")));
        return settings;
    }
}
