package io.tallyport.pipeline;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.pipeline.store.StoreKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What a pipeline needs to know.
 *
 * @param kafka connection to the cluster
 * @param registry where schemas are
 * @param partitions partition count of the installation
 * @param stateFolder folder for state stores
 * @param instance stable name of this instance: a restarted one takes its place at once
 * @param threads stream threads, above 0
 * @param standbys how many other instances keep a copy of each task's state, ready to take over; 0 for a node of one
 * @param commitInterval how long a transaction stays open at most
 * @param sessionTimeout after how long a silent instance is given up
 * @param stores what the logged stores keep their values in
 * @param replicas replication factor of changelogs; -1 = the broker's default
 */
public record PipelineConfig(
        KafkaClients kafka,
        Registry registry,
        int partitions,
        Path stateFolder,
        String instance,
        int threads,
        int standbys,
        Duration commitInterval,
        Duration sessionTimeout,
        StoreKind stores,
        int replicas) {

    /** Application id of every pipeline instance. */
    public static final String APPLICATION_ID = "tallyport-pipeline";

    /**
     * A rebalance waits so long for a member that is known but does not join, and a member for the answer. After a broker
     * came back, members that were fenced may be known and gone: with Kafka's five minutes nobody decided for as long.
     */
    private static final Duration REBALANCE_TIMEOUT = Duration.ofSeconds(60);

    public PipelineConfig {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: must be at least 1, is " + threads);
        }
        if (standbys < 0) {
            throw new IllegalArgumentException("standbys: must be 0 or more, is " + standbys);
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions: must be at least 1, is " + partitions);
        }
    }

    /** The settings of Kafka Streams that follow from it. */
    public Properties streamsProperties() {
        Map<String, Object> p = new HashMap<>(kafka.connection());
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
        p.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicas);
        // A restarted instance warms up first; ten minutes, the default, is long to wait for its share of the work.
        p.put(
                StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG,
                Duration.ofMinutes(1).toMillis());
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), (int)
                sessionTimeout.toMillis());
        p.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                (int) sessionTimeout.toMillis() / 3);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), (int)
                REBALANCE_TIMEOUT.toMillis());
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
        p.put(StreamsConfig.POLL_MS_CONFIG, 10L);
        // PipelineClients holds usage back instead.
        p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // Nobody sees a record before its transaction ends, and the end sends what is left.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), (int) commitInterval.toMillis());
        // What a transaction asks while the one before is being ended is asked again so soon, as the client does it for
        // partitions; with Kafka's 100 ms that was the slowest percent of all decisions.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 20);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "snappy");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 16L * 1024 * 1024);
        var properties = new Properties();
        properties.putAll(p);
        return properties;
    }
}
