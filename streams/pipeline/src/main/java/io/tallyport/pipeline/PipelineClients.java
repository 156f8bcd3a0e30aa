package io.tallyport.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka's own clients, but for the consumer of the sources, which reads control records first, and the producer, which
 * waits once in a transaction.
 */
public final class PipelineClients implements KafkaClientSupplier {

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new TransactionProducer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new SourceConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return plain(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return plain(config);
    }

    private static Consumer<byte[], byte[]> plain(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static final class SourceConsumer extends KafkaConsumer<byte[], byte[]> {

        private final ControlFirst controlFirst = new ControlFirst(new ControlFirst.Partitions() {
            @Override
            public Set<TopicPartition> assignment() {
                return SourceConsumer.super.assignment();
            }

            @Override
            public Set<TopicPartition> paused() {
                return SourceConsumer.super.paused();
            }

            @Override
            public OptionalLong lag(TopicPartition partition) {
                return SourceConsumer.super.currentLag(partition);
            }

            @Override
            public void pause(Collection<TopicPartition> partitions) {
                SourceConsumer.super.pause(partitions);
            }

            @Override
            public void resume(Collection<TopicPartition> partitions) {
                SourceConsumer.super.resume(partitions);
            }
        });

        SourceConsumer(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            controlFirst.beforePoll();
            return super.poll(timeout);
        }

        @Override
        public void pause(Collection<TopicPartition> partitions) {
            super.pause(partitions);
            controlFirst.decidedElsewhere(partitions);
        }

        @Override
        public void resume(Collection<TopicPartition> partitions) {
            super.resume(partitions);
            controlFirst.decidedElsewhere(partitions);
        }
    }
}
