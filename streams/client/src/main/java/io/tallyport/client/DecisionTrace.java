package io.tallyport.client;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallyport.client.internal.DecisionCodec;
import io.tallyport.client.internal.TracedDecision;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.entitlement.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes decisions to their topic, on a thread of its own. Never makes a check wait: what does not fit the buffer is
 * dropped, counted and logged.
 */
final class DecisionTrace implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionTrace.class);
    private static final int BUFFER = 16_384;
    private static final int COUNTS_MAX = 100_000;
    private static final long RETRY_MS = 200;
    private static final long FLUSH_MS = 1_000;
    private static final long CLOSE_MS_MAX = 5_000;
    private static final long LOG_EVERY_MS = 10_000;

    private final Producer<byte[], byte[]> producer;
    private final DecisionCodec codec;
    private final LongSupplier wallMs;
    private final ArrayBlockingQueue<TracedDecision> buffer = new ArrayBlockingQueue<>(BUFFER);
    private final AllowCounts allows = new AllowCounts(COUNTS_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong lastLoggedNanos = new AtomicLong(System.nanoTime() - LOG_EVERY_MS * 1_000_000);
    private final Counter dropMeter;
    private final Thread thread;
    private volatile boolean closing;
    private volatile long giveUpAtNanos;

    DecisionTrace(
            Producer<byte[], byte[]> producer,
            DecisionCodec codec,
            LongSupplier wallMs,
            MeterRegistry meters,
            String name) {
        this.producer = producer;
        this.codec = codec;
        this.wallMs = wallMs;
        this.dropMeter = Counter.builder("tallyport.trace.drops")
                .description("Decisions whose trace was lost")
                .register(meters);
        this.thread = new Thread(this, name + "-trace");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Hands a decision over; drops and counts it when the buffer is full. */
    void offer(TracedDecision traced) {
        if (closing || !buffer.offer(traced)) {
            drop(traced.count(), null);
        }
    }

    /** Counts an allow and returns the id of the trace that it will be part of. */
    String count(Decision decision, String caller, long wall, int partition, long offset) {
        String id = closing ? null : allows.add(decision, caller, wall, partition, offset);
        if (id == null) {
            drop(1, null);
            return DecisionIds.next();
        }
        return id;
    }

    /** How many decisions left no trace. */
    long dropped() {
        return dropped.get();
    }

    @Override
    public void run() {
        long flushAtNanos = System.nanoTime() + FLUSH_MS * 1_000_000;
        try {
            while (!closing || !buffer.isEmpty()) {
                TracedDecision next = buffer.poll(50, TimeUnit.MILLISECONDS);
                if (next != null) {
                    send(next);
                }
                if (System.nanoTime() - flushAtNanos >= 0) {
                    flush(Math.floorDiv(wallMs.getAsLong(), 1000L));
                    flushAtNanos = System.nanoTime() + FLUSH_MS * 1_000_000;
                }
            }
            flush(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void flush(long beforeSecond) throws InterruptedException {
        for (TracedDecision counted : allows.takeBefore(beforeSecond)) {
            send(counted);
        }
    }

    /** Sends, again and again while the cluster or the registry is away, until this is closed for too long. */
    private void send(TracedDecision traced) throws InterruptedException {
        while (true) {
            try {
                var unused = producer.send(
                        new ProducerRecord<>(
                                TopicCatalog.ENTITLEMENT_DECISIONS.name(),
                                traced.decision().license().getBytes(StandardCharsets.UTF_8),
                                codec.encode(traced)),
                        (written, failure) -> {
                            if (failure != null) {
                                drop(traced.count(), failure);
                            }
                        });
                return;
            } catch (RuntimeException e) {
                if (closing && System.nanoTime() - giveUpAtNanos >= 0) {
                    drop(traced.count(), e);
                    return;
                }
                LOG.debug("The trace of decision {} waits", traced.decisionId(), e);
                Thread.sleep(RETRY_MS);
            }
        }
    }

    private void drop(long count, @Nullable Exception cause) {
        long total = dropped.addAndGet(count);
        dropMeter.increment(count);
        long now = System.nanoTime();
        long last = lastLoggedNanos.get();
        if (now - last >= LOG_EVERY_MS * 1_000_000 && lastLoggedNanos.compareAndSet(last, now)) {
            LOG.warn("{} decisions left no trace since the start: the buffer is full or Kafka refused", total, cause);
        }
    }

    @Override
    public void close() {
        giveUpAtNanos = System.nanoTime() + CLOSE_MS_MAX * 1_000_000;
        closing = true;
        try {
            thread.join(2 * CLOSE_MS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofMillis(CLOSE_MS_MAX));
        dropWhatIsLeft();
    }

    /** What came in while this closed, or could not be sent in time, is lost, but not silently. */
    private void dropWhatIsLeft() {
        for (TracedDecision left = buffer.poll(); left != null; left = buffer.poll()) {
            drop(left.count(), null);
        }
        for (TracedDecision counted : allows.takeBefore(Long.MAX_VALUE)) {
            drop(counted.count(), null);
        }
    }
}
