package io.tallyport.pipeline;

import io.tallyport.contract.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;

/** Finds in a changelog what a store cannot say: at which offset a value lies that came from there. */
final class ChangelogSearch {

    private static final Duration POLL = Duration.ofMillis(500);

    /** Offset of the latest committed record of a key; empty if there is none, or none was found in time. */
    static OptionalLong latestOffset(KafkaClients kafka, TopicPartition changelog, Bytes key, Duration within) {
        long endNanos = System.nanoTime() + within.toNanos();
        OptionalLong latest = OptionalLong.empty();
        try (var consumer = kafka.consumer("tallyport-changelog-search")) {
            consumer.assign(List.of(changelog));
            consumer.seekToBeginning(List.of(changelog));
            long end = consumer.endOffsets(List.of(changelog)).getOrDefault(changelog, 0L);
            while (consumer.position(changelog) < end) {
                if (System.nanoTime() > endNanos) {
                    return OptionalLong.empty();
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.key() != null && key.equals(Bytes.wrap(record.key()))) {
                        latest = OptionalLong.of(record.offset());
                    }
                }
            }
        }
        return latest;
    }

    private ChangelogSearch() {}
}
