package io.tallyport.app.demo;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.TopicCatalog;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A broken product that writes to the usage topic what is no Avro at all. */
final class RawChannel implements DemoChannel {

    private static final String TOPIC = TopicCatalog.USAGE_EVENTS.name();

    private final Producer<byte[], byte[]> producer;
    private final int partitions;

    RawChannel(KafkaClients kafka) {
        this.producer = kafka.producer("demo-broken");
        this.partitions = producer.partitionsFor(TOPIC).size();
    }

    @Override
    public CompletableFuture<DemoPlace> send(DemoEmission emission) {
        byte[] key = emission.license().getBytes(StandardCharsets.UTF_8);
        byte[] value = ("no Avro: " + emission.id()).getBytes(StandardCharsets.UTF_8);
        var place = new CompletableFuture<DemoPlace>();
        var unused = producer.send(
                new ProducerRecord<>(TOPIC, LicensePartition.of(key, partitions), key, value), (metadata, failure) -> {
                    if (failure != null) {
                        place.completeExceptionally(failure);
                    } else {
                        place.complete(new DemoPlace(metadata.partition(), metadata.offset()));
                    }
                });
        return place;
    }

    @Override
    public void close() {
        producer.close();
    }
}
