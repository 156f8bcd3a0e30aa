package io.tallyport.port.topic;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows topics from their end on, in one thread. What was there before it began is not read. A lost broker is
 * waited for; the follower goes on where it stood.
 */
public final class TopicFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long RETRY_AFTER_MS = 500;

    /** Takes the records of one topic, in offset order within a partition. */
    public interface Taker<T extends SpecificRecord> {
        /** One committed record. Runs on the follower's thread, so it must not block for long. */
        void take(T value, ConsumerRecord<byte[], byte[]> record);
    }

    private record Reader<T extends SpecificRecord>(WireCodec<T> codec, Taker<T> taker) {
        void read(ConsumerRecord<byte[], byte[]> record) {
            try {
                taker.take(codec.decode(record.value()), record);
            } catch (WireException e) {
                LOG.warn("skipped {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            }
        }
    }

    private final String clientId;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Registry registry;
    private final int partitions;
    private final Map<String, Reader<?>> readers = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;

    /** A follower that does not follow anything yet: say what with {@link #follow}, then {@link #start}. */
    public TopicFollower(String clientId, KafkaClients kafka, Registry registry, int partitions) {
        this(clientId, () -> kafka.consumer(clientId), registry, partitions);
    }

    TopicFollower(String clientId, Supplier<Consumer<byte[], byte[]>> consumers, Registry registry, int partitions) {
        this.clientId = clientId;
        this.consumers = consumers;
        this.registry = registry;
        this.partitions = partitions;
    }

    /** Adds a topic. Only before the start. */
    public <T extends SpecificRecord> TopicFollower follow(TallyTopic<T> topic, Taker<T> taker) {
        readers.put(topic.name(), new Reader<>(registry.codec(topic), taker));
        return this;
    }

    /** Begins; the future completes when every record appended from then on will be taken. */
    public CompletableFuture<Void> start() {
        var started = new Thread(this::run, clientId);
        started.setDaemon(true);
        thread = started;
        started.start();
        return ready;
    }

    /** Ends the thread. Waits for it, unless the thread closes itself. */
    @Override
    public void close() {
        closed.set(true);
        closing.countDown();
        var current = consumer;
        if (current != null) {
            current.wakeup();
        }
        var running = thread;
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(CLOSE.toMillis());
                // An interrupt makes Kafka's consumer close noisily, so it is the last resort.
                running.interrupt();
                running.join(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        ready.completeExceptionally(new IllegalStateException(clientId + " was closed before it was ready"));
    }

    private void run() {
        while (!closed.get()) {
            try (Consumer<byte[], byte[]> opened = consumers.get()) {
                consumer = opened;
                begin(opened);
                while (!closed.get()) {
                    pollOnce(opened);
                }
            } catch (WakeupException | org.apache.kafka.common.errors.InterruptException e) {
                // closing: the loop's condition says so
            } catch (KafkaException e) {
                LOG.warn("{} lost its consumer and begins again: {}", clientId, e.toString());
                pause();
            } catch (RuntimeException e) {
                LOG.error("{} failed and begins again after the record at fault", clientId, e);
                pause();
            }
        }
    }

    private void begin(Consumer<byte[], byte[]> opened) {
        List<TopicPartition> assignment = assignment();
        opened.assign(assignment);
        var fresh = new ArrayList<TopicPartition>();
        for (TopicPartition partition : assignment) {
            Long position = positions.get(partition);
            if (position == null) {
                fresh.add(partition);
            } else {
                opened.seek(partition, position);
            }
        }
        if (!fresh.isEmpty()) {
            opened.endOffsets(fresh).forEach((partition, end) -> {
                positions.put(partition, end);
                opened.seek(partition, end);
            });
        }
        ready.complete(null);
    }

    private void pollOnce(Consumer<byte[], byte[]> opened) {
        for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
            positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            var reader = readers.get(record.topic());
            if (reader != null && record.value() != null) {
                reader.read(record);
            }
        }
    }

    private List<TopicPartition> assignment() {
        var all = new ArrayList<TopicPartition>();
        for (String topic : readers.keySet()) {
            for (int p = 0; p < partitions; p++) {
                all.add(new TopicPartition(topic, p));
            }
        }
        return all;
    }

    private void pause() {
        try {
            if (closing.await(RETRY_AFTER_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
