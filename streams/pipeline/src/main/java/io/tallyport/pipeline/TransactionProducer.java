package io.tallyport.pipeline;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer that waits for its records once in a transaction, as it ends (decision 0020). Kafka Streams flushes after
 * each task, and each time waits for the broker; ending a transaction flushes all of them, and fails if one has failed.
 */
final class TransactionProducer extends KafkaProducer<byte[], byte[]> {

    TransactionProducer(Map<String, Object> config) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Does nothing: {@link #commitTransaction} and {@link #close} wait for what was sent, an abort drops it. */
    @Override
    public void flush() {}

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        try {
            super.sendOffsetsToTransaction(offsets, groupMetadata);
        } catch (KafkaException e) {
            throw asFlushed(e);
        }
    }

    @Override
    public void commitTransaction() {
        try {
            super.commitTransaction();
        } catch (KafkaException e) {
            throw asFlushed(e);
        }
    }

    /**
     * What Kafka Streams would have made of a record's failure after a flush, in the words that it understands of a
     * commit: after a timeout it restores the tasks, after a lost sequence it gives them up. All else stays as it is.
     */
    static KafkaException asFlushed(KafkaException failure) {
        // One that shows before the end is asked for comes as the cause of a plain KafkaException, a later one as it
        // is.
        boolean wrapped = failure.getClass() == KafkaException.class && failure.getCause() instanceof KafkaException;
        Throwable root = wrapped ? failure.getCause() : failure;
        if (root instanceof RetriableException && !(failure instanceof TimeoutException)) {
            return new TimeoutException("a record of the transaction was not written: " + root, failure);
        }
        if (root instanceof OutOfOrderSequenceException) {
            return new InvalidProducerEpochException("the broker knows another sequence of the producer: " + root);
        }
        return failure;
    }
}
