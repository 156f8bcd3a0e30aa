package io.tallyport.port.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseEventV1;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {

    private static final String TOPIC = TopicCatalog.LICENSE_EVENTS.name();
    private static final TopicPartition AT = new TopicPartition(TOPIC, 0);

    private final Registry registry = Registry.at("mock://follower-" + System.nanoTime(), Map.of());
    private final LinkedBlockingQueue<String> taken = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<MockConsumer<byte[], byte[]>> consumers = new LinkedBlockingQueue<>();

    TopicFollowerTest() throws Exception {
        var unused = registry.register(TopicCatalog.LICENSE_EVENTS);
    }

    @Test
    void bytesThatAreNoRecordAreSkippedAndTheRestIsTaken() throws Exception {
        var consumer = consumer(7);
        consumer.schedulePollTask(() -> {
            consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 7, new byte[0], new byte[] {9, 9}));
            consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 8, new byte[0], event("lic-8")));
        });
        consumers.add(consumer);
        try (var follower = follower()) {
            follower.start().get(10, TimeUnit.SECONDS);
            assertEquals("lic-8", taken.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void lostConsumerIsReplacedWhereItStood() throws Exception {
        var first = consumer(3);
        first.schedulePollTask(() -> first.addRecord(new ConsumerRecord<>(TOPIC, 0, 3, new byte[0], event("lic-3"))));
        first.schedulePollTask(() -> first.setPollException(new KafkaException("gone")));
        var second = consumer(9);
        second.schedulePollTask(() -> {
            for (long offset = second.position(AT); offset < 6; offset++) {
                second.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, new byte[0], event("lic-" + offset)));
            }
        });
        consumers.addAll(List.of(first, second));
        try (var follower = follower()) {
            follower.start().get(10, TimeUnit.SECONDS);
            assertEquals("lic-3", taken.poll(10, TimeUnit.SECONDS));
            assertEquals("lic-4", taken.poll(10, TimeUnit.SECONDS));
            assertEquals("lic-5", taken.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void takerThatFailsLosesItsRecordAlone() throws Exception {
        var first = consumer(0);
        first.schedulePollTask(() -> first.addRecord(new ConsumerRecord<>(TOPIC, 0, 0, new byte[0], event("fail"))));
        var second = consumer(2);
        second.schedulePollTask(() ->
                second.addRecord(new ConsumerRecord<>(TOPIC, 0, second.position(AT), new byte[0], event("next"))));
        consumers.addAll(List.of(first, second));
        try (var follower = follower()) {
            follower.start().get(10, TimeUnit.SECONDS);
            assertEquals("next", taken.poll(10, TimeUnit.SECONDS));
        }
    }

    private TopicFollower follower() {
        return new TopicFollower("test-follower", this::nextConsumer, registry, 1)
                .follow(TopicCatalog.LICENSE_EVENTS, (event, record) -> {
                    if (event.getLicense().equals("fail")) {
                        throw new IllegalStateException("planted");
                    }
                    taken.add(event.getLicense());
                });
    }

    private MockConsumer<byte[], byte[]> nextConsumer() {
        var next = consumers.poll();
        return next == null ? consumer(100) : next;
    }

    private static MockConsumer<byte[], byte[]> consumer(long end) {
        var consumer = new MockConsumer<byte[], byte[]>("none");
        consumer.updateBeginningOffsets(Map.of(AT, 0L));
        consumer.updateEndOffsets(Map.of(AT, end));
        return consumer;
    }

    private byte[] event(String license) {
        return registry.codec(TopicCatalog.LICENSE_EVENTS)
                .encode(LicenseEventV1.newBuilder().setLicense(license).build());
    }
}
