package io.tallyport.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads parts of partitions, committed records only. Not thread-safe: one per use. */
public final class PartitionReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;

    public PartitionReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** The first offset of a partition whose record was appended at or after a time; its end if there is none. */
    public long offsetAt(String topic, int partition, long appendedAtMs) {
        var at = assigned(topic, partition);
        var found = consumer.offsetsForTimes(Map.of(at, appendedAtMs)).get(at);
        return found == null ? consumer.endOffsets(List.of(at)).getOrDefault(at, 0L) : found.offset();
    }

    /** Where a partition ends now: the offset of the next committed record. */
    public long end(String topic, int partition) {
        var at = assigned(topic, partition);
        return consumer.endOffsets(List.of(at)).getOrDefault(at, 0L);
    }

    /**
     * Reads from an offset on until the taker has had enough, the end is reached, or time is up.
     *
     * @param end where to stop, exclusive
     * @param taker takes a record; false when it needs no more
     * @return the offset to go on from
     */
    public long read(
            String topic,
            int partition,
            long from,
            long end,
            Duration within,
            Predicate<ConsumerRecord<byte[], byte[]>> taker) {
        var at = assigned(topic, partition);
        long next = Math.max(from, consumer.beginningOffsets(List.of(at)).getOrDefault(at, 0L));
        consumer.seek(at, next);
        long deadline = System.nanoTime() + within.toNanos();
        while (next < end && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() >= end) {
                    return end;
                }
                next = record.offset() + 1;
                if (!taker.test(record)) {
                    return next;
                }
            }
            // What was never committed has offsets too.
            next = Math.max(next, consumer.position(at));
        }
        return next;
    }

    /**
     * Reads all records of a part of a partition.
     *
     * @param idle how long no record may come before it is given up
     * @throws IllegalStateException when none came for so long
     */
    public void readAll(
            String topic,
            int partition,
            long from,
            long end,
            Duration idle,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        long next = from;
        while (next < end) {
            long[] last = {next};
            long reached = read(topic, partition, next, end, idle, record -> {
                taker.accept(record);
                last[0] = record.offset() + 1;
                return true;
            });
            if (reached < end && last[0] == next && reached == next) {
                throw new IllegalStateException(
                        "nothing came of " + topic + "-" + partition + " from offset " + next + " on within " + idle);
            }
            next = reached;
        }
    }

    private TopicPartition assigned(String topic, int partition) {
        var at = new TopicPartition(topic, partition);
        consumer.assign(List.of(at));
        return at;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
