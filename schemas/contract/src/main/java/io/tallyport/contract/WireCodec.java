package io.tallyport.contract;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes the values of one topic in the Confluent wire format. Not thread-safe. */
public final class WireCodec<T extends SpecificRecord> {

    private static final int HEADER_BYTES = 5;
    private static final Map<String, Object> SETTINGS = Map.of(
            "schema.registry.url", "set-by-client",
            "auto.register.schemas", false,
            "use.latest.version", false,
            "specific.avro.reader", true,
            "avro.reflection.allow.null", false);

    private final TallyTopic<T> topic;
    private final KafkaAvroSerializer serializer;
    private final KafkaAvroDeserializer deserializer;
    private final UnknownIds unknownIds = new UnknownIds();

    WireCodec(SchemaRegistryClient client, TallyTopic<T> topic) {
        this.topic = topic;
        this.serializer = new KafkaAvroSerializer(client, SETTINGS);
        this.deserializer = new KafkaAvroDeserializer(client, SETTINGS);
    }

    /** The bytes of a value. The topic's schema must have been registered. */
    public byte[] encode(T value) {
        return serializer.serialize(topic.name(), value);
    }

    /**
     * The value of some bytes.
     *
     * @throws WireException when they are no value of this topic; never another exception for bad bytes
     */
    public T decode(byte @Nullable [] bytes) throws WireException {
        if (bytes == null || bytes.length < HEADER_BYTES || bytes[0] != 0) {
            throw new WireException(
                    WireException.Reason.NOT_AVRO, "the value does not begin with the Confluent wire format's header");
        }
        int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
        if (unknownIds.contains(id)) {
            throw unknown(id, null);
        }
        try {
            return topic.type().cast(deserializer.deserialize(topic.name(), bytes));
        } catch (SerializationException e) {
            if (e.getCause() instanceof RestClientException rest && rest.getStatus() == 404) {
                unknownIds.add(id);
                throw unknown(id, e);
            }
            if (e.getCause() instanceof java.io.IOException io && !(io instanceof java.io.EOFException)) {
                throw e;
            }
            throw corrupt(e);
        } catch (RuntimeException e) {
            throw corrupt(e);
        }
    }

    private WireException corrupt(RuntimeException cause) {
        return new WireException(
                WireException.Reason.CORRUPT,
                "the value is no " + topic.type().getSimpleName() + " of topic " + topic.name(),
                cause);
    }

    private static WireException unknown(int id, @Nullable Throwable cause) {
        String message = "the registry has no schema with id " + id;
        return cause == null
                ? new WireException(WireException.Reason.UNKNOWN_SCHEMA, message)
                : new WireException(WireException.Reason.UNKNOWN_SCHEMA, message, cause);
    }

    /** The last ids that the registry did not know, so that a flood of them does not become a flood of requests. */
    private static final class UnknownIds {
        private static final int SLOTS = 256;
        private final int[] ids = new int[SLOTS];
        private final long[] forgetAtNanos = new long[SLOTS];

        boolean contains(int id) {
            int slot = Math.floorMod(id, SLOTS);
            return ids[slot] == id && forgetAtNanos[slot] != 0 && forgetAtNanos[slot] - System.nanoTime() > 0;
        }

        void add(int id) {
            int slot = Math.floorMod(id, SLOTS);
            ids[slot] = id;
            forgetAtNanos[slot] = System.nanoTime() + 5_000_000_000L;
        }
    }
}
