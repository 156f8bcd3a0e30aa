package io.tallyport.client;

import io.tallyport.client.internal.PartitionClock;
import io.tallyport.client.internal.SnapshotCodec;
import io.tallyport.client.internal.ViewFile;
import io.tallyport.client.internal.ViewRecord;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the snapshots topic into a {@link ViewState} and its file, on one thread, for ever: a cluster or registry that
 * is away is tried again, and nobody else notices but by the age of the view.
 */
final class ViewFollower implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ViewFollower.class);
    private static final String TOPIC = TopicCatalog.ENTITLEMENT_SNAPSHOTS.name();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration METADATA = Duration.ofSeconds(5);
    private static final long BACKOFF_MS_MIN = 100;
    private static final long BACKOFF_MS_MAX = 3_000;
    private static final long CORRUPT_LOGGED_MAX = 20;

    private final Supplier<? extends org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers;
    private final SnapshotCodec codec;
    private final ViewState state;
    private final @Nullable ViewFile file;
    private final LongSupplier wallMs;
    private final long freshForMs;
    private final Consumer<EntitlementChange> changes;
    private final ViewCounts counts;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> active;

    ViewFollower(
            Supplier<? extends org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
            SnapshotCodec codec,
            ViewState state,
            @Nullable ViewFile file,
            LongSupplier wallMs,
            long freshForMs,
            Consumer<EntitlementChange> changes,
            ViewCounts counts) {
        this.consumers = consumers;
        this.codec = codec;
        this.state = state;
        this.file = file;
        this.wallMs = wallMs;
        this.freshForMs = freshForMs;
        this.changes = changes;
        this.counts = counts;
    }

    /** Opens when every partition was read to the end that it had when this process first connected. */
    CountDownLatch caughtUp() {
        return caughtUp;
    }

    void close() {
        closing.countDown();
        var consumer = active;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    @Override
    public void run() {
        long backoffMs = BACKOFF_MS_MIN;
        while (closing.getCount() > 0) {
            long readBefore = counts.records();
            try {
                follow();
            } catch (WakeupException e) {
                LOG.debug("The view is closing", e);
            } catch (RuntimeException e) {
                backoffMs = counts.records() > readBefore ? BACKOFF_MS_MIN : Math.min(backoffMs * 2, BACKOFF_MS_MAX);
                counts.disconnected();
                LOG.warn("The view lost its source and tries again in {} ms: {}", backoffMs, e.toString());
                pause(backoffMs);
            }
        }
    }

    private void pause(long ms) {
        try {
            if (closing.await(ms, TimeUnit.MILLISECONDS)) {
                LOG.debug("The view is closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    private void follow() {
        try (var consumer = consumers.get()) {
            active = consumer;
            if (closing.getCount() == 0) {
                return;
            }
            Map<TopicPartition, Long> ends = assign(consumer);
            while (closing.getCount() > 0) {
                take(consumer.poll(POLL));
                if (!ends.isEmpty()) {
                    noteEnds(consumer, ends);
                }
            }
        } finally {
            active = null;
        }
    }

    /** Takes all partitions where they were left, and returns the ends that are still to be reached. */
    private Map<TopicPartition, Long> assign(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> infos = consumer.partitionsFor(TOPIC, METADATA);
        if (infos == null || infos.isEmpty()) {
            throw new IllegalStateException("topic " + TOPIC + " does not exist yet");
        }
        if (state.partitions() != infos.size()) {
            state.partitions(infos.size());
            if (file != null) {
                file.addPartitions(infos.size());
            }
        }
        var partitions = new ArrayList<TopicPartition>();
        infos.forEach(info -> partitions.add(new TopicPartition(TOPIC, info.partition())));
        consumer.assign(partitions);
        for (PartitionClock clock : state.clocks()) {
            var partition = new TopicPartition(TOPIC, clock.partition());
            if (clock.nextOffset() > 0) {
                consumer.seek(partition, clock.nextOffset());
            } else {
                consumer.seekToBeginning(List.of(partition));
            }
        }
        return new HashMap<>(consumer.endOffsets(partitions, METADATA));
    }

    private void noteEnds(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        var reached = new ArrayList<TopicPartition>();
        ends.forEach((partition, end) -> {
            if (consumer.position(partition, METADATA) >= end) {
                reached.add(partition);
            }
        });
        if (reached.isEmpty()) {
            return;
        }
        for (TopicPartition partition : reached) {
            ends.remove(partition);
            state.reachedEnd(partition.partition());
            store(state.clock(partition.partition()));
        }
        write();
        if (ends.isEmpty()) {
            caughtUp.countDown();
        }
    }

    private void store(@Nullable PartitionClock clock) {
        if (file != null && clock != null) {
            file.add(clock);
        }
    }

    /** Takes a batch into the state, then writes it: records first, then the offsets that cover them. */
    void take(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        long wall = wallMs.getAsLong();
        var touched = new TreeSet<Integer>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                take(record, wall);
                touched.add(record.partition());
            }
        } finally {
            touched.forEach(partition -> store(state.clock(partition)));
            write();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, long wall) {
        ViewRecord decoded;
        try {
            decoded = codec.decode(record);
        } catch (WireException e) {
            corrupt(record, e);
            return;
        }
        boolean fresh = wall - decoded.tickAppendedAtMs() <= freshForMs;
        var change = state.apply(decoded, fresh);
        counts.read();
        if (change.isPresent()) {
            if (file != null) {
                file.add(decoded);
            }
            changes.accept(change.get());
        }
    }

    private void corrupt(ConsumerRecord<byte[], byte[]> record, WireException e) {
        state.passed(record.partition(), record.offset());
        if (counts.corrupt() <= CORRUPT_LOGGED_MAX) {
            LOG.warn(
                    "Record {}-{}@{} is no entitlement snapshot ({}); the last good one stays in force",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    private void write() {
        if (file == null) {
            return;
        }
        try {
            file.write(state);
        } catch (IOException e) {
            if (counts.notStored() == 1) {
                LOG.error("The view cannot be stored; it goes on in memory and writes anew when it can", e);
            }
        }
    }
}
