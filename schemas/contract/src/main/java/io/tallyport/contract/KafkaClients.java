package io.tallyport.contract;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The one factory of Kafka clients. Every consumer reads committed records only and commits no offsets to the broker unless it
 * has a group; every producer is idempotent and waits for all replicas.
 */
public final class KafkaClients {

    private final Map<String, Object> connection;

    private KafkaClients(Map<String, Object> connection) {
        this.connection = Map.copyOf(connection);
    }

    /**
     * @param bootstrapServers {@code host:port,...}
     * @param security passed through to every client (security.protocol, sasl.*, ssl.*)
     */
    public static KafkaClients to(String bootstrapServers, Map<String, ?> security) {
        var all = new HashMap<String, Object>(security);
        all.put("bootstrap.servers", bootstrapServers);
        return new KafkaClients(all);
    }

    /** Settings that every client of this installation shares. */
    public Map<String, Object> connection() {
        return connection;
    }

    /** A consumer of committed records, without a group: it is told its partitions and offsets. */
    public Consumer<byte[], byte[]> consumer(String clientId) {
        return consumer(clientId, 1);
    }

    /** A consumer of committed records whose group shares the partitions of what it subscribes to; it commits by itself. */
    public Consumer<byte[], byte[]> groupConsumer(String clientId, String group, Duration atMostBetweenPolls) {
        var settings = settings(clientId, 1);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) atMostBetweenPolls.toMillis());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The same for one who need not hear at once: what comes waits a tenth of a second, so that more comes together. */
    public Consumer<byte[], byte[]> unhurriedConsumer(String clientId) {
        return consumer(clientId, 1024 * 1024);
    }

    private Consumer<byte[], byte[]> consumer(String clientId, int fetchMinBytes) {
        return new KafkaConsumer<>(
                settings(clientId, fetchMinBytes), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> settings(String clientId, int fetchMinBytes) {
        var settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, fetchMinBytes);
        return settings;
    }

    /** An idempotent producer. Not transactional: source topics never hold an open transaction. */
    public Producer<byte[], byte[]> producer(String clientId) {
        return new KafkaProducer<>(producerSettings(clientId), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * An idempotent producer with one request under way at a time. A broker takes any first number of a producer that it
     * does not know: were a second batch taken before the first, which had been sent to a partition that had no leader
     * yet, the first would be out of order for as long as it is tried.
     */
    public Producer<byte[], byte[]> oneByOneProducer(String clientId) {
        var settings = producerSettings(clientId);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer of short transactions, fenced by its id: a second one with the same id ends the first. */
    public Producer<byte[], byte[]> transactionalProducer(String clientId, String transactionalId) {
        var settings = producerSettings(clientId);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** An admin client. */
    public Admin admin(String clientId) {
        var settings = new HashMap<>(connection);
        settings.put("client.id", clientId);
        return Admin.create(settings);
    }

    private Map<String, Object> producerSettings(String clientId) {
        var settings = new HashMap<>(connection);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "snappy");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        return settings;
    }
}
