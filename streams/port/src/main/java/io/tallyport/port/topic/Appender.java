package io.tallyport.port.topic;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.WireCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Appends values to one topic through an idempotent producer. Thread-safe. */
public final class Appender<T extends SpecificRecord> {

    private final TallyTopic<T> topic;
    private final Producer<byte[], byte[]> producer;
    private final ThreadLocal<WireCodec<T>> codecs;

    public Appender(TallyTopic<T> topic, Registry registry, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
        this.codecs = ThreadLocal.withInitial(() -> registry.codec(topic));
    }

    /** The bytes of a value. */
    public byte[] encode(T value) {
        return codecs.get().encode(value);
    }

    /** Appends bytes; the future completes when all replicas have them, or exceptionally when they may not. */
    public CompletableFuture<RecordMetadata> append(int partition, String key, byte[] value) {
        var record = new ProducerRecord<>(topic.name(), partition, key.getBytes(StandardCharsets.UTF_8), value);
        var appended = new CompletableFuture<RecordMetadata>();
        try {
            var unused = producer.send(record, (metadata, failure) -> {
                if (failure != null) {
                    appended.completeExceptionally(failure);
                } else {
                    appended.complete(metadata);
                }
            });
        } catch (RuntimeException e) {
            appended.completeExceptionally(e);
        }
        return appended;
    }

    /** Encodes and appends. */
    public CompletableFuture<RecordMetadata> append(int partition, String key, T value) {
        return append(partition, key, encode(value));
    }
}
