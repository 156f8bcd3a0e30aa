package io.tallyport.client;

import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Serves a {@link SnapshotLog} to consumers, one at a time, when it is up. */
final class FakeKafka implements Supplier<Consumer<byte[], byte[]>> {

    private final int partitions;
    private final SnapshotLog log;
    private volatile boolean up = true;
    private volatile @Nullable MockConsumer<byte[], byte[]> consumer;
    private volatile int connections;

    FakeKafka(SnapshotLog log, int partitions) {
        this.log = log;
        this.partitions = partitions;
    }

    void down() {
        up = false;
        var current = consumer;
        if (current != null) {
            current.setPollException(new org.apache.kafka.common.KafkaException("the cluster went away"));
        }
    }

    void up() {
        up = true;
    }

    int connections() {
        return connections;
    }

    /** Delivers a record to the consumer that is connected, or leaves it for the next one to find. */
    void deliver(ConsumerRecord<byte[], byte[]> record) {
        var current = consumer;
        if (current != null && !current.closed()) {
            Await.until("the consumer is assigned", () -> !current.assignment().isEmpty());
            current.addRecord(record);
        }
    }

    @Override
    public Consumer<byte[], byte[]> get() {
        connections++;
        if (!up) {
            throw new TimeoutException("nobody answers");
        }
        var fresh = new MockConsumer<byte[], byte[]>("earliest");
        var infos = new java.util.ArrayList<PartitionInfo>();
        var begins = new HashMap<TopicPartition, Long>();
        var ends = new HashMap<TopicPartition, Long>();
        var nobody = new Node[] {};
        for (int p = 0; p < partitions; p++) {
            infos.add(new PartitionInfo(SnapshotLog.TOPIC, p, null, nobody, nobody));
            begins.put(new TopicPartition(SnapshotLog.TOPIC, p), 0L);
            ends.put(new TopicPartition(SnapshotLog.TOPIC, p), log.end(p));
        }
        fresh.updatePartitions(SnapshotLog.TOPIC, infos);
        fresh.updateBeginningOffsets(begins);
        fresh.updateEndOffsets(ends);
        fresh.schedulePollTask(() -> {
            for (int p = 0; p < partitions; p++) {
                List<ConsumerRecord<byte[], byte[]>> stored =
                        log.from(p, fresh.position(new TopicPartition(SnapshotLog.TOPIC, p)), 1_000_000);
                stored.forEach(fresh::addRecord);
            }
        });
        consumer = fresh;
        return fresh;
    }
}
