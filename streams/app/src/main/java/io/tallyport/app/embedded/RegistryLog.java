package io.tallyport.app.embedded;

import io.tallyport.contract.KafkaClients;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/** The compacted topic that holds the registry's state. One writer at a time; the node's folder lock sees to that. */
final class RegistryLog implements AutoCloseable {

    /** Name of the topic; one partition, so that its order is the order of the writes. */
    static final String TOPIC = "registry.schemas.v1";

    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final String CLIENT_ID = "tallyport-registry";

    private final KafkaClients clients;
    private Producer<byte[], byte[]> producer;

    private RegistryLog(KafkaClients clients) {
        this.clients = clients;
        this.producer = clients.producer(CLIENT_ID);
    }

    /** Opens the log; creates its topic when it is not there. */
    static RegistryLog open(KafkaClients clients) throws IOException, InterruptedException {
        var topic = new NewTopic(TOPIC, Optional.of(1), Optional.empty())
                .configs(Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime"));
        try (var admin = clients.admin(CLIENT_ID)) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IOException("the topic " + TOPIC + " cannot be created: " + e.getMessage(), e);
            }
        }
        return new RegistryLog(clients);
    }

    /** The state that the log holds now. */
    SchemaLedger read() throws IOException {
        var ledger = new SchemaLedger();
        try (var consumer = clients.consumer(CLIENT_ID)) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    RegistryEntry.read(record.key(), record.value()).applyTo(ledger);
                }
            }
        } catch (KafkaException e) {
            throw new IOException("the topic " + TOPIC + " cannot be read: " + e.getMessage(), e);
        }
        return ledger;
    }

    /**
     * Writes entries in order and returns when the broker has them.
     *
     * @throws IOException when a write failed; entries may or may not have been written, so the caller must
     *     {@link #read} again before it decides anything
     */
    void append(List<RegistryEntry> entries) throws IOException, InterruptedException {
        try {
            var sent = entries.stream()
                    .map(e -> producer.send(new ProducerRecord<>(TOPIC, PARTITION.partition(), e.key(), e.value())))
                    .toList();
            for (var future : sent) {
                future.get();
            }
        } catch (ExecutionException | KafkaException e) {
            producer.close(Duration.ZERO);
            producer = clients.producer(CLIENT_ID);
            throw new IOException("the topic " + TOPIC + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
