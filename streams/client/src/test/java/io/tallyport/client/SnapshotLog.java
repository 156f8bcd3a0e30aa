package io.tallyport.client;

import io.tallyport.client.internal.EntitlementMapping;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.wire.EntitlementUpdateV1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The snapshots topic as the pipeline would have written it. */
final class SnapshotLog {

    static final String TOPIC = TopicCatalog.ENTITLEMENT_SNAPSHOTS.name();

    private final Registry registry;
    private final WireCodec<EntitlementUpdateV1> codec;
    private final List<List<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();

    SnapshotLog(String scope, int count) throws IOException {
        registry = Registry.at("mock://" + scope, Map.of());
        int unused = registry.register(TopicCatalog.ENTITLEMENT_SNAPSHOTS)
                + registry.register(TopicCatalog.ENTITLEMENT_DECISIONS)
                + registry.register(TopicCatalog.USAGE_EVENTS);
        codec = registry.codec(TopicCatalog.ENTITLEMENT_SNAPSHOTS);
        for (int p = 0; p < count; p++) {
            partitions.add(new ArrayList<>());
        }
    }

    Registry registry() {
        return registry;
    }

    int partitionOf(String license) {
        return LicensePartition.of(license, partitions.size());
    }

    ConsumerRecord<byte[], byte[]> snapshot(Entitlement e, long tickMs) {
        int partition = partitionOf(e.license());
        var update = EntitlementUpdateV1.newBuilder()
                .setPartition(partition)
                .setAsOfMs(tickMs)
                .setTickAppendedAtMs(tickMs)
                .setSnapshot(EntitlementMapping.wire(e))
                .build();
        return append(partition, e.license(), codec.encode(update));
    }

    ConsumerRecord<byte[], byte[]> heartbeat(int partition, long tickMs) {
        var update = EntitlementUpdateV1.newBuilder()
                .setPartition(partition)
                .setAsOfMs(tickMs)
                .setTickAppendedAtMs(tickMs)
                .setSnapshot(null)
                .build();
        return append(partition, "heartbeat/" + partition, codec.encode(update));
    }

    ConsumerRecord<byte[], byte[]> removal(String license) {
        return append(partitionOf(license), license, null);
    }

    ConsumerRecord<byte[], byte[]> garbage(String license) {
        return append(partitionOf(license), license, new byte[] {1, 2, 3, 4, 5, 6});
    }

    /** An update that decodes, but whose state this version does not know. */
    ConsumerRecord<byte[], byte[]> unknownState(Entitlement e) {
        var snapshot = EntitlementMapping.wire(e);
        snapshot.setState("PAUSED_BY_A_LATER_VERSION");
        int partition = partitionOf(e.license());
        var update = EntitlementUpdateV1.newBuilder()
                .setPartition(partition)
                .setSnapshot(snapshot)
                .build();
        return append(partition, e.license(), codec.encode(update));
    }

    private ConsumerRecord<byte[], byte[]> append(int partition, String key, byte @Nullable [] value) {
        var log = partitions.get(partition);
        var record = new ConsumerRecord<>(TOPIC, partition, log.size(), key.getBytes(StandardCharsets.UTF_8), value);
        log.add(record);
        return record;
    }

    /** At most so many records of a partition from an offset on. */
    List<ConsumerRecord<byte[], byte[]>> from(int partition, long offset, int atMost) {
        var log = partitions.get(partition);
        int begin = (int) Math.min(offset, log.size());
        return log.subList(begin, Math.min(log.size(), begin + atMost));
    }

    long end(int partition) {
        return partitions.get(partition).size();
    }

    static ConsumerRecords<byte[], byte[]> batch(int partition, List<ConsumerRecord<byte[], byte[]>> records) {
        return new ConsumerRecords<>(
                records.isEmpty() ? Map.of() : new HashMap<>(Map.of(new TopicPartition(TOPIC, partition), records)),
                Map.of());
    }
}
