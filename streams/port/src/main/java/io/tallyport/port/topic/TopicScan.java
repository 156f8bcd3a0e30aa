package io.tallyport.port.topic;

import io.tallyport.contract.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads ranges and single records of a partition, committed records only. Not thread-safe: one per use. */
public final class TopicScan implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    /** A gap up to this size is read through; a larger one is jumped over. */
    private static final long SKIP_MAX = 2_000;

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;

    public TopicScan(KafkaClients kafka, String clientId) {
        this(kafka.consumer(clientId));
    }

    public TopicScan(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Reads from an offset to where the partition ended when the scan began.
     *
     * @return the offset to go on from
     * @throws IllegalStateException when the end was not reached in time
     */
    public long toEnd(
            String topic, int partition, long from, Duration within, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        var at = new TopicPartition(topic, partition);
        consumer.assign(List.of(at));
        long begin = Math.max(from, consumer.beginningOffsets(List.of(at)).getOrDefault(at, 0L));
        long end = consumer.endOffsets(List.of(at)).getOrDefault(at, begin);
        consumer.seek(at, begin);
        long deadline = System.nanoTime() + within.toNanos();
        while (consumer.position(at) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                taker.accept(record);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("reading " + at + " to offset " + end + " took longer than " + within);
            }
        }
        return Math.max(begin, end);
    }

    /** Where the partitions of a topic end now, by partition: the offset of the next committed record. */
    public Map<Integer, Long> ends(String topic, int partitions) {
        var all = java.util.stream.IntStream.range(0, partitions)
                .mapToObj(p -> new TopicPartition(topic, p))
                .toList();
        var ends = new HashMap<Integer, Long>();
        consumer.endOffsets(all).forEach((at, end) -> ends.put(at.partition(), end));
        return ends;
    }

    /**
     * The values of some records.
     *
     * @param offsets ascending
     * @return value by offset; what the topic no longer has, or was never committed, is not in it
     * @throws IllegalStateException when the last one was not reached in time
     */
    public Map<Long, byte[]> select(String topic, int partition, List<Long> offsets, Duration within) {
        var at = new TopicPartition(topic, partition);
        consumer.assign(List.of(at));
        long begin = consumer.beginningOffsets(List.of(at)).getOrDefault(at, 0L);
        long end = consumer.endOffsets(List.of(at)).getOrDefault(at, 0L);
        var wanted = new TreeSet<>(offsets).subSet(begin, end);
        var found = new HashMap<Long, byte[]>();
        long deadline = System.nanoTime() + within.toNanos();
        var missing = new TreeSet<>(wanted);
        while (!missing.isEmpty()) {
            long next = missing.first();
            long position = found.isEmpty() && missing.size() == wanted.size() ? -1 : consumer.position(at);
            if (position < 0 || position > next || next - position > SKIP_MAX) {
                consumer.seek(at, next);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (wanted.contains(record.offset()) && record.value() != null) {
                    found.put(record.offset(), record.value());
                }
            }
            missing.headSet(consumer.position(at)).clear();
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "reading " + offsets.size() + " records of " + at + " took longer than " + within);
            }
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
