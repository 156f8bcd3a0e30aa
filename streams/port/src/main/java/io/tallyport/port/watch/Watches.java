package io.tallyport.port.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.WireJson;
import io.tallyport.wire.EntitlementUpdateV1;
import io.tallyport.wire.UsageVerdictV1;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watchers, each with a consumer and a thread of its own, from the end of the topics on. Their number is bounded. */
public final class Watches implements AutoCloseable {

    /** Watchers at a time. */
    public static final int WATCHERS_MAX = 32;

    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long KEEP_ALIVE_NANOS = 2_000_000_000L;
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final KafkaClients kafka;
    private final Registry registry;
    private final int partitions;
    private final AtomicInteger watchers = new AtomicInteger();
    private volatile boolean closed;

    public Watches(KafkaClients kafka, Registry registry, int partitions) {
        this.kafka = kafka;
        this.registry = registry;
        this.partitions = partitions;
    }

    /** Takes one of the places; give it back with {@link Place#close}. */
    public Place enter() {
        if (watchers.incrementAndGet() > WATCHERS_MAX) {
            watchers.decrementAndGet();
            throw Problem.unavailable("TOO_MANY_WATCHERS", "there are " + WATCHERS_MAX + " watchers already")
                    .asException();
        }
        return new Place();
    }

    /** The right to watch. */
    public final class Place implements AutoCloseable {
        private boolean left;

        /**
         * Writes records as server-sent events until the reader goes away or the node stops.
         *
         * @param license only records of this license; empty = all
         */
        public void follow(WatchStream stream, String license, OutputStream out) {
            try (Consumer<byte[], byte[]> consumer = kafka.consumer("tallyport-port-watch")) {
                var codecs = new HashMap<String, WireCodec<?>>();
                stream.topics().forEach(topic -> codecs.put(topic.name(), registry.codec(topic)));
                beginAtEnd(consumer, stream);
                send(out, KEEP_ALIVE);
                long sentAt = System.nanoTime();
                while (!closed) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        var codec = codecs.get(record.topic());
                        if (codec != null && write(codec, record, license, out)) {
                            sentAt = System.nanoTime();
                        }
                    }
                    if (System.nanoTime() - sentAt > KEEP_ALIVE_NANOS) {
                        send(out, KEEP_ALIVE);
                        sentAt = System.nanoTime();
                    } else {
                        out.flush();
                    }
                }
            } catch (IOException e) {
                LOG.debug("a watcher of {} went away", stream.word());
            }
        }

        @Override
        public synchronized void close() {
            if (!left) {
                left = true;
                watchers.decrementAndGet();
            }
        }
    }

    /** How many watch now. */
    public int watchers() {
        return watchers.get();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void beginAtEnd(Consumer<byte[], byte[]> consumer, WatchStream stream) {
        var assignment = new ArrayList<TopicPartition>();
        for (TallyTopic<?> topic : stream.topics()) {
            for (int p = 0; p < partitions; p++) {
                assignment.add(new TopicPartition(topic.name(), p));
            }
        }
        consumer.assign(assignment);
        for (Map.Entry<TopicPartition, Long> end :
                consumer.endOffsets(assignment).entrySet()) {
            consumer.seek(end.getKey(), end.getValue());
        }
    }

    private static boolean write(
            WireCodec<?> codec, ConsumerRecord<byte[], byte[]> record, String license, OutputStream out)
            throws IOException {
        if (record.value() == null) {
            return false;
        }
        SpecificRecord value;
        try {
            value = codec.decode(record.value());
        } catch (WireException e) {
            LOG.warn("skipped {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            return false;
        }
        if (value instanceof EntitlementUpdateV1 update && update.getSnapshot() == null) {
            return false;
        }
        ObjectNode node = value instanceof EntitlementUpdateV1 update && update.getSnapshot() != null
                ? WireJson.of(update.getSnapshot())
                : WireJson.of(value);
        if (!license.isEmpty() && !node.path("license").asText("").equals(license)) {
            return false;
        }
        if (value instanceof UsageVerdictV1 verdict) {
            node.put("sourceTopic", verdict.getTopic()).put("sourcePartition", verdict.getPartition());
        }
        node.put("topic", record.topic()).put("partition", record.partition()).put("offset", record.offset());
        out.write("data: ".getBytes(StandardCharsets.UTF_8));
        out.write(Json.bytes(node));
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private static void send(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }
}
