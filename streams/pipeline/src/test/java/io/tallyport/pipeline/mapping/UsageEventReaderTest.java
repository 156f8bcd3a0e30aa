package io.tallyport.pipeline.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageRecord;
import io.tallyport.pipeline.mapping.SourceDecoder.Decoded;
import io.tallyport.pipeline.state.FewStrings;
import io.tallyport.wire.ClientContextV1;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading by position gives what Avro's reader gives, or leaves the record to it. */
class UsageEventReaderTest {

    private static final List<String> TEXTS =
            List.of("", "a", "acme/web", "naïve ☃ 𝒳", "x".repeat(300), "\u0000", "usage.units");
    private static final List<String> NUMBERS = List.of(
            "0",
            "7",
            "12.50",
            "0.00",
            "-3",
            "+4",
            ".5",
            "5.",
            "1E+3",
            "123456789012345678",
            "1234567890123456789",
            "99999999999999999.9",
            "1.2.3",
            "",
            ".",
            "-",
            "twelve",
            "１２");

    private final Registry registry = Registry.at("mock://usage-event-reader", Map.of());
    private final UsageEventReader reader = new UsageEventReader();
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private WireCodec<UsageEventV1> codec = registry.codec(TopicCatalog.USAGE_EVENTS);

    @BeforeEach
    void register() throws IOException {
        registry.register(TopicCatalog.USAGE_EVENTS);
        codec = registry.codec(TopicCatalog.USAGE_EVENTS);
    }

    @Test
    void whatItReadsIsWhatAvroReads() throws WireException {
        for (int i = 0; i < 20_000; i++) {
            UsageEventV1 written = event();
            byte[] bytes = codec.encode(written);
            var read = reader.read(bytes, WireCodec.HEADER_BYTES);
            boolean isRead = written.getKind() == UsageKind.USAGE || written.getKind() == UsageKind.TICK;
            if (isRead && written.getOriginal() == null) {
                assertEquals(byAvro(bytes), read, "seed " + seed + ", event " + written);
            } else {
                assertNull(read, "seed " + seed + ", event " + written);
            }
        }
    }

