package io.tallyport.pipeline.step;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Key of an output record, and the partition of the task that writes it: outputs lie beside their sources, so the
 * partition is never computed twice.
 *
 * @param text the key
 * @param partition the task's partition
 */
public record OutputKey(String text, int partition) {

    /** The key's bytes: UTF-8. */
    public static final Serializer<OutputKey> SERIALIZER =
            (topic, key) -> key.text().getBytes(StandardCharsets.UTF_8);

    /** Sends an output to the partition of its task. */
    public static final StreamPartitioner<OutputKey, byte[]> PARTITIONER =
            (topic, key, value, partitions) -> Optional.of(Set.of(key.partition()));
}
