package io.tallyport.app.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TickRecords;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only clock that decides: it writes the time into every partition of every source topic, at an interval and at
 * once when the time jumps. What it writes never goes back while it runs. One thread; sends do not wait for each other.
 */
public final class Ticker implements AutoCloseable {

    /** Interval between ticks unless told otherwise. */
    public static final Duration INTERVAL = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final byte[] KEY = TickRecords.KEY.getBytes(StandardCharsets.UTF_8);

    /** While this many rounds are unacknowledged, another would only grow a queue of old times. */
    private static final int ROUNDS_IN_FLIGHT_MAX = 8;

    private final Producer<byte[], byte[]> producer;
    private final List<Source<?>> sources;
    private final int partitions;
    private final TimeSource time;
    private final ScheduledExecutorService thread;
    private final FailureLog failures = new FailureLog(LOG);
    private final AtomicInteger inFlight = new AtomicInteger();
    private long lastMs = Long.MIN_VALUE;

    private Ticker(KafkaClients clients, Registry registry, int partitions, TimeSource time, MeterRegistry meters) {
        this.producer = clients.oneByOneProducer("tallyport-ticker");
        this.sources = new ArrayList<>();
        for (TallyTopic<?> topic : TopicCatalog.sources()) {
            sources.add(Source.of(topic, registry, meters));
        }
        this.partitions = partitions;
        this.time = time;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            var ticker = new Thread(task, "ticker");
            ticker.setDaemon(true);
            return ticker;
        });
    }

    /**
     * Starts ticking; the first tick goes out at once.
     *
     * @param partitions partition count of the installation
     * @param interval time between ticks, real time, above zero
     * @param meters takes {@code tallyport.ticks.sent} and {@code tallyport.ticks.failed}, by topic
     */
    public static Ticker start(
            KafkaClients clients,
            Registry registry,
            int partitions,
            TimeSource time,
            Duration interval,
            MeterRegistry meters) {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions is " + partitions + ", below 1");
        }
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("interval is " + interval + ", below one millisecond");
        }
        var ticker = new Ticker(clients, registry, partitions, time, meters);
        ticker.begin(interval);
        return ticker;
    }

    /**
     * Ticks now.
     *
     * @return the time ticked, once every partition has it; fails when one has not
     */
    public CompletableFuture<Instant> tick() {
        var ticked = new CompletableFuture<Instant>();
        try {
            thread.execute(() -> round(ticked));
        } catch (RejectedExecutionException e) {
            ticked.completeExceptionally(new IllegalStateException("the ticker is closed", e));
        }
        return ticked;
    }

    /** Stops ticking; waits some seconds at most for ticks on their way. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(2));
    }

    private void begin(Duration interval) {
        time.onJump(() -> {
            var unused = tick();
        });
        var unused = thread.scheduleAtFixedRate(this::regularRound, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Failures of its sends are counted and logged one by one, so nobody waits for the round. */
    private void regularRound() {
        int roundSize = sources.size() * partitions;
        if (inFlight.get() > (ROUNDS_IN_FLIGHT_MAX - 1) * roundSize) {
            sources.forEach(source -> source.failed.increment(partitions));
            failures.report("a round", new IllegalStateException(inFlight.get() + " ticks are not acknowledged yet"));
            return;
        }
        round(new CompletableFuture<>());
    }

    private void round(CompletableFuture<Instant> ticked) {
        try {
            lastMs = Math.max(lastMs, time.millis());
            long timeMs = lastMs;
            var sends = new ArrayList<CompletableFuture<?>>();
            for (var source : sources) {
                send(source, timeMs, sends);
            }
            var unused = CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
                    .whenComplete((all, failure) -> {
                        if (failure == null) {
                            ticked.complete(Instant.ofEpochMilli(timeMs));
                        } else {
                            ticked.completeExceptionally(failure);
                        }
                    });
        } catch (RuntimeException e) {
            sources.forEach(source -> source.failed.increment(partitions));
            failures.report("a round", e);
            ticked.completeExceptionally(e);
        }
    }

    private void send(Source<?> source, long timeMs, List<CompletableFuture<?>> sends) {
        byte[] value;
        try {
            value = source.encode(timeMs);
        } catch (RuntimeException e) {
            source.failed.increment(partitions);
            failures.report(source.topic.name(), e);
            sends.add(CompletableFuture.failedFuture(e));
            return;
        }
        for (int partition = 0; partition < partitions; partition++) {
            var acknowledged = new CompletableFuture<Void>();
            sends.add(acknowledged);
            inFlight.incrementAndGet();
            try {
                var unused = producer.send(
                        new ProducerRecord<>(source.topic.name(), partition, KEY, value),
                        (metadata, failure) -> settle(source, acknowledged, failure));
            } catch (RuntimeException e) {
                settle(source, acknowledged, e);
            }
        }
    }

    private void settle(Source<?> source, CompletableFuture<Void> acknowledged, @Nullable Exception failure) {
        if (acknowledged.isDone()) {
            return;
        }
        inFlight.decrementAndGet();
        if (failure == null) {
            source.sent.increment();
            acknowledged.complete(null);
        } else {
            source.failed.increment();
            failures.report(source.topic.name(), failure);
            acknowledged.completeExceptionally(failure);
        }
    }

    private record Source<T extends SpecificRecord>(
            TallyTopic<T> topic, WireCodec<T> codec, Counter sent, Counter failed) {

        static <T extends SpecificRecord> Source<T> of(TallyTopic<T> topic, Registry registry, MeterRegistry meters) {
            return new Source<>(
                    topic,
                    registry.codec(topic),
                    meters.counter("tallyport.ticks.sent", "topic", topic.name()),
                    meters.counter("tallyport.ticks.failed", "topic", topic.name()));
        }

        byte[] encode(long timeMs) {
            return codec.encode(TickRecords.at(topic, timeMs));
        }
    }
}
