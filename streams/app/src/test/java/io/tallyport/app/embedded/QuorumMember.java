package io.tallyport.app.embedded;

import io.tallyport.contract.KafkaClients;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * A process with one broker and controller of a cluster, and a registry, that runs until its input ends or it is killed.
 * It prints a line when the broker runs, which is when a majority of them does.
 */
public final class QuorumMember {

    /** All members of a cluster, however many runs there are: they have to agree on it. */
    private static final String CLUSTER = "dGFsbHlwb3J0LXByb29mIQ";

    /** Arguments: folder, address, number of this member from 1, then broker, controller and registry port of each. */
    public static void main(String[] args) throws Exception {
        // When it loads what, and how long that takes: after a kill, that is what the others wait for (decision 0014).
        Configurator.setLevel("org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime", Level.INFO);
        int id = Integer.parseInt(args[2]);
        int[] ports = IntStream.range(3, args.length)
                .map(i -> Integer.parseInt(args[i]))
                .toArray();
        Path log = Files.createDirectories(Path.of(args[0]).resolve("log"));
        var settings = settings(log, args[1], id, ports);
        if (!Files.exists(log.resolve("meta.properties"))) {
            format(Path.of(args[0]).resolve("server.properties"), settings);
        }
        var server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        server.startup();
        try (var registry = EmbeddedRegistry.start(
                KafkaClients.to(bootstrapServers(args[1], ports), Map.of()), ports[3 * id - 1])) {
            System.out.println("ready " + registry.url());
            while (System.in.read() >= 0) {}
        }
        server.shutdown();
        server.awaitShutdown();
    }

    /** Address of all brokers, for clients. */
    static String bootstrapServers(String address, int[] ports) {
        return IntStream.range(0, ports.length / 3)
                .mapToObj(i -> address + ":" + ports[3 * i])
                .collect(Collectors.joining(","));
    }

    private static Properties settings(Path log, String address, int id, int[] ports) {
        int members = ports.length / 3;
        int broker = ports[3 * (id - 1)];
        int controller = ports[3 * (id - 1) + 1];
        var settings = BrokerSettings.of(log, broker, controller);
        settings.setProperty("node.id", Integer.toString(id));
        settings.setProperty(
                "controller.quorum.voters",
                IntStream.range(0, members)
                        .mapToObj(i -> i + 1 + "@127.0.0.1:" + ports[3 * i + 1])
                        .collect(Collectors.joining(",")));
        settings.setProperty(
                "listeners", "PLAINTEXT://" + address + ":" + broker + ",CONTROLLER://127.0.0.1:" + controller);
        settings.setProperty("advertised.listeners", "PLAINTEXT://" + address + ":" + broker);
        String copies = Integer.toString(members);
        String needed = Integer.toString(members / 2 + 1);
        for (String topics : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.setProperty(topics + ".replication.factor", copies);
        }
        settings.setProperty("default.replication.factor", copies);
        settings.setProperty("transaction.state.log.min.isr", needed);
        settings.setProperty("share.coordinator.state.topic.min.isr", needed);
        settings.setProperty("min.insync.replicas", needed);
        // One broker is back as soon as an embedded one is: within the 10 s after which its transactions time out. Of
        // several, one that is busy must not look like a dead one.
        if (members > 1) {
            settings.setProperty("broker.session.timeout.ms", "6000");
            settings.setProperty("broker.heartbeat.interval.ms", "1000");
        }
        return settings;
    }

    private static void format(Path settingsFile, Properties settings) throws Exception {
        try (var out = Files.newBufferedWriter(settingsFile, StandardCharsets.UTF_8)) {
            settings.store(out, "Written once, for Kafka's storage tool.");
        }
        var said = new ByteArrayOutputStream();
        String[] command = {"format", "-t", CLUSTER, "-c", settingsFile.toString(), "--ignore-formatted"};
        try (var print = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            if (StorageTool.execute(command, print) != 0) {
                throw new IllegalStateException(said.toString(StandardCharsets.UTF_8));
            }
        }
    }

    private QuorumMember() {}
}
