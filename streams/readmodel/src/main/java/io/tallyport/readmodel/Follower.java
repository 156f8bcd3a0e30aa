package io.tallyport.readmodel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads the topics and applies them. Whatever fails (Kafka, the registry, the disk) is counted,
 * logged, shown by {@link #trouble()} and tried again with a growing pause, from the offsets in the store.
 */
final class Follower implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ASK = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;
    private static final long UNKNOWN = -1;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Applier applier;
    private final Positions positions;
    private final Counter failures;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private volatile @Nullable String trouble;
    private volatile long lag = UNKNOWN;
    private long pauseMs = FIRST_PAUSE_MS;

    Follower(Supplier<Consumer<byte[], byte[]>> consumers, Applier applier, Positions positions, MeterRegistry meters) {
        this.consumers = consumers;
        this.applier = applier;
        this.positions = positions;
        this.failures = Counter.builder("tallyport.readmodel.failures")
                .description("attempts to read or apply that failed and were repeated")
                .tag("kind", "attempt")
                .register(meters);
        Gauge.builder("tallyport.readmodel.lag", this, follower -> follower.lag)
                .description("records that the read model is behind; -1 while unknown")
                .register(meters);
    }

    /** Records that the store is behind, as last heard; empty while unknown. */
    OptionalLong lag() {
        long now = lag;
        return now == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(now);
    }

    /** What keeps it from following, if something does. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Asks the thread to end; it does within one poll. */
    void stop() {
        stop.countDown();
        var consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    @Override
    public void run() {
        while (!stopped()) {
            try (var consumer = consumers.get()) {
                current = consumer;
                follow(consumer);
            } catch (WakeupException e) {
                LOG.debug("woken to stop");
            } catch (RuntimeException e) {
                failed(e);
            } finally {
                current = null;
            }
        }
        positions.close();
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        consumer.assign(partitions);
        seek(consumer, partitions);
        while (!stopped()) {
            var records = consumer.poll(POLL);
            var next = moved(consumer, partitions);
            if (!next.isEmpty()) {
                restartRewound(next);
                applier.apply(records, next);
                positions.advance(next);
            }
            lag = lag(consumer, partitions);
            trouble = null;
            pauseMs = FIRST_PAUSE_MS;
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : applier.topics()) {
            var found = consumer.partitionsFor(topic, ASK);
            if (found == null || found.isEmpty()) {
                throw new IllegalStateException("topic " + topic + " does not exist yet");
            }
            found.forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
        }
        return partitions;
    }

    private void seek(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        var beginnings = consumer.beginningOffsets(partitions, ASK);
        var ends = consumer.endOffsets(partitions, ASK);
        for (TopicPartition at : partitions) {
            long beginning = beginnings.getOrDefault(at, 0L);
            long end = ends.getOrDefault(at, beginning);
            long stored = positions.of(at);
            if (stored > end) {
                LOG.warn(
                        "{} ends at {}, before the {} that was read: its log was cut or made anew. Reading it from {};"
                                + " if the topic was made anew, stop the node and delete the read model's folder",
                        at,
                        end,
                        stored,
                        beginning);
                applier.restart(at, beginning);
                positions.advance(Map.of(at, beginning));
            } else if (stored < beginning && positions.knows(at)) {
                LOG.warn(
                        "{} begins at {} only: {} records were deleted before the read model read them",
                        at,
                        beginning,
                        beginning - stored);
            }
            consumer.seek(at, Math.max(beginning, positions.of(at)));
        }
    }

    private Map<TopicPartition, Long> moved(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        var next = new HashMap<TopicPartition, Long>();
        for (TopicPartition at : partitions) {
            long position = consumer.position(at, ASK);
            if (!positions.knows(at) || position != positions.of(at)) {
                next.put(at, position);
            }
        }
        return next;
    }

    /** The client itself goes to the beginning when an offset is out of range while it runs. */
    private void restartRewound(Map<TopicPartition, Long> next) {
        next.forEach((at, position) -> {
            if (position < positions.of(at)) {
                LOG.warn("{} went back from {} to {}: its log was cut or made anew", at, positions.of(at), position);
                applier.restart(at, position);
            }
        });
    }

    private static long lag(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        long sum = 0;
        for (TopicPartition at : partitions) {
            OptionalLong behind = consumer.currentLag(at);
            if (behind.isEmpty()) {
                return UNKNOWN;
            }
            sum += Math.max(0, behind.getAsLong());
        }
        return sum;
    }

    private void failed(RuntimeException e) {
        failures.increment();
        lag = UNKNOWN;
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        if (message.equals(trouble)) {
            LOG.debug("still: {}", message, e);
        } else {
            LOG.warn("the read model cannot follow the topics, trying again: {}", message);
            LOG.debug("because of", e);
        }
        trouble = message;
        pause();
    }

    private void pause() {
        try {
            if (stop.await(pauseMs, TimeUnit.MILLISECONDS)) {
                return;
            }
            pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
        } catch (InterruptedException e) {
            stop.countDown();
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }
}
