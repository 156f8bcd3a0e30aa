package io.tallyport.app.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and controller in this process, on loopback, for one machine. Its folder is formatted at the
 * first start and kept: topics, offsets and transactions survive a close as well as a {@code kill -9} (not a power
 * cut: like any Kafka broker it leaves flushing to the operating system). One broker per folder at a time; the caller
 * holds the folder's lock.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final KafkaRaftServer server;
    private final int port;
    private final Consumer<String> onFault;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(KafkaRaftServer server, int port, Consumer<String> onFault) {
        this.server = server;
        this.port = port;
        this.onFault = onFault;
    }

    /**
     * Starts a broker and returns when it accepts clients: about two seconds in a fresh process, about three after a
     * kill.
     *
     * @param folder the broker's folder; created and formatted when new
     * @param brokerPort port for clients, on 127.0.0.1; must stay the same for a folder
     * @param controllerPort port of the controller, on 127.0.0.1; must stay the same for a folder
     * @param onFault told, with a sentence, when the broker meets a fault after which it cannot go on; called on a
     *     thread of the broker, must not block
     * @throws IllegalStateException when the folder cannot be formatted or the broker cannot start
     */
    public static EmbeddedBroker start(Path folder, int brokerPort, int controllerPort, Consumer<String> onFault)
            throws IOException {
        Path logFolder = Files.createDirectories(folder.toAbsolutePath().resolve("log"));
        Properties settings = BrokerSettings.of(logFolder, brokerPort, controllerPort);
        if (!Files.exists(logFolder.resolve("meta.properties"))) {
            format(folder.toAbsolutePath().resolve("server.properties"), settings);
        }
        FatalFaults.listen(onFault);
        KafkaRaftServer server = null;
        try {
            server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
            server.startup();
        } catch (RuntimeException | Error e) {
            FatalFaults.forget(onFault);
            if (server != null) {
                server.shutdown();
            }
            throw new IllegalStateException(
                    "the embedded broker cannot start on 127.0.0.1:" + brokerPort + " with folder " + folder + ": "
                            + e.getMessage(),
                    e);
        }
        LOG.info("embedded broker ready on 127.0.0.1:{}, folder {}", brokerPort, folder);
        return new EmbeddedBroker(server, brokerPort, onFault);
    }

    /** Address for clients. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Shuts the broker down cleanly and waits for it. Safe to repeat. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.shutdown();
            server.awaitShutdown();
            FatalFaults.forget(onFault);
        }
    }

    private static void format(Path settingsFile, Properties settings) throws IOException {
        try (var out = Files.newBufferedWriter(settingsFile, StandardCharsets.UTF_8)) {
            settings.store(out, "Written once, for Kafka's storage tool; the node computes its settings itself.");
        }
        var said = new ByteArrayOutputStream();
        String[] command = {
            "format", "-t", Uuid.randomUuid().toString(), "-c", settingsFile.toString(), "--ignore-formatted"
        };
        int status;
        try (var print = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            status = StorageTool.execute(command, print);
        }
        if (status != 0) {
            throw new IllegalStateException("the embedded broker's folder cannot be formatted, " + settingsFile + ": "
                    + said.toString(StandardCharsets.UTF_8).strip());
        }
    }
}
