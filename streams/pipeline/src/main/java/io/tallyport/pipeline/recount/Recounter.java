package io.tallyport.pipeline.recount;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.domain.metering.Expression;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.UsageEventV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests to recount, beside the pipeline: the nodes of an installation share the partitions. A request may be
 * answered twice, or after its answer is no longer awaited; the license's task takes the first that fits.
 */
public final class Recounter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recounter.class);
    private static final String GROUP = "tallyport-recount";
    private static final Duration POLL = Duration.ofMillis(500);
    /** What more of the same came by then is answered in one go. */
    private static final Duration SHORTLY = Duration.ofMillis(100);
    /** Windows that are on the heap until all are answered, some 150 bytes each; groups come to it. */
    private static final int MOST_AT_ONCE = 400_000;

    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    /** Days, months and what a request takes itself. */
    private static final int MORE_WINDOWS = 40;
    /** A month of a busy partition is read in minutes, but something comes all the time. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final Duration BETWEEN_POLLS = Duration.ofHours(2);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final KafkaClients kafka;
    private final Registry registry;
    private final Expression expression;
    private final int partitions;
    private final boolean brokersTime;
    private final Counter failures;
    private final Counter answered;
    private final Counter read;
    private final Timer time;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Consumer<byte[], byte[]> requests;

    private Recounter(
            KafkaClients kafka,
            Registry registry,
            Expression expression,
            int partitions,
            boolean brokersTime,
            MeterRegistry metrics) {
        this.kafka = kafka;
        this.registry = registry;
        this.expression = expression;
        this.partitions = partitions;
        this.brokersTime = brokersTime;
        this.failures = metrics.counter("tallyport.recounts.failures");
        this.answered = metrics.counter("tallyport.recounts.answered");
        this.read = metrics.counter("tallyport.recounts.records");
        this.time = metrics.timer("tallyport.recounts.time");
        this.requests = subscribed();
        this.thread = new Thread(this::run, "tallyport-recount");
    }

    /**
     * Starts to answer.
     *
     * @param brokersTime whether the installation's clock is the broker's, which then knows where events of a time begin
     */
    public static Recounter start(
            KafkaClients kafka,
            Registry registry,
            Expression expression,
            int partitions,
            boolean brokersTime,
            MeterRegistry metrics) {
        var recounter = new Recounter(kafka, registry, expression, partitions, brokersTime, metrics);
        recounter.thread.setDaemon(true);
        recounter.thread.start();
        return recounter;
    }

    private Consumer<byte[], byte[]> subscribed() {
        var consumer = kafka.groupConsumer("tallyport-recount", GROUP, BETWEEN_POLLS);
        consumer.subscribe(List.of(TopicCatalog.RECOUNT_REQUESTS.name()));
        return consumer;
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try (Producer<byte[], byte[]> producer = kafka.producer("tallyport-recount")) {
            while (!isClosing()) {
                try {
                    round(producer);
                } catch (WakeupException e) {
                    // closing
                } catch (RuntimeException | OutOfMemoryError e) {
                    if (isClosing()) {
                        // What is not answered is asked of the next one.
                        return;
                    }
                    failures.increment();
                    LOG.error("a recount failed and is tried again in {} s", AFTER_FAILURE.toSeconds(), e);
                    requests.close();
                    if (closing.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    requests = subscribed();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            requests.close();
        }
    }

    private void round(Producer<byte[], byte[]> producer) throws InterruptedException {
        var byPartition = new TreeMap<Integer, Map<String, RecountRequestV1>>();
        WireCodec<RecountRequestV1> codec = registry.codec(TopicCatalog.RECOUNT_REQUESTS);
        var nexts = new HashMap<Integer, Long>();
        var records = requests.poll(POLL);
        // A pass over a partition costs the same for one request as for many.
        while (!records.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                nexts.put(record.partition(), record.offset() + 1);
                try {
                    RecountRequestV1 request = codec.decode(record.value());
                    // Of several for the same meter only the last is still awaited.
                    byPartition
                            .computeIfAbsent(record.partition(), p -> new LinkedHashMap<>())
                            .put(nameOf(request), request);
                } catch (WireException e) {
                    LOG.error("a request to recount cannot be read: {}", record.offset(), e);
                }
            }
            records =
                    byPartition.values().stream().mapToLong(Recounter::windows).sum() < MOST_AT_ONCE
                            ? requests.poll(SHORTLY)
                            : ConsumerRecords.empty();
        }
        if (byPartition.isEmpty()) {
            return;
        }
        for (var requested : byPartition.entrySet()) {
            long startNanos = System.nanoTime();
            answer(requested.getKey(), List.copyOf(requested.getValue().values()), producer);
            time.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
            var at = new TopicPartition(TopicCatalog.RECOUNT_REQUESTS.name(), requested.getKey());
            requests.commitSync(Map.of(at, new OffsetAndMetadata(nexts.getOrDefault(requested.getKey(), 0L))));
        }
    }

    private static long windows(Map<String, RecountRequestV1> requests) {
        return requests.values().stream()
                .mapToLong(request -> request.getWholeMeter().isEmpty()
                        ? request.getWindows().size()
                        : MORE_WINDOWS
                                + (request.getAtMs() - request.getFromMs())
                                        / (keepsMinutes(request) ? MINUTE_MS : HOUR_MS))
                .sum();
    }

    /** Whether a version may keep minutes; if one only speaks of them, fewer are answered at once. */
    private static boolean keepsMinutes(RecountRequestV1 request) {
        return request.getDefinitions().stream()
                .flatMap(definition -> definition.getSpans().stream())
                .anyMatch(span -> span.getMeter().contains("MINUTE"));
    }

    private static String nameOf(RecountRequestV1 request) {
        return String.join(
                "\0", request.getLicense(), request.getWholeMeter(), request.getSeries(), request.getGroup());
    }

    private void answer(int partition, List<RecountRequestV1> asked, Producer<byte[], byte[]> producer)
            throws InterruptedException {
        var sent = new ArrayList<Future<RecordMetadata>>();
        var pace = new AnswerPace(closing);
        WireCodec<UsageEventV1> codec = registry.codec(TopicCatalog.USAGE_EVENTS);
        var answerable = new ArrayList<RecountRequestV1>();
        for (RecountRequestV1 request : asked) {
            if (request.getMeter().isEmpty() && request.getWholeMeter().isEmpty()
                    || LicensePartition.of(request.getLicense(), partitions) != partition) {
                LOG.error("a request to recount {} is none", nameOf(request));
            } else {
                answerable.add(request);
            }
        }
        try (var reader = new PartitionReader(kafka.consumer("tallyport-recount-reader"))) {
            var recount = new PartitionRecount(reader, registry, expression, partition, brokersTime, IDLE);
            long records = recount.run(answerable, work -> {
                byte[] key = work.request().getLicense().getBytes(StandardCharsets.UTF_8);
                for (UsageEventV1 answer : work.answers()) {
                    sent.add(producer.send(new ProducerRecord<>(
                            TopicCatalog.USAGE_EVENTS.name(), partition, key, codec.encode(answer))));
                    pace.sent();
                }
                answered.increment();
            });
            read.increment(records);
        }
        try {
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer could not be written", e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        requests.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
