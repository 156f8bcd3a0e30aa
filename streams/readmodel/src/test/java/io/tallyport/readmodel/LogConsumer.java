package io.tallyport.readmodel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Kafka's own mock consumer, fed from a {@link TestLog} as it is polled. */
final class LogConsumer extends MockConsumer<byte[], byte[]> {

    private final TestLog log;
    private final Map<TopicPartition, Long> fed = new HashMap<>();

    LogConsumer(TestLog log, int maxPollRecords) {
        super("earliest");
        this.log = log;
        setMaxPollRecords(maxPollRecords);
        TestLog.TOPICS.forEach(topic -> updatePartitions(topic.name(), partitionsOf(topic.name())));
        updateBeginningOffsets(log.beginnings());
        updateEndOffsets(log.ends());
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        log.requireUp();
        updateEndOffsets(log.ends());
        for (TopicPartition at : assignment()) {
            long from = fed.computeIfAbsent(at, this::position);
            for (var record : log.from(at, from)) {
                addRecord(record);
                fed.put(at, record.offset() + 1);
            }
        }
        var records = super.poll(timeout);
        if (records.isEmpty()) {
            LockSupport.parkNanos(500_000);
        }
        return records;
    }

    private List<PartitionInfo> partitionsOf(String topic) {
        var partitions = new ArrayList<PartitionInfo>();
        for (int p = 0; p < log.partitions(); p++) {
            partitions.add(new PartitionInfo(topic, p, Node.noNode(), new Node[0], new Node[0]));
        }
        return partitions;
    }
}
