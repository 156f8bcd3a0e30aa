package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.app.embedded.EmbeddedBroker;
import io.tallyport.app.embedded.EmbeddedRegistry;
import io.tallyport.app.node.DataFolder;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.VerdictKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * While the pipeline was away, usage of a license piled up, and behind a pile of other commands the license was issued.
 * All commands are read before any of that usage, or it would be rejected as of an unknown license.
 */
class ControlBeforeBacklogTest {

    private static final String LICENSE = "late-issued";
    private static final int EVENTS = 2_000;
    /** With reasons that do not compress, several times what one fetch of a partition holds. */
    private static final int OTHER_COMMANDS = 8_000;

    private static final int REASON_BYTES = 300;
    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    void aBacklogOfUsageWaitsForTheBacklogOfCommands(@TempDir Path folder) throws Exception {
        try (var node = Node.start(NodeConfig.embedded(folder, 0))) {
            node.awaitReady(SOON);
            var http = new HttpTester(node.url());
            http.applyCatalog(Catalogs.ACME);
        }
        appendBacklogs(folder);
        try (var node = Node.start(NodeConfig.embedded(folder, 0))) {
            node.awaitReady(SOON);
            Await.until(
                    "every event has its verdict",
                    SOON,
                    () -> IndependentBooks.read(node.kafka(), node.registry())
                                    .verdicts
                                    .size()
                            == EVENTS);
            var books = IndependentBooks.read(node.kafka(), node.registry());
            long counted = books.verdicts.values().stream()
                    .filter(verdict -> verdict.getKind() == VerdictKind.COUNTED)
                    .count();
            assertEquals(EVENTS, counted);
        }
    }

    private static void appendBacklogs(Path folder) throws Exception {
        try (var data = DataFolder.open(folder)) {
            var ports = data.ports();
            var kafka = KafkaClients.to("127.0.0.1:" + ports.broker(), Map.of());
            try (var broker = EmbeddedBroker.start(
                            data.broker(), ports.broker(), ports.controller(), System.err::println);
                    var embedded = EmbeddedRegistry.start(kafka, ports.registry());
                    var producer = kafka.producer("backlog")) {
                assertEquals("127.0.0.1:" + ports.broker(), broker.bootstrapServers());
                var registry = Registry.at(embedded.url(), Map.of());
                appendUsage(registry, producer);
                appendCommands(registry, producer);
                producer.flush();
            }
        }
    }

    private static void appendUsage(Registry registry, Producer<byte[], byte[]> producer) {
        var codec = registry.codec(TopicCatalog.USAGE_EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            send(
                    producer,
                    TopicCatalog.USAGE_EVENTS.name(),
                    codec.encode(UsageEventV1.newBuilder()
                            .setKind(UsageKind.USAGE)
                            .setLicense(LICENSE)
                            .setSource("acme/web")
                            .setId("e" + i)
                            .setType("api.call")
                            .setTimeMs(Instant.now().toEpochMilli())
                            .setData(Map.of("bytes", 1L))
                            .build()));
        }
    }

    /** The others are of licenses that do not exist, and are refused; the license itself is issued last. */
    private static void appendCommands(Registry registry, Producer<byte[], byte[]> producer) {
        var codec = registry.codec(TopicCatalog.LICENSE_COMMANDS);
        var random = new Random(1);
        byte[] reason = new byte[REASON_BYTES];
        for (int i = 0; i <= OTHER_COMMANDS; i++) {
            boolean last = i == OTHER_COMMANDS;
            random.nextBytes(reason);
            send(
                    producer,
                    TopicCatalog.LICENSE_COMMANDS.name(),
                    codec.encode(LicenseCommandV1.newBuilder()
                            .setKind(last ? LicenseCommandKind.ISSUE : LicenseCommandKind.SUSPEND)
                            .setLicense(last ? LICENSE : "nobody")
                            .setCommandId("command-" + i)
                            .setAuthor("test")
                            .setReason(HexFormat.of().formatHex(reason))
                            .setProduct(last ? "acme" : "")
                            .setPlan(last ? "free" : "")
                            .setCustomer(last ? "customer" : "")
                            .setKeyHash(last ? "hash" : "")
                            .build()));
        }
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, byte[] value) {
        int partition = LicensePartition.of(LICENSE, TopicCatalog.EMBEDDED_PARTITIONS);
        var unused =
                producer.send(new ProducerRecord<>(topic, partition, LICENSE.getBytes(StandardCharsets.UTF_8), value));
    }
}
