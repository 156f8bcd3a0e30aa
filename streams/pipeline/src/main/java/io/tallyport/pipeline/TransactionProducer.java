package io.tallyport.pipeline;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer that waits for its records once in a transaction, as it ends (decision 0020). Kafka Streams flushes after
 * each task, and each time waits for the broker; here the first step of a commit flushes for all of them, and the commit
 * fails if a record has failed.
 */
final class TransactionProducer extends KafkaProducer<byte[], byte[]> {

    TransactionProducer(Map<String, Object> config) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Does nothing: a commit and {@link #close} wait for what was sent, an abort drops it. */
    @Override
    public void flush() {}

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        // However long it takes, as a flush of Kafka Streams would: a commit would give up after max.block.ms.
        super.flush();
        try {
            super.sendOffsetsToTransaction(offsets, groupMetadata);
        } catch (KafkaException e) {
            throw asFlushed(e);
        }
    }

    @Override
    public void commitTransaction() {
        super.flush();
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
        Throwable root = root(failure);
        if (root instanceof RetriableException && !(failure instanceof TimeoutException)) {
            return new TimeoutException("a record of the transaction was not written: " + root, failure);
        }
        if (root instanceof OutOfOrderSequenceException) {
            return new InvalidProducerEpochException("the broker knows another sequence of the producer: " + root);
        }
        return root instanceof InvalidPidMappingException lost ? lost : failure;
    }

    /**
     * The failure of the record: the client wraps one that it knew before the call in a plain exception, and one that
     * could have been tried again in an abortable one. A flush returns a moment before the client has noted a failure,
     * so one may also come as it is; the thread that would end the transaction is the one that notes it, so none is
     * committed over.
     */
    private static Throwable root(KafkaException failure) {
        Throwable root = failure;
        if (root.getClass() == KafkaException.class && root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof TransactionAbortableException && root.getCause() instanceof RetriableException tried) {
            root = tried;
        }
        return root;
    }
}
