package io.tallyport.bench;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicInstaller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The broker of a run, with the topics installed; schemas live in this process. */
final class BenchCluster implements AutoCloseable {

    private final BrokerProcess broker;
    private final KafkaClients kafka;
    private final Registry registry;
    private final Admin admin;
    private final int partitions;

    private BenchCluster(BrokerProcess broker, int partitions) {
        this.broker = broker;
        this.partitions = partitions;
        this.kafka = KafkaClients.to(broker.bootstrapServers(), Map.of());
        this.registry = Registry.at("mock://bench-" + UUID.randomUUID(), Map.of());
        this.admin = kafka.admin("bench");
    }

    static BenchCluster start(Path folder, int partitions) throws IOException, InterruptedException {
        var cluster = new BenchCluster(BrokerProcess.start(folder), partitions);
        try {
            TopicInstaller.install(cluster.admin, cluster.registry, partitions, (short) 1);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    KafkaClients kafka() {
        return kafka;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    Registry registry() {
        return registry;
    }

    int partitions() {
        return partitions;
    }

    /** Processor time used so far by this process and the broker's. */
    Duration cpu() {
        return broker.cpu()
                .plus(ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    }

    /** Creates a topic with the settings of another one. */
    void createTopic(String name, Map<String, String> settings) throws InterruptedException {
        await(admin.createTopics(
                        List.of(new NewTopic(name, Optional.of(partitions), Optional.of((short) 1)).configs(settings)))
                .all());
    }

    /** End offset of every partition of a topic. */
    Map<TopicPartition, Long> endOffsets(String topic) throws InterruptedException {
        var asked = new HashMap<TopicPartition, OffsetSpec>();
        IntStream.range(0, partitions).forEach(p -> asked.put(new TopicPartition(topic, p), OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        await(admin.listOffsets(asked).all()).forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    /** The first offset of each partition. */
    Map<TopicPartition, Long> beginning(String topic) {
        var from = new HashMap<TopicPartition, Long>();
        IntStream.range(0, partitions).forEach(p -> from.put(new TopicPartition(topic, p), 0L));
        return from;
    }

    /** Whether a group has committed up to some offsets. */
    boolean hasCommitted(String group, Map<TopicPartition, Long> upTo) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return upTo.entrySet().stream().allMatch(end -> {
            var at = committed.get(end.getKey());
            return at != null && at.offset() >= end.getValue();
        });
    }

    /** How many records of some partitions a group has committed, all counted from offset 0. */
    long committed(String group, Set<TopicPartition> partitions) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return partitions.stream()
                .map(committed::get)
                .filter(java.util.Objects::nonNull)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    /** Deletes the topics whose names begin with a prefix. */
    void deleteTopics(String prefix) throws InterruptedException {
        Set<String> names = await(admin.listTopics().names());
        await(admin.deleteTopics(
                        names.stream().filter(name -> name.startsWith(prefix)).toList())
                .all());
    }

    private static <V> V await(KafkaFuture<V> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refuses: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }
}
