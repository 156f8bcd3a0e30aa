package io.tallyport.app.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tallyport.pipeline.PipelineClients;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline's producer, which skips Kafka Streams' flushes: the end of a transaction alone must be worth all of them. */
class TransactionOnKafkaTest {

    private static final String ROOMY = "roomy";
    private static final String NARROW = "narrow";
    private static final int RECORDS = 200;

    @Test
    void aCommitWaitsForEveryRecordAndFailsIfOneWasRefused(@TempDir Path folder) throws Exception {
        try (var cluster = LocalCluster.start(folder);
                var producer = producer(cluster)) {
            try (var admin = cluster.clients().admin("test")) {
                admin.createTopics(List.of(
                                new NewTopic(ROOMY, 3, (short) 1),
                                new NewTopic(NARROW, 1, (short) 1).configs(Map.of("max.message.bytes", "200"))))
                        .all()
                        .get();
            }
            producer.initTransactions();
            var acknowledged = new AtomicInteger();

            producer.beginTransaction();
            send(producer, "kept", acknowledged);
            producer.flush();
            assertEquals(0, acknowledged.get(), "nothing is sent before the transaction ends or a batch is full");
            producer.commitTransaction();
            assertEquals(RECORDS, acknowledged.get(), "callbacks are done when the commit returns");
            assertEquals(RECORDS, committed(cluster).size());

            producer.beginTransaction();
            send(producer, "dropped", acknowledged);
            var unused = producer.send(new ProducerRecord<>(NARROW, new byte[10_000]));
            producer.flush();
            var refused = assertThrows(KafkaException.class, producer::commitTransaction);
            // Wrapped if the client knew of it before the commit began; it may also learn of it during the commit.
            assertInstanceOf(RecordTooLargeException.class, refused.getCause() == null ? refused : refused.getCause());
            producer.abortTransaction();

            producer.beginTransaction();
            send(producer, "kept", acknowledged);
            producer.commitTransaction();
            var values = committed(cluster);
            assertEquals(2 * RECORDS, values.size(), "a transaction with a refused record is not seen");
            assertEquals(List.of("kept"), values.stream().distinct().toList());
        }
    }

    private static Producer<byte[], byte[]> producer(LocalCluster cluster) {
        var settings = new HashMap<>(cluster.clients().connection());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "test");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 60_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000);
        return new PipelineClients().getProducer(settings);
    }

    private static void send(Producer<byte[], byte[]> producer, String value, AtomicInteger acknowledged) {
        for (int i = 0; i < RECORDS; i++) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            var unused = producer.send(new ProducerRecord<>(ROOMY, i % 3, null, bytes), (at, failure) -> {
                if (failure == null) {
                    acknowledged.incrementAndGet();
                }
            });
        }
    }

    /** All that is committed up to what was written: the marker of a transaction may still be on its way. */
    private static List<String> committed(LocalCluster cluster) throws Exception {
        var settings = new HashMap<>(cluster.clients().connection());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    List.of(new TopicPartition(ROOMY, 0), new TopicPartition(ROOMY, 1), new TopicPartition(ROOMY, 2));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = ends(cluster, partitions);
            var values = new ArrayList<String>();
            while (ends.entrySet().stream()
                    .anyMatch(end ->
                            consumer.position(end.getKey()) < end.getValue().offset())) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
            }
            return values;
        }
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> ends(
            LocalCluster cluster, List<TopicPartition> partitions) throws Exception {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(at -> latest.put(at, OffsetSpec.latest()));
        try (var admin = cluster.clients().admin("ends")) {
            return admin.listOffsets(latest).all().get();
        }
    }
}
