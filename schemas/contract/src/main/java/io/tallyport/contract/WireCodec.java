package io.tallyport.contract;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes the values of one topic in the Confluent wire format. Not thread-safe. */
public final class WireCodec<T extends SpecificRecord> {

    /** Bytes before the value: a zero and the id of its schema. */
    public static final int HEADER_BYTES = 5;

    private static final Map<String, Object> SETTINGS = Map.of(
            "schema.registry.url", "set-by-client",
            "auto.register.schemas", false,
            "use.latest.version", false,
            "specific.avro.reader", true,
            "avro.reflection.allow.null", false);

    private final TallyTopic<T> topic;
    private final KafkaAvroSerializer serializer;
    private final SpecificDatumWriter<T> writer;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable BinaryEncoder encoder;
    /** What every value begins with; null before the first was encoded. */
    private byte @Nullable [] header;

    private final KafkaAvroDeserializer deserializer;
    private final UnknownIds unknownIds = new UnknownIds();
    private final SchemaRegistryClient client;
    private final long ownFingerprint;
    /** Ids of schemas that are not our own, of those the registry knows. */
    private final Set<Integer> otherIds = new HashSet<>();
    /** Id of the schema that is our own; 0 = not seen yet. */
    private int ownId;

    WireCodec(SchemaRegistryClient client, TallyTopic<T> topic) {
        this.client = client;
        this.ownFingerprint = SchemaNormalization.parsingFingerprint64(topic.schema());
        this.topic = topic;
        // Generated code writes the fields one after the other, where Avro would look each of them up in the schema.
        SpecificData.getForClass(topic.type()).setCustomCoders(true);
        this.serializer = new KafkaAvroSerializer(client, SETTINGS);
        this.writer = new SpecificDatumWriter<>(topic.schema(), SpecificData.getForClass(topic.type()));
        this.deserializer = new KafkaAvroDeserializer(client, SETTINGS);
    }

    /**
     * The bytes of a value. The topic's schema must have been registered.
     *
     * @throws SerializationException when it was not, the registry does not answer, or the value is incomplete
     */
    public byte[] encode(T value) {
        if (header == null) {
            byte[] first = serializer.serialize(topic.name(), value);
            header = Arrays.copyOf(first, HEADER_BYTES);
            return first;
        }
        // The serializer asks the registry's client for the id of every record, which hashes the schema each time.
        try {
            // First the encoder: it gives out what a value that failed has left in it.
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            bytes.reset();
            bytes.write(header, 0, HEADER_BYTES);
            writer.write(value, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "the value is no complete " + topic.type().getSimpleName(), e);
        }
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
            if (e.getCause() instanceof IOException io && !(io instanceof java.io.EOFException)) {
                throw e;
            }
            throw corrupt(e);
        } catch (RuntimeException e) {
            throw corrupt(e);
        }
    }

    /**
     * Whether a value was written in exactly the schema of this build (parsing form, Avro 1.12 specification), so that it
     * may be read by position, {@value #HEADER_BYTES} bytes in. False when that is not known.
     */
    public boolean isInOwnSchema(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < HEADER_BYTES || bytes[0] != 0) {
            return false;
        }
        int id = (bytes[1] & 0xFF) << 24 | (bytes[2] & 0xFF) << 16 | (bytes[3] & 0xFF) << 8 | bytes[4] & 0xFF;
        return id == ownId && id != 0 || compare(id);
    }

    private boolean compare(int id) {
        if (id == 0 || otherIds.contains(id) || unknownIds.contains(id)) {
            return false;
        }
        try {
            if (client.getSchemaById(id) instanceof AvroSchema written
                    && SchemaNormalization.parsingFingerprint64(written.rawSchema()) == ownFingerprint) {
                ownId = id;
                return true;
            }
            otherIds.add(id);
        } catch (RestClientException e) {
            if (e.getStatus() == 404) {
                unknownIds.add(id);
            }
        } catch (IOException | RuntimeException e) {
            // Whatever is the matter with the registry or that schema: decoding meets it as well, and says so.
            return false;
        }
        return false;
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
