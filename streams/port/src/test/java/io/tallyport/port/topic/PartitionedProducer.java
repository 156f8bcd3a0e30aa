package io.tallyport.port.topic;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's mock producer, told of a topic's partitions: without them it acknowledges everything as partition 0. */
public final class PartitionedProducer {

    public static MockProducer<byte[], byte[]> of(String topic, int partitions, boolean autoComplete) {
        var node = new Node(0, "127.0.0.1", 1);
        var nodes = new Node[] {node};
        List<PartitionInfo> known = IntStream.range(0, partitions)
                .mapToObj(p -> new PartitionInfo(topic, p, node, nodes, nodes))
                .toList();
        var cluster = new Cluster("c", List.of(node), known, Set.of(), Set.of());
        return new MockProducer<>(cluster, autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private PartitionedProducer() {}
}
