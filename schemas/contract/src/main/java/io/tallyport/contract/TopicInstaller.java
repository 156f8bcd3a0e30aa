package io.tallyport.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates what is missing of the catalogue, registers the schemas, and refuses an installation that does not fit. */
public final class TopicInstaller {

    private static final short TRANSACTIONS_V2 = 2;

    /**
     * Brings an installation up to the catalogue. Safe to repeat; never changes or deletes an existing topic.
     *
     * @param partitions partition count for topics that do not exist yet
     * @param replicas replication factor for them; -1 = the broker's default
     * @return the partition count of the installation
     * @throws IllegalStateException when topics have unequal partition counts, when the cluster has no
     *     {@code transaction.version} 2, or when the registry refuses a schema
     */
    public static int install(Admin admin, Registry registry, int partitions, short replicas)
            throws IOException, InterruptedException {
        requireTransactionsV2(admin);
        var existing = await(admin.listTopics().names());
        int count = existingPartitions(admin, existing).orElse(partitions);
        create(
                admin,
                TopicCatalog.ALL.stream()
                        .filter(topic -> !existing.contains(topic.name()))
                        .map(topic -> topicOf(topic, count, replicas))
                        .toList());
        for (TallyTopic<?> topic : TopicCatalog.ALL) {
            registry.register(topic);
        }
        return count;
    }

    /** The settings that a topic is created with. */
    public static Map<String, String> settings(TallyTopic<?> topic) {
        var settings = new HashMap<String, String>();
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.retentionMs()));
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.compacted() ? "compact" : "delete");
        return settings;
    }

    private static Optional<Integer> existingPartitions(Admin admin, java.util.Set<String> existing)
            throws InterruptedException {
        var ours = TopicCatalog.ALL.stream()
                .map(TallyTopic::name)
                .filter(existing::contains)
                .toList();
        if (ours.isEmpty()) {
            return Optional.empty();
        }
        var counts = new TreeMap<Integer, List<String>>();
        await(admin.describeTopics(ours).allTopicNames())
                .forEach((name, description) -> counts.computeIfAbsent(
                                description.partitions().size(), n -> new ArrayList<>())
                        .add(name));
        if (counts.size() > 1) {
            throw new IllegalStateException(
                    "the topics have unequal partition counts, so a license would have several homes: " + counts);
        }
        return Optional.of(counts.firstKey());
    }

    private static NewTopic topicOf(TallyTopic<?> topic, int partitions, short replicas) {
        return new NewTopic(
                        topic.name(), Optional.of(partitions), replicas < 0 ? Optional.empty() : Optional.of(replicas))
                .configs(settings(topic));
    }

    /** Creates topics; one that somebody else created meanwhile is as good. */
    private static void create(Admin admin, List<NewTopic> topics) throws InterruptedException {
        for (var created : admin.createTopics(topics).values().values()) {
            try {
                await(created);
            } catch (IllegalStateException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static void requireTransactionsV2(Admin admin) throws InterruptedException {
        var feature = await(admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get("transaction.version");
        if (feature == null || feature.maxVersionLevel() < TRANSACTIONS_V2) {
            throw new IllegalStateException(
                    "the cluster's transaction.version is " + (feature == null ? "not set" : feature.maxVersionLevel())
                            + "; Tallyport needs 2 (KIP-890), or delayed markers may tear a transaction");
        }
    }

    private static <V> V await(org.apache.kafka.common.KafkaFuture<V> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()),
                    e.getCause() == null ? e : e.getCause());
        }
    }

    private TopicInstaller() {}
}
