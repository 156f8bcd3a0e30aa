package io.tallyport.app.proof;

import io.tallyport.app.proof.IndependentBooks.Place;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Somebody with a plain Kafka producer and write access to the source topics: writes what the edge never would. */
final class ForeignWriter {

    private static final int PARTITIONS = TopicCatalog.EMBEDDED_PARTITIONS;
    private static final long TIME_MS = 1_768_035_600_000L;
    private final KafkaClients kafka;
    private final Registry registry;

    ForeignWriter(KafkaClients kafka, Registry registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Writes usage records that are none, and gives where each lies and the reason that it must be rejected for. */
    Map<Place, String> writeBadUsage(String license) throws Exception {
        byte[] good = usage(license, "fine", Map.of("bytes", 1L));
        int home = LicensePartition.of(license, PARTITIONS);
        byte[] unknownId = good.clone();
        ByteBuffer.wrap(unknownId).putInt(1, 987_654);
        byte[] cutOff = Arrays.copyOf(good, good.length - 4);
        byte[] otherSchema = registry.codec(TopicCatalog.LICENSE_COMMANDS)
                .encode(io.tallyport.wire.LicenseCommandV1.newBuilder()
                        .setLicense(license)
                        .build());
        byte[] large = usage(license, "large", Map.of("bytes", 1L, "text", "x".repeat(100_000)));
        var written = new HashMap<Place, String>();
        String topic = TopicCatalog.USAGE_EVENTS.name();
        written.put(write(topic, home, license, "hello".getBytes(StandardCharsets.UTF_8)), "NOT_AVRO");
        written.put(write(topic, home, license, new byte[0]), "NOT_AVRO");
        written.put(write(topic, home, license, null), "NOT_AVRO");
        written.put(write(topic, home, license, unknownId), "UNKNOWN_SCHEMA");
        written.put(write(topic, home, license, cutOff), "CORRUPT");
        written.put(write(topic, home, license, otherSchema), "CORRUPT");
        written.put(write(topic, (home + 1) % PARTITIONS, license, good), "MISROUTED");
        written.put(write(topic, home, license, large), "TOO_LARGE");
        written.put(
                write(TopicCatalog.USAGE_BULK.name(), home, "", "hello".getBytes(StandardCharsets.UTF_8)), "NOT_AVRO");
        return written;
    }

    /** Writes bytes into every other source topic that are no record of it, and a revision that is no catalog. */
    void writeGarbageIntoControlTopics() throws Exception {
        for (var topic :
                List.of(TopicCatalog.LICENSE_COMMANDS, TopicCatalog.LEASE_REQUESTS, TopicCatalog.CATALOG_REVISIONS)) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                var unused = write(topic.name(), partition, "x", "hello".getBytes(StandardCharsets.UTF_8));
                unused = write(topic.name(), partition, "x", null);
                unused = write(topic.name(), partition, "x", new byte[] {0, 0, 15, 66, 63, 1, 2, 3});
            }
        }
        byte[] noCatalog = registry.codec(TopicCatalog.CATALOG_REVISIONS)
                .encode(CatalogRevisionV1.newBuilder()
                        .setKind(CatalogRevisionKind.REVISION)
                        .setRevision(1_000_000)
                        .setDocument("{\"format\":1,\"products\":")
                        .build());
        var unused = write(TopicCatalog.CATALOG_REVISIONS.name(), 0, "catalog", noCatalog);
    }

    /** Appends usage as the edge would have, while the edge is away. */
    Place writeUsage(String license, String id, long timeMs) throws Exception {
        byte[] value =
                registry.codec(TopicCatalog.USAGE_EVENTS).encode(event(license, id, timeMs, Map.of("bytes", 1L)));
        return write(TopicCatalog.USAGE_EVENTS.name(), LicensePartition.of(license, PARTITIONS), license, value);
    }

    /** Appends usage with an empty payload. */
    Place writeEmptyUsage(String license, String id, long timeMs) throws Exception {
        byte[] value = registry.codec(TopicCatalog.USAGE_EVENTS).encode(event(license, id, timeMs, Map.of()));
        return write(TopicCatalog.USAGE_EVENTS.name(), LicensePartition.of(license, PARTITIONS), license, value);
    }

    private byte[] usage(String license, String id, Map<String, Object> data) {
        return registry.codec(TopicCatalog.USAGE_EVENTS).encode(event(license, id, TIME_MS, data));
    }

    private static UsageEventV1 event(String license, String id, long timeMs, Map<String, Object> data) {
        return UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setLicense(license)
                .setSource("acme/web")
                .setId(id)
                .setType("api.call")
                .setTimeMs(timeMs)
                .setData(data)
                .build();
    }

    private Place write(String topic, int partition, String key, byte @Nullable [] value) throws Exception {
        try (var producer = kafka.producer("foreign-writer")) {
            var at = producer.send(new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value))
                    .get(30, TimeUnit.SECONDS);
            return new Place(at.topic(), at.partition(), at.offset());
        }
    }
}
