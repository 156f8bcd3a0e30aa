package io.tallyport.port.rejected;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.port.ingest.VerdictBoard;
import io.tallyport.port.topic.Appender;
import io.tallyport.port.topic.PartitionedProducer;
import io.tallyport.port.topic.TopicScan;
import io.tallyport.wire.AuditEntryV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ResubmissionTest {

    private static final String EVENTS = TopicCatalog.USAGE_EVENTS.name();
    private static final TopicPartition AT = new TopicPartition(EVENTS, 1);
    private static final int PARTITIONS = 4;

    private final Registry registry = Registry.at("mock://resubmit-" + System.nanoTime(), Map.of());
    private final MockProducer<byte[], byte[]> usage =
            PartitionedProducer.of(TopicCatalog.USAGE_EVENTS.name(), PARTITIONS, true);
    private final MockProducer<byte[], byte[]> bulk =
            PartitionedProducer.of(TopicCatalog.USAGE_BULK.name(), PARTITIONS, true);
    private final MockProducer<byte[], byte[]> audit =
            PartitionedProducer.of(TopicCatalog.AUDIT_ENTRIES.name(), PARTITIONS, true);
    private final VerdictBoard board = new VerdictBoard();

    ResubmissionTest() throws Exception {
        var unused = registry.register(TopicCatalog.USAGE_EVENTS) + registry.register(TopicCatalog.AUDIT_ENTRIES);
    }

    @Test
    void sameBytesGoToThePartitionOfTheirLicenseAndLeaveAnEntry() throws Exception {
        byte[] stray = event("lic-1", "e1");
        int home = LicensePartition.of("lic-1", PARTITIONS);
        board.accept(verdict(home, 0));
        var done = resubmission(stray).send(List.of(at(0)), "ann");
        assertEquals(1, done.answer().path("resubmitted").asInt());
        assertEquals(1, done.answer().at("/verdicts/counted").asInt());
        var sent = usage.history().get(0);
        assertEquals(home, sent.partition());
        assertEquals("lic-1", new String(sent.key(), StandardCharsets.UTF_8));
        assertArrayEquals(stray, sent.value());
        AuditEntryV1 entry = registry.codec(TopicCatalog.AUDIT_ENTRIES)
                .decode(audit.history().get(0).value());
        assertEquals(Resubmission.ACTION, entry.getAction());
        assertEquals(EVENTS + "-1@0", entry.getTarget());
        assertEquals("ann", entry.getActor());
        assertTrue(done.lastEntry().isPresent());
    }

    @Test
    void whatCannotBeSentAgainIsNamedAndNothingElseStops() {
        board.accept(verdict(LicensePartition.of("lic-1", PARTITIONS), 0));
        var done = resubmission(event("", "e0"), new byte[] {1, 2, 3}, event("lic-1", "e2"))
                .send(List.of(at(0), at(1), at(2), at(99)), "");
        var answer = done.answer();
        assertEquals(1, answer.path("resubmitted").asInt());
        assertEquals(3, answer.path("refused").asInt());
        assertEquals(List.of("LICENSE_MISSING", "NOT_AVRO", "NO_LONGER_THERE"), answer.findValuesAsText("code"));
        assertEquals(1, usage.history().size());
        assertTrue(bulk.history().isEmpty());
    }

    private Resubmission resubmission(byte[]... records) {
        return new Resubmission(
                () -> new TopicScan(consumer(records)),
                registry,
                new Appender<>(TopicCatalog.USAGE_EVENTS, registry, usage),
                new Appender<>(TopicCatalog.USAGE_BULK, registry, bulk),
                new Appender<>(TopicCatalog.AUDIT_ENTRIES, registry, audit),
                board,
                PARTITIONS,
                () -> 1_768_003_200_000L);
    }

    private static MockConsumer<byte[], byte[]> consumer(byte[]... records) {
        var consumer = new MockConsumer<byte[], byte[]>("none");
        consumer.updateBeginningOffsets(Map.of(AT, 0L));
        consumer.updateEndOffsets(Map.of(AT, (long) records.length));
        consumer.schedulePollTask(() -> {
            for (long offset = consumer.position(AT); offset < records.length; offset++) {
                consumer.addRecord(new ConsumerRecord<>(EVENTS, 1, offset, new byte[0], records[(int) offset]));
            }
        });
        return consumer;
    }

    private static Origin at(long offset) {
        return new Origin(EVENTS, 1, offset);
    }

    private static UsageVerdictV1 verdict(int partition, long offset) {
        return UsageVerdictV1.newBuilder()
                .setKind(VerdictKind.COUNTED)
                .setTopic(EVENTS)
                .setPartition(partition)
                .setFirstOffset(offset)
                .build();
    }

    private byte[] event(String license, String id) {
        return bytes(UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setLicense(license)
                .setId(id)
                .setSource("s")
                .setType("t")
                .build());
    }

    private byte[] bytes(SpecificRecord event) {
        return registry.codec(TopicCatalog.USAGE_EVENTS).encode((UsageEventV1) event);
    }
}
