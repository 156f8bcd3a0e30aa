package io.tallyport.verifier;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads one partition of all topics while the pipeline may go on writing. What refers is read before what it refers to:
 * decisions, snapshots, the other outputs, the journal, the sources; so what is read always finds what it rests on. For
 * the other direction, the end of the journal is noted first: for what it held then, no output may be missing.
 */
final class LogReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    /** A transaction that its writer left open ends by its timeout; what is behind it is then read as of before. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final List<List<TallyTopic<?>>> STAGES = List.of(
            List.of(TopicCatalog.ENTITLEMENT_DECISIONS),
            List.of(TopicCatalog.ENTITLEMENT_SNAPSHOTS),
            List.of(
                    TopicCatalog.USAGE_VERDICTS,
                    TopicCatalog.USAGE_READINGS,
                    TopicCatalog.USAGE_STATEMENTS,
                    TopicCatalog.QUOTA_ALERTS,
                    TopicCatalog.ANOMALY_ALERTS,
                    TopicCatalog.LICENSE_EVENTS,
                    TopicCatalog.AUDIT_ENTRIES),
            List.of(TopicCatalog.PIPELINE_JOURNAL),
            TopicCatalog.sources());

    private final Consumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final Verification.Progress progress;
    private final Map<String, WireCodec<?>> codecs = new HashMap<>();
    private long read;

    LogReader(KafkaClients kafka, Registry registry, Verification.Progress progress) {
        consumer = kafka.consumer("tallyport-verify");
        admin = kafka.admin("tallyport-verify");
        this.progress = progress;
        TopicCatalog.ALL.forEach(topic -> codecs.put(topic.name(), registry.codec(topic)));
        // As the pipeline does: both usage topics hold one schema.
        codecs.put(TopicCatalog.USAGE_BULK.name(), registry.codec(TopicCatalog.USAGE_EVENTS));
    }

    int partitions(TallyTopic<?> topic) {
        var found = consumer.partitionsFor(topic.name());
        if (found == null || found.isEmpty()) {
            throw new KafkaException("there is no topic " + topic.name());
        }
        return found.size();
    }

    PartitionLog read(int partition, int partitions) throws InterruptedException {
        var journal = new TopicPartition(TopicCatalog.PIPELINE_JOURNAL.name(), partition);
        long firmEnd = offsets(List.of(journal), OffsetSpec.latest(), IsolationLevel.READ_COMMITTED)
                .getOrDefault(journal, 0L);
        var records = new HashMap<String, List<Stored>>();
        var truncated = new HashSet<String>();
        for (List<TallyTopic<?>> stage : STAGES) {
            var places = stage.stream()
                    .map(topic -> new TopicPartition(topic.name(), partition))
                    .toList();
            offsets(places, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED)
                    .forEach((place, begin) -> {
                        if (begin > 0) {
                            truncated.add(place.topic());
                        }
                    });
            // Committed or not: what is committed by now lies before this end.
            readTo(offsets(places, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED), records, partitions);
        }
        long firm = records.getOrDefault(journal.topic(), List.of()).stream()
                .filter(record -> record.place().offset() < firmEnd)
                .count();
        return new PartitionLog(partition, partitions, records, truncated, Math.toIntExact(firm));
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ofSeconds(5));
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> places, OffsetSpec which, IsolationLevel isolation) throws InterruptedException {
        var asked = places.stream().collect(Collectors.toMap(place -> place, place -> which));
        try {
            var offsets = new HashMap<TopicPartition, Long>();
            admin.listOffsets(asked, new ListOffsetsOptions(isolation))
                    .all()
                    .get()
                    .forEach((place, found) -> offsets.put(place, found.offset()));
            return offsets;
        } catch (ExecutionException e) {
            throw new KafkaException("the offsets of " + places + " cannot be read: " + e.getCause(), e);
        }
    }

    private void readTo(Map<TopicPartition, Long> ends, Map<String, List<Stored>> records, int partitions) {
        var left = new HashSet<>(ends.keySet());
        consumer.assign(left);
        consumer.seekToBeginning(left);
        long progressNanos = System.nanoTime();
        long position = 0;
        while (System.nanoTime() - progressNanos < PATIENCE.toNanos()) {
            left.removeIf(place -> consumer.position(place) >= ends.getOrDefault(place, 0L));
            if (left.isEmpty()) {
                return;
            }
            for (var record : consumer.poll(POLL)) {
                var place = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < ends.getOrDefault(place, 0L)) {
                    records.computeIfAbsent(record.topic(), t -> new ArrayList<>())
                            .add(stored(record));
                    read++;
                }
            }
            long now = left.stream().mapToLong(consumer::position).sum();
            if (now != position) {
                position = now;
                progressNanos = System.nanoTime();
            }
            progress.at(left.iterator().next().partition(), partitions, read);
        }
    }

    private Stored stored(ConsumerRecord<byte[], byte[]> record) {
        var place = new Place(record.topic(), record.partition(), record.offset());
        byte[] value = record.value() == null ? new byte[0] : record.value();
        try {
            var codec = codecs.get(record.topic());
            if (codec == null) {
                throw new IllegalStateException("no codec of " + record.topic());
            }
            return new Stored(place, codec.decode(value), "", value.length);
        } catch (WireException e) {
            return new Stored(place, null, e.reason().name(), value.length);
        }
    }
}
