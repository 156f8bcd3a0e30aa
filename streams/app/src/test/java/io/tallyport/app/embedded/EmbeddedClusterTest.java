package io.tallyport.app.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.TopicInstaller;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedClusterTest {

    private static final int PARTITIONS = TopicCatalog.EMBEDDED_PARTITIONS;

    @Test
    void topicsRecordsAndSchemaIdsSurviveARestart(@TempDir Path folder) throws Exception {
        try (var cluster = LocalCluster.start(folder)) {
            install(cluster);
            var idsBefore = schemaIds(cluster);
            byte[] written = encode(cluster);
            try (var producer = cluster.clients().producer("test")) {
                producer.send(new ProducerRecord<>(TopicCatalog.USAGE_EVENTS.name(), 1, null, written))
                        .get();
            }

            cluster.restart();

            assertEquals(idsBefore, schemaIds(cluster));
            try (var admin = cluster.clients().admin("test")) {
                assertEquals(
                        PARTITIONS,
                        TopicInstaller.install(admin, cluster.registry(), PARTITIONS + 1, (short) -1),
                        "an installation keeps its partition count");
            }
            byte[] read = readFirst(cluster, new TopicPartition(TopicCatalog.USAGE_EVENTS.name(), 1));
            assertArrayEquals(written, read);
            var event = cluster.registry().codec(TopicCatalog.USAGE_EVENTS).decode(read);
            assertEquals("e-1", event.getId());
            assertEquals(List.of(), cluster.faults());
        }
    }

    @Test
    void everyTopicIsCreatedAsTheCatalogueSays(@TempDir Path folder) throws Exception {
        try (var cluster = LocalCluster.start(folder);
                var admin = cluster.clients().admin("test")) {
            install(cluster);
            for (var topic : TopicCatalog.ALL) {
                var settings = settings(admin, topic.name());
                var actual = new HashMap<String, String>();
                TopicInstaller.settings(topic)
                        .keySet()
                        .forEach(key -> actual.put(key, settings.get(key).value()));
                assertEquals(TopicInstaller.settings(topic), actual, topic.name());
                assertEquals(
                        "LogAppendTime", settings.get("message.timestamp.type").value(), topic.name());
                var described = admin.describeTopics(List.of(topic.name())).topicNameValues();
                for (var description : described.values()) {
                    assertEquals(PARTITIONS, description.get().partitions().size(), topic.name());
                }
            }
        }
    }

    @Test
    void unequalPartitionCountsAreRefused(@TempDir Path folder) throws Exception {
        try (var cluster = LocalCluster.start(folder);
                var admin = cluster.clients().admin("test")) {
            var odd = new NewTopic(TopicCatalog.LICENSE_COMMANDS.name(), Optional.of(3), Optional.empty());
            var even = new NewTopic(TopicCatalog.USAGE_EVENTS.name(), Optional.of(4), Optional.empty());
            admin.createTopics(List.of(odd, even)).all().get();

            var refused = assertThrows(IllegalStateException.class, () -> install(cluster));

            assertTrue(String.valueOf(refused.getMessage()).contains("license.commands.v1"), refused.getMessage());
        }
    }

    @Test
    void aRecordOfOneMebibyteFits(@TempDir Path folder) throws Exception {
        try (var cluster = LocalCluster.start(folder);
                var admin = cluster.clients().admin("test")) {
            admin.createTopics(List.of(new NewTopic("large", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            int bytesMax = Integer.parseInt(
                    settings(admin, "large").get("max.message.bytes").value());
            assertTrue(bytesMax >= (1 << 20) + 1024, "max.message.bytes is " + bytesMax);
        }
    }

    @Test
    void aFatalFaultIsReportedAndDoesNotEndTheHost(@TempDir Path folder) throws Exception {
        try (var cluster = LocalCluster.start(folder)) {
            Exit.halt(1, "the disk is gone");
            Exit.exit(2);
            assertEquals(2, cluster.faults().size());
            assertTrue(
                    cluster.faults().get(0).contains("the disk is gone"),
                    cluster.faults().toString());
        }
    }

    @Test
    void aStartOnATakenPortFailsWithTheReason(@TempDir Path folder) throws Exception {
        int[] ports = LocalCluster.freePorts(2);
        try (var squatter = new ServerSocket(ports[0], 1, InetAddress.getByName("127.0.0.1"))) {
            var refused = assertThrows(
                    IllegalStateException.class,
                    () -> EmbeddedBroker.start(folder, squatter.getLocalPort(), ports[1], fault -> {}));
            assertTrue(String.valueOf(refused.getMessage()).contains(":" + ports[0]), refused.getMessage());
        }
        EmbeddedBroker.start(folder, ports[0], ports[1], fault -> {}).close();
    }

    private static void install(LocalCluster cluster) throws Exception {
        try (var admin = cluster.clients().admin("test")) {
            assertEquals(PARTITIONS, TopicInstaller.install(admin, cluster.registry(), PARTITIONS, (short) -1));
        }
    }

    private static Config settings(Admin admin, String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).all().get().get(resource));
    }

    private static Map<String, Integer> schemaIds(LocalCluster cluster) throws Exception {
        var client = cluster.registry().client();
        var ids = new HashMap<String, Integer>();
        for (var topic : TopicCatalog.ALL) {
            ids.put(
                    topic.subject(),
                    client.getLatestSchemaMetadata(topic.subject()).getId());
        }
        return ids;
    }

    private static byte[] encode(LocalCluster cluster) {
        var event = UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setId("e-1")
                .setLicense("l-1")
                .build();
        return cluster.registry().codec(TopicCatalog.USAGE_EVENTS).encode(event);
    }

    private static byte[] readFirst(LocalCluster cluster, TopicPartition partition) {
        try (var consumer = cluster.clients().consumer("test")) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int tries = 0; tries < 100; tries++) {
                var records = consumer.poll(Duration.ofMillis(200));
                if (!records.isEmpty()) {
                    return records.iterator().next().value();
                }
            }
        }
        throw new AssertionError("no record in " + partition);
    }
}
