package io.tallyport.app.embedded;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of a broker and controller in one process, for one machine. */
final class BrokerSettings {

    /** A record of 1 MiB with room for its key, headers and batch. */
    private static final int MESSAGE_BYTES_MAX = (1 << 20) + (64 << 10);

    /** After a kill a broker rereads at most one segment per partition, so segments are small. */
    private static final int SEGMENT_BYTES = 64 << 20;

    static Properties of(Path logFolder, int brokerPort, int controllerPort) {
        var settings = new Properties();
        identity(settings, logFolder, brokerPort, controllerPort);
        oneReplicaOfEverything(settings);
        backSoonAfterAKill(settings);
        oneTransactionAfterAnother(settings);
        small(settings);
        return settings;
    }

    private static void identity(Properties settings, Path logFolder, int brokerPort, int controllerPort) {
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("inter.broker.listener.name", "PLAINTEXT");
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + brokerPort);
        settings.setProperty("log.dirs", logFolder.toString());
        settings.setProperty("auto.create.topics.enable", "false");
    }

    private static void oneReplicaOfEverything(Properties settings) {
        settings.setProperty("default.replication.factor", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
    }

    /**
     * A restarted controller waits until the session of the killed broker ends; with Kafka's nine seconds the port
     * would open only then. When transactions are aborted for their age stays Kafka's ten seconds: earlier, that would
     * fall into the time in which a broker that was killed is fenced and elected anew.
     */
    private static void backSoonAfterAKill(Properties settings) {
        settings.setProperty("broker.session.timeout.ms", "1000");
        settings.setProperty("broker.heartbeat.interval.ms", "200");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("group.min.session.timeout.ms", "1000");
    }

    /**
     * The first write of a transaction is held at the broker while the markers of the one before are still being
     * written. Kafka tries again after 20 ms each time: longer than the markers take on one machine. How long it tries
     * in all stays Kafka's 100 ms: past that the error goes back to the producer, whose later batches then come first.
     */
    private static void oneTransactionAfterAnother(Properties settings) {
        settings.setProperty("add.partitions.to.txn.retry.backoff.ms", "2");
    }

    private static void small(Properties settings) {
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("transaction.state.log.num.partitions", "4");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "1");
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "4");
        settings.setProperty("background.threads", "2");
        settings.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        settings.setProperty("log.segment.bytes", Integer.toString(SEGMENT_BYTES));
        settings.setProperty("log.index.size.max.bytes", Integer.toString(1 << 20));
        // A start reads them whole, and must not take long over it (decision 0014).
        settings.setProperty("offsets.topic.segment.bytes", Integer.toString(1 << 20));
        settings.setProperty("transaction.state.log.segment.bytes", Integer.toString(1 << 20));
        settings.setProperty("log.retention.ms", "-1");
        settings.setProperty("message.max.bytes", Integer.toString(MESSAGE_BYTES_MAX));
    }

    private BrokerSettings() {}
}
