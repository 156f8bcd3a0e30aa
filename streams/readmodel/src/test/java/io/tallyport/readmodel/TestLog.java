package io.tallyport.readmodel;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** The topics that the read model follows, in memory; read through {@link LogConsumer}. Thread-safe. */
final class TestLog {

    static final List<TallyTopic<?>> TOPICS = List.of(
            TopicCatalog.USAGE_READINGS,
            TopicCatalog.USAGE_STATEMENTS,
            TopicCatalog.LICENSE_EVENTS,
            TopicCatalog.QUOTA_ALERTS,
            TopicCatalog.ANOMALY_ALERTS,
            TopicCatalog.ENTITLEMENT_DECISIONS,
            TopicCatalog.USAGE_VERDICTS,
            TopicCatalog.AUDIT_ENTRIES,
            TopicCatalog.ENTITLEMENT_SNAPSHOTS,
            TopicCatalog.CATALOG_REVISIONS);

    private final int partitions;
    private final Registry registry;
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> logs = new HashMap<>();
    private final Map<TopicPartition, Long> beginnings = new HashMap<>();
    private final Map<String, WireCodec<?>> codecs = new HashMap<>();
    private long nowMs = 1_700_000_000_000L;
    private boolean down;

    TestLog(String scope, int partitions) {
        this.partitions = partitions;
        this.registry = Registry.at("mock://" + scope, Map.of());
        for (TallyTopic<?> topic : TOPICS) {
            try {
                registry.register(topic);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            for (int p = 0; p < partitions; p++) {
                logs.put(new TopicPartition(topic.name(), p), new ArrayList<>());
            }
        }
    }

    Registry registry() {
        return registry;
    }

    int partitions() {
        return partitions;
    }

    /** A new consumer that returns at most so many records at once. */
    Consumer<byte[], byte[]> consumer(int maxPollRecords) {
        return new LogConsumer(this, maxPollRecords);
    }

    /** Appends a record to the partition of a key. */
    <T extends SpecificRecord> ConsumerRecord<byte[], byte[]> append(TallyTopic<T> topic, String key, T value) {
        return append(topic, LicensePartition.of(key, partitions), key, value);
    }

    synchronized <T extends SpecificRecord> ConsumerRecord<byte[], byte[]> append(
            TallyTopic<T> topic, int partition, String key, T value) {
        return appendBytes(topic, partition, key, codec(topic).encode(value));
    }

    synchronized ConsumerRecord<byte[], byte[]> appendBytes(
            TallyTopic<?> topic, int partition, String key, byte @Nullable [] value) {
        var at = new TopicPartition(topic.name(), partition);
        var log = log(at);
        long offset = log.isEmpty() ? beginning(at) : log.get(log.size() - 1).offset() + 1;
        var record = new ConsumerRecord<byte[], byte[]>(
                topic.name(),
                partition,
                offset,
                nowMs,
                TimestampType.LOG_APPEND_TIME,
                key.length(),
                value == null ? 0 : value.length,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty());
        log.add(record);
        return record;
    }

    /** Moves the broker's clock. */
    synchronized void pass(long ms) {
        nowMs += ms;
    }

    /** Deletes everything below an offset, as retention does. */
    synchronized void deleteBelow(TopicPartition at, long offset) {
        log(at).removeIf(record -> record.offset() < offset);
        beginnings.put(at, offset);
    }

    /** Makes a partition anew, empty. */
    synchronized void makeAnew(TopicPartition at) {
        log(at).clear();
        beginnings.remove(at);
    }

    synchronized void down(boolean isDown) {
        down = isDown;
    }

    synchronized void requireUp() {
        if (down) {
            throw new KafkaException("no broker answers");
        }
    }

    /** The records of a partition from an offset on. */
    synchronized List<ConsumerRecord<byte[], byte[]>> from(TopicPartition at, long offset) {
        return log(at).stream().filter(record -> record.offset() >= offset).toList();
    }

    /** Every record, partition by partition. */
    synchronized List<ConsumerRecord<byte[], byte[]>> all() {
        var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        logs.values().forEach(all::addAll);
        return all;
    }

    synchronized Map<TopicPartition, Long> beginnings() {
        var all = new HashMap<TopicPartition, Long>();
        logs.keySet().forEach(at -> all.put(at, beginning(at)));
        return all;
    }

    synchronized Map<TopicPartition, Long> ends() {
        var ends = new HashMap<TopicPartition, Long>();
        logs.forEach((at, log) -> ends.put(
                at, log.isEmpty() ? beginning(at) : log.get(log.size() - 1).offset() + 1));
        return ends;
    }

    /** The ends in the words of an offset vector. */
    Map<String, Long> vector() {
        var vector = new TreeMap<String, Long>();
        ends().forEach((at, end) -> vector.put(at.toString(), end));
        return vector;
    }

    @SuppressWarnings("unchecked")
    private <T extends SpecificRecord> WireCodec<T> codec(TallyTopic<T> topic) {
        return (WireCodec<T>) codecs.computeIfAbsent(topic.name(), name -> registry.codec(topic));
    }

    private long beginning(TopicPartition at) {
        return beginnings.getOrDefault(at, 0L);
    }

    private List<ConsumerRecord<byte[], byte[]>> log(TopicPartition at) {
        var log = logs.get(at);
        if (log == null) {
            throw new IllegalArgumentException("no partition " + at);
        }
        return log;
    }
}
