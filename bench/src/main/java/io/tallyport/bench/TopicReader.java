package io.tallyport.bench;

import io.tallyport.contract.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what was committed between two offsets. */
final class TopicReader {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Gives every committed record from {@code from} up to {@code to} away, partition by partition in order. */
    static void read(
            KafkaClients kafka,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Consumer<ConsumerRecord<byte[], byte[]>> action) {
        try (var consumer = kafka.consumer("bench-reader")) {
            consumer.assign(to.keySet());
            from.forEach(consumer::seek);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (to.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the committed end of " + to.keySet() + " was not reached within "
                            + PATIENCE + ": a transaction stays open");
                }
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    action.accept(record);
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
            }
        }
    }

    private TopicReader() {}
}
