package io.tallyport.client;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallyport.client.internal.UsageCodec;
import io.tallyport.client.internal.UsageRecord;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.usage.EmitterNumber;
import io.tallyport.domain.usage.FieldPaths;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes usage events to their topic. An event is durable when its future completes; a future that fails holds an
 * {@link EmitException} with the event to emit again, which counts once whatever became of the first attempt.
 *
 * <p>Any thread may emit. A call returns at once while the buffer has room; when Kafka is away and the buffer is full it
 * waits ten seconds at most, then the future fails. Futures complete on the producer's thread: hand longer work to
 * another one.
 */
public final class UsageEmitter implements AutoCloseable {

    /** Largest event, in bytes on the wire. */
    public static final int MAX_EVENT_BYTES = 64 * 1024;

    private static final String TOPIC = TopicCatalog.USAGE_EVENTS.name();
    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    /** Sources whose events are numbered, in each partition; those of others get random ids. */
    private static final int NUMBERED_SOURCES = 1_000;

    /** One partition's numbering, by source; its lock keeps numbers and sends in the same order. */
    private static final class Lane {
        private final UsageCodec codec;
        private final Map<String, Long> nextSequences = new HashMap<>();

        Lane(UsageCodec codec) {
            this.codec = codec;
        }

        long nextSequence(String source) {
            return nextSequences.getOrDefault(source, 0L);
        }

        boolean numbers(String source) {
            return nextSequences.size() < NUMBERED_SOURCES || nextSequences.containsKey(source);
        }
    }

    private final Producer<byte[], byte[]> producer;
    private final Supplier<UsageCodec> codecs;
    private final String source;
    private final LongSupplier wallMs;
    private final long epoch = 1 + (new SecureRandom().nextLong() >>> 2);
    private final Map<Integer, Lane> lanes = new ConcurrentHashMap<>();
    private final Counter written;
    private final Counter failed;
    private volatile int partitions;

    UsageEmitter(
            Producer<byte[], byte[]> producer,
            Supplier<UsageCodec> codecs,
            String source,
            LongSupplier wallMs,
            MeterRegistry meters) {
        this.producer = producer;
        this.codecs = codecs;
        this.source = source;
        this.wallMs = wallMs;
        this.written = meter(meters, "written");
        this.failed = meter(meters, "failed");
    }

    private static Counter meter(MeterRegistry meters, String outcome) {
        return Counter.builder("tallyport.usage.emitted")
                .description("Events emitted by outcome")
                .tag("outcome", outcome)
                .register(meters);
    }

    /**
     * Emits one event.
     *
     * @return completes when the event is durable
     * @throws IllegalArgumentException naming the field, when the payload is inexact or over a limit; nothing is written
     */
    public CompletableFuture<EmitReceipt> emit(UsageReport report) {
        Map<String, @Nullable Object> flat = FieldPaths.flatten(report.data());
        UsageReport stamped = stamp(report);
        String key = stamped.license().isEmpty() ? stamped.source() : stamped.license();
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        var receipt = new CompletableFuture<EmitReceipt>();
        try {
            int partition = LicensePartition.of(keyBytes, partitions());
            Lane lane = lanes.computeIfAbsent(partition, p -> new Lane(codecs.get()));
            synchronized (lane) {
                UsageReport numbered = stamped.id() == null ? number(stamped, partition, lane) : stamped;
                byte[] value = lane.codec.encode(record(numbered, flat));
                requireSize(value);
                var unused = producer.send(
                        new ProducerRecord<>(TOPIC, partition, keyBytes, value), answer(numbered, receipt));
                if (numbered.epoch() == epoch && numbered.sequence() == lane.nextSequence(numbered.source())) {
                    lane.nextSequences.put(numbered.source(), numbered.sequence() + 1);
                }
            }
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            // Nothing was sent, so a number that was meant for it stays free and the report goes back without one.
            failed.increment();
            receipt.completeExceptionally(new EmitException(stamped, e));
        }
        return receipt;
    }

    private UsageReport stamp(UsageReport report) {
        var stamped = report.toBuilder();
        if (report.time() == null) {
            stamped.timeStampedByEdge(Instant.ofEpochMilli(wallMs.getAsLong()));
        }
        if (report.source().isEmpty()) {
            stamped.source(source);
        }
        return stamped.build();
    }

    private UsageReport number(UsageReport report, int partition, Lane lane) {
        if (!lane.numbers(report.source())) {
            return report.toBuilder().id(UUID.randomUUID().toString()).build();
        }
        long sequence = lane.nextSequence(report.source());
        return report.toBuilder()
                .id(EmitterNumber.id(epoch, partition, sequence))
                .numbered(epoch, sequence)
                .build();
    }

    private Callback answer(UsageReport report, CompletableFuture<EmitReceipt> receipt) {
        return (metadata, failure) -> {
            if (failure != null) {
                failed.increment();
                receipt.completeExceptionally(new EmitException(report, failure));
                return;
            }
            written.increment();
            receipt.complete(new EmitReceipt(
                    String.valueOf(report.id()),
                    report.source(),
                    metadata.topic(),
                    metadata.partition(),
                    metadata.offset()));
        };
    }

    private int partitions() {
        if (partitions == 0) {
            partitions = producer.partitionsFor(TOPIC).size();
        }
        return partitions;
    }

    private static void requireSize(byte[] value) {
        if (value.length > MAX_EVENT_BYTES) {
            throw new IllegalArgumentException(
                    "data: the event has " + value.length + " bytes; at most " + MAX_EVENT_BYTES + " are accepted");
        }
    }

    private static UsageRecord record(UsageReport r, Map<String, @Nullable Object> flat) {
        Instant time = r.time();
        return new UsageRecord(
                r.tenant(),
                r.license(),
                r.subjectPath(),
                r.source(),
                String.valueOf(r.id()),
                r.type(),
                time == null ? 0 : time.toEpochMilli(),
                r.timeStampedByEdge(),
                r.epoch(),
                r.sequence(),
                r.leaseId(),
                flat,
                r.context(),
                r.unresolved());
    }

    /** Waits until everything emitted so far is durable or failed. */
    public void flush() {
        producer.flush();
    }

    /** Flushes and closes. What could not be written in ten seconds fails its future. */
    @Override
    public void close() {
        producer.close(CLOSE_MAX);
    }
}
