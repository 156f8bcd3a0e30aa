package io.tallyport.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** The codec writes what Confluent's own serializer writes, the first value and every later one. */
class WireCodecTest {

    private static final TallyTopic<UsageEventV1> TOPIC = TopicCatalog.USAGE_EVENTS;

    @Test
    void everyValueIsWhatConfluentsSerializerWrites() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var registry = registered("mock://wire-codec-same");
        var codec = registry.codec(TOPIC);
        var confluent = new KafkaAvroSerializer(
                registry.client(), Map.of("schema.registry.url", "set-by-client", "auto.register.schemas", false));
        for (int i = 0; i < 200; i++) {
            var event = event("e-" + i, random);
            byte[] bytes = codec.encode(event);
            assertArrayEquals(confluent.serialize(TOPIC.name(), event), bytes, "seed " + seed + ", value " + i);
            assertEquals(event, codec.decode(bytes));
        }
    }

    @Test
    void aValueThatLacksAFieldIsRefusedAndLeavesTheNextOneWhole() throws Exception {
        var codec = registered("mock://wire-codec-incomplete").codec(TOPIC);
        var random = new Random(7);
        var whole = event("whole", random);
        byte[] first = codec.encode(whole);
        for (int length : new int[] {1, 100, 10_000}) {
            var lacking = event("x".repeat(length), random);
            lacking.setType(null);
            assertThrows(SerializationException.class, () -> codec.encode(lacking));
            assertArrayEquals(first, codec.encode(whole), "after an id of " + length + " characters");
        }
    }

    @Test
    void aTopicWhoseSchemaIsNotRegisteredIsRefusedUntilItIs() throws Exception {
        var registry = Registry.at("mock://wire-codec-unregistered", Map.of());
        var codec = registry.codec(TOPIC);
        var event = event("early", new Random(8));
        assertThrows(SerializationException.class, () -> codec.encode(event));
        registry.register(TOPIC);
        assertEquals(event, codec.decode(codec.encode(event)));
    }

    private static Registry registered(String url) throws Exception {
        var registry = Registry.at(url, Map.of());
        registry.register(TOPIC);
        return registry;
    }

    private static UsageEventV1 event(String id, Random random) {
        var data = new HashMap<String, Object>();
        for (int i = random.nextInt(5); i > 0; i--) {
            data.put("usage.field" + i, random.nextBoolean() ? (Object) random.nextLong() : "text " + random.nextInt());
        }
        return UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setLicense("license-" + random.nextInt(1_000))
                .setSource("a-source".repeat(random.nextInt(40)))
                .setId(id)
                .setType("api-call")
                .setTimeMs(random.nextLong())
                .setData(data)
                .build();
    }
}
