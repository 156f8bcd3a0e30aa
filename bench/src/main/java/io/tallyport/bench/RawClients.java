package io.tallyport.bench;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.TopicInstaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What the broker and its plain clients can do with the same bytes: the limits that no application passes. */
final class RawClients {

    private static final String SOURCE = TopicCatalog.USAGE_EVENTS.name();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long COMMIT_NANOS = 100_000_000;

    private final BenchCluster cluster;
    private final Expected expected;
    private int passes;

    RawClients(BenchCluster cluster, Expected expected) {
        this.cluster = cluster;
        this.expected = expected;
    }

    /** Writes all records with an idempotent producer; they are in memory before the clock runs. */
    Pass produce(boolean counted) throws InterruptedException {
        String topic = newTopic("rawProduce");
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicReader.read(
                cluster.kafka(),
                cluster.beginning(SOURCE),
                cluster.endOffsets(SOURCE),
                r -> records.add(new ProducerRecord<>(topic, r.partition(), r.key(), r.value())));
        var failure = new AtomicReference<@Nullable Exception>();
        try (var producer = cluster.kafka().producer(topic)) {
            var clock = new Clock();
            for (var record : records) {
                var unused = producer.send(record, (at, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                    }
                });
            }
            producer.flush();
            Pass pass = clock.stop("rawProduce", counted);
            Exception failed = failure.get();
            if (failed != null) {
                throw new IllegalStateException("the raw producer failed", failed);
            }
            verifyCopy(cluster, topic, expected);
            cluster.deleteTopics(topic);
            return pass;
        }
    }

    /** Reads all committed records and looks at none. */
    Pass consume(boolean counted) throws InterruptedException {
        var ends = cluster.endOffsets(SOURCE);
        long[] totals = new long[2];
        var clock = new Clock();
        TopicReader.read(cluster.kafka(), cluster.beginning(SOURCE), ends, record -> {
            totals[0]++;
            totals[1] += record.value().length;
        });
        Pass pass = clock.stop("rawConsume", counted);
        long sent = ends.values().stream().mapToLong(Long::longValue).sum();
        if (totals[0] != sent || totals[0] < expected.events() || totals[1] < expected.bytes()) {
            throw new IllegalStateException("the raw consumer read " + totals[0] + " records with " + totals[1]
                    + " bytes, but " + sent + " records were written");
        }
        return pass;
    }

    /** Reads, writes and commits offsets in transactions of 100 ms: exactly-once by hand. */
    Pass copy(boolean counted) throws InterruptedException {
        String topic = newTopic("copy");
        var ends = cluster.endOffsets(SOURCE);
        try (var consumer = groupConsumer(topic);
                var producer = cluster.kafka().transactionalProducer(topic, topic)) {
            consumer.assign(ends.keySet());
            cluster.beginning(SOURCE).forEach(consumer::seek);
            producer.initTransactions();
            var clock = new Clock();
            boolean done = false;
            while (!done) {
                producer.beginTransaction();
                long began = System.nanoTime();
                while (!done && System.nanoTime() - began < COMMIT_NANOS) {
                    for (var record : consumer.poll(POLL)) {
                        // A failed send fails the commit: the answer to each need not be kept.
                        var unused = producer.send(
                                new ProducerRecord<>(topic, record.partition(), record.key(), record.value()));
                    }
                    done = ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
                }
                var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
                ends.keySet().forEach(p -> offsets.put(p, new OffsetAndMetadata(consumer.position(p))));
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                producer.commitTransaction();
            }
            Pass pass = clock.stop("copy", counted);
            awaitCommitted(topic, ends);
            verifyCopy(cluster, topic, expected);
            cluster.deleteTopics(topic);
            return pass;
        }
    }

    /** The coordinator shows offsets of a transaction once its marker is written, which may be after the commit. */
    private void awaitCommitted(String group, Map<TopicPartition, Long> ends) throws InterruptedException {
        long began = System.nanoTime();
        while (!cluster.hasCommitted(group, ends)) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException("the copy has not committed its last offsets");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** A consumer whose offsets go into the producer's transaction; those of {@code KafkaClients} have no group. */
    private Consumer<byte[], byte[]> groupConsumer(String group) {
        Map<String, Object> settings = new HashMap<>(cluster.kafka().connection());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Compares a topic with the source, by records and bytes.
     *
     * @throws IllegalStateException saying what differs
     */
    static void verifyCopy(BenchCluster cluster, String topic, Expected expected) throws InterruptedException {
        long[] seen = totals(cluster, topic);
        long[] sent = totals(cluster, SOURCE);
        if (seen[0] != sent[0] || seen[1] != sent[1] || sent[0] < expected.events()) {
            throw new IllegalStateException(topic + " has " + seen[0] + " records with " + seen[1]
                    + " bytes, but the source holds " + sent[0] + " with " + sent[1]);
        }
    }

    private static long[] totals(BenchCluster cluster, String topic) throws InterruptedException {
        long[] totals = new long[2];
        TopicReader.read(cluster.kafka(), cluster.beginning(topic), cluster.endOffsets(topic), record -> {
            totals[0]++;
            totals[1] += record.value().length;
        });
        return totals;
    }

    private String newTopic(String side) throws InterruptedException {
        String topic = "bench-" + side + "-raw" + ++passes;
        cluster.createTopic(topic, TopicInstaller.settings(TopicCatalog.USAGE_EVENTS));
        return topic;
    }

    /** Wall clock and processor time since it was made. */
    private final class Clock {
        private final long nanos = System.nanoTime();
        private final Duration cpu = cluster.cpu();

        Pass stop(String side, boolean counted) {
            long took = System.nanoTime() - nanos;
            return new Pass(
                    side,
                    counted,
                    expected.events(),
                    Duration.ZERO,
                    Duration.ofNanos(took),
                    cluster.cpu().minus(cpu));
        }
    }
}