    /** Cut off or changed, it is left to Avro, unless it is a value all the same, and then the same one. */
    @Test
    void whatIsDamagedIsReadAsAvroReadsItOrLeftToIt() {
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = codec.encode(event());
            byte[] damaged = random.nextBoolean()
                    ? Arrays.copyOf(bytes, WireCodec.HEADER_BYTES + random.nextInt(bytes.length - 5))
                    : bytes.clone();
            int at = WireCodec.HEADER_BYTES + random.nextInt(Math.max(1, damaged.length - WireCodec.HEADER_BYTES));
            if (damaged.length == bytes.length) {
                damaged[at] = (byte) random.nextInt();
            }
            var read = reader.read(damaged, WireCodec.HEADER_BYTES);
            if (read != null) {
                try {
                    assertEquals(byAvro(damaged), read, "seed " + seed);
                } catch (WireException e) {
                    throw new AssertionError("seed " + seed + ": Avro refuses what was read as " + read, e);
                }
            }
        }
    }

    @Test
    void anotherSchemaIsLeftToAvro() throws Exception {
        var other = new Schema.Parser()
                .parse(UsageEventV1.getClassSchema()
                        .toString()
                        .replaceFirst(
                                "\"fields\":\\[", "\"fields\":[{\"name\":\"added\",\"type\":\"long\",\"default\":0},"));
        int id = registry.client().register("another", new io.confluent.kafka.schemaregistry.avro.AvroSchema(other));
        byte[] bytes = ByteBuffer.allocate(10).put((byte) 0).putInt(id).array();
        assertFalse(codec.isInOwnSchema(bytes));
        assertTrue(codec.isInOwnSchema(codec.encode(event())));
    }

    /** When this fails, a field was added: teach the reader to read or skip it. */
    @Test
    void theReaderKnowsEveryField() {
        assertEquals(
                List.of(
                        "kind",
                        "tenant",
                        "license",
                        "subjectPath",
                        "source",
                        "id",
                        "type",
                        "timeMs",
                        "timeStampedByEdge",
                        "epoch",
                        "sequence",
                        "leaseId",
                        "data",
                        "client",
                        "original",
                        "principal",
                        "keyId",
                        "signature",
                        "job",
                        "unresolved",
                        "correction"),
                UsageEventV1.getClassSchema().getFields().stream()
                        .map(Schema.Field::name)
                        .toList());
        assertEquals(5, ClientContextV1.getClassSchema().getFields().size());
        assertEquals(1, DecimalV1.getClassSchema().getFields().size());
    }

    @Test
    void sameBytesAreTheSameString() {
        var few = new FewStrings();
        byte[] bytes = "usage.units".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String first = few.of(bytes, 0, bytes.length);
        assertEquals("usage.units", first);
        assertSame(first, few.of(bytes.clone(), 0, bytes.length));
        for (int i = 0; i < 100_000; i++) {
            byte[] other = Integer.toString(random.nextInt()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertEquals(new String(other, java.nio.charset.StandardCharsets.UTF_8), few.of(other, 0, other.length));
        }
    }

    /** As the decoder did for every record before there was a reader by position. */
    private Decoded<UsageRecord> byAvro(byte[] bytes) throws WireException {
        UsageEventV1 e = codec.decode(bytes);
        if (e.getKind() == UsageKind.TICK) {
            return Decoded.tick(e.getTimeMs());
        }
        var values = new LinkedHashMap<String, Object>();
        e.getData().forEach((path, value) -> values.put(path, value instanceof DecimalV1 d ? number(d) : value));
        return Decoded.of((UsageRecord) new UsageEvent(
                e.getLicense(),
                e.getSource(),
                e.getId(),
                e.getType(),
                e.getTimeMs(),
                e.getEpoch(),
                e.getSequence(),
                e.getSubjectPath(),
                values,
                e.getUnresolved(),
                e.getJob()));
    }

    private static Object number(DecimalV1 decimal) {
        try {
            return decimal.getValue().length() > 100 ? decimal.getValue() : new BigDecimal(decimal.getValue());
        } catch (NumberFormatException e) {
            return decimal.getValue();
        }
    }

    private UsageEventV1 event() {
        var builder = UsageEventV1.newBuilder()
                .setKind(random.nextInt(4) > 0 ? UsageKind.USAGE : one(List.of(UsageKind.values())))
                .setTenant(one(TEXTS))
                .setLicense(one(TEXTS))
                .setSubjectPath(some())
                .setSource(one(TEXTS))
                .setId(one(TEXTS))
                .setType(one(TEXTS))
                .setTimeMs(random.nextLong())
                .setTimeStampedByEdge(random.nextBoolean())
                .setEpoch(random.nextLong())
                .setSequence(random.nextInt())
                .setLeaseId(one(TEXTS))
                .setData(data())
                .setPrincipal(one(TEXTS))
                .setKeyId(one(TEXTS))
                .setJob(one(TEXTS))
                .setUnresolved(one(TEXTS));
        if (random.nextBoolean()) {
            builder.setClient(ClientContextV1.newBuilder()
                    .setDevice(one(TEXTS))
                    .setVersion(one(TEXTS))
                    .build());
        }
        if (random.nextBoolean()) {
            builder.setSignature(ByteBuffer.wrap(new byte[random.nextInt(80)]));
        }
        if (random.nextInt(8) == 0) {
            builder.setOriginal(UsageEventV1.newBuilder().build());
        }
        return builder.build();
    }

    private List<String> some() {
        var some = new ArrayList<String>();
        for (int i = random.nextInt(5); i > 0; i--) {
            some.add(one(TEXTS));
        }
        return some;
    }

    private Map<String, Object> data() {
        var data = new HashMap<String, Object>();
        for (int i = random.nextInt(6); i > 0; i--) {
            data.put(
                    one(TEXTS),
                    switch (random.nextInt(5)) {
                        case 0 -> null;
                        case 1 -> random.nextBoolean();
                        case 2 -> random.nextLong() >> random.nextInt(64);
                        case 3 -> one(TEXTS);
                        default -> new DecimalV1(one(NUMBERS));
                    });
        }
        return data;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
