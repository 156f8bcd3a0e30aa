package io.tallyport.app.proof;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic from its beginning to the end that it has now, committed records only, in offset order. */
final class CommittedTopic {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** Takes one record. */
    interface Taker {
        void take(ConsumerRecord<byte[], byte[]> record) throws WireException;
    }

    static List<ConsumerRecord<byte[], byte[]>> read(KafkaClients kafka, String topic) throws WireException {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        forEach(kafka, topic, records::add);
        return records;
    }

    /** The same, record by record: the long proof has millions. It may take as long as records come. */
    static void forEach(KafkaClients kafka, String topic, Taker taker) throws WireException {
        try (var consumer = kafka.consumer("proof-" + topic)) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            long lastNanos = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() - lastNanos > SILENCE.toNanos()) {
                    throw new AssertionError(topic + " could not be read to its end " + ends + ": no record for "
                            + SILENCE + " at " + positions(consumer, partitions));
                }
                for (var record : consumer.poll(POLL)) {
                    taker.take(record);
                    lastNanos = System.nanoTime();
                }
            }
        }
    }

    private static List<Long> positions(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
        return partitions.stream().map(consumer::position).toList();
    }

    private CommittedTopic() {}
}
