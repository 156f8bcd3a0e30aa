package io.tallyport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.client.internal.UsageCodec;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.domain.usage.EmitterNumber;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageEmitterTest {

    private static final String TOPIC = TopicCatalog.USAGE_EVENTS.name();
    private static final int PARTITIONS = 4;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private SnapshotLog wire;
    private WireCodec<UsageEventV1> codec;
    private MockProducer<byte[], byte[]> producer;
    private UsageEmitter emitter;

    @BeforeEach
    void begin() throws Exception {
        wire = new SnapshotLog("emitter-" + UUID.randomUUID(), 1);
        codec = wire.registry().codec(TopicCatalog.USAGE_EVENTS);
        open(true);
    }

    private void open(boolean autoComplete) {
        var nobody = new Node[] {};
        var infos = new ArrayList<PartitionInfo>();
        for (int p = 0; p < PARTITIONS; p++) {
            infos.add(new PartitionInfo(TOPIC, p, null, nobody, nobody));
        }
        var cluster = new Cluster("c", List.of(), infos, java.util.Set.of(), java.util.Set.of());
        producer =
                new MockProducer<>(cluster, autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
        emitter =
                new UsageEmitter(producer, () -> new UsageCodec(wire.registry()), "api", () -> Samples.NOW_MS, meters);
    }

    @Test
    void anEventIsWrittenToItsLicensesPartitionExactly() throws Exception {
        var receipt = emitter.emit(UsageReport.of("L1", "call")
                        .id("e1")
                        .time(Instant.ofEpochMilli(Samples.NOW_MS - 5))
                        .data(Map.of("units", new BigDecimal("0.10"), "at", Map.of("zone", List.of("eu", 3))))
                        .subjectPath(List.of("acme", "team"))
                        .context(Map.of("device", "d1"))
                        .build())
                .get(10, TimeUnit.SECONDS);
        int partition = LicensePartition.of("L1", PARTITIONS);
        assertEquals(new EmitReceipt("e1", "api", TOPIC, partition, 0), receipt);
        UsageEventV1 event = sent().get(0);
        assertEquals(UsageKind.USAGE, event.getKind());
        assertEquals("L1", event.getLicense());
        assertEquals("e1", event.getId());
        assertEquals(Samples.NOW_MS - 5, event.getTimeMs());
        assertFalse(event.getTimeStampedByEdge());
        assertEquals(Map.of("units", new DecimalV1("0.10"), "at.zone.0", "eu", "at.zone.1", 3L), event.getData());
        assertEquals(List.of("acme", "team"), event.getSubjectPath());
        assertEquals("d1", event.getClient().getDevice());
        assertEquals(-1, event.getSequence());
        assertEquals(
                1,
                meters.counter("tallyport.usage.emitted", "outcome", "written").count());
    }

    @Test
    void eventsWithoutAnIdAreNumberedWithoutGapPerPartition() throws Exception {
        for (int i = 0; i < 200; i++) {
            var unused =
                    emitter.emit(UsageReport.of("L" + i % 7, "call").build()).get(10, TimeUnit.SECONDS);
        }
        var ids = new HashSet<String>();
        long[] next = new long[PARTITIONS];
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            UsageEventV1 event = codec.decode(record.value());
            assertTrue(event.getEpoch() > 0);
            assertEquals(next[record.partition()]++, event.getSequence());
            assertTrue(ids.add(event.getId()), event.getId());
            assertEquals(EmitterNumber.id(event.getEpoch(), record.partition(), event.getSequence()), event.getId());
            assertEquals(Samples.NOW_MS, event.getTimeMs());
            assertTrue(event.getTimeStampedByEdge());
        }
    }

    @Test
    void eachSourceIsNumberedForItselfAndTooManyGetRandomIds() throws Exception {
        for (int i = 0; i < 1_003; i++) {
            String source = "source-" + i;
            for (int k = 0; k < 2; k++) {
                var unused = emitter.emit(
                                UsageReport.of("L1", "call").source(source).build())
                        .get(10, TimeUnit.SECONDS);
            }
        }
        var events = sent();
        for (int i = 0; i < 1_000; i++) {
            assertEquals(0, events.get(2 * i).getSequence());
            assertEquals(1, events.get(2 * i + 1).getSequence());
        }
        var ids = new HashSet<String>();
        for (UsageEventV1 event : events.subList(2_000, 2_006)) {
            assertEquals(-1, event.getSequence());
            assertTrue(ids.add(event.getId()), event.getId());
        }
    }

    @Test
    void floatingPointIsRefusedAndNothingIsWritten() {
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> emitter.emit(UsageReport.of("L1", "call")
                        .data(Map.of("units", Map.of("sum", 0.1)))
                        .build()));
        assertEquals(
                "units.sum: is a floating point number, which is not exact; give a BigDecimal, a long or a string",
                refusal.getMessage());
        assertTrue(producer.history().isEmpty());
    }

    @Test
    void anEventThatIsTooLargeIsRefusedAndItsNumberIsNotUsedUp() throws Exception {
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> emitter.emit(UsageReport.of("L1", "call")
                        .data(Map.of("text", "x".repeat(70_000)))
                        .build()));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("data: the event has "), refusal.getMessage());
        var unused = emitter.emit(UsageReport.of("L1", "call").build()).get(10, TimeUnit.SECONDS);
        assertEquals(0, sent().get(0).getSequence());
    }

    @Test
    void whatMayOrMayNotBeWrittenIsEmittedAgainAsTheSameEvent() throws Exception {
        open(false);
        CompletableFuture<EmitReceipt> first =
                emitter.emit(UsageReport.of("L1", "call").data(Map.of("n", 1)).build());
        assertTrue(producer.errorNext(new TimeoutException("no answer")));
        var failure = assertInstanceOf(
                EmitException.class,
                assertThrows(ExecutionException.class, () -> first.get(10, TimeUnit.SECONDS))
                        .getCause());
        assertNotNull(failure.report().id());
        CompletableFuture<EmitReceipt> other =
                emitter.emit(UsageReport.of("L1", "call").build());
        assertTrue(producer.completeNext());
        CompletableFuture<EmitReceipt> again = emitter.emit(failure.report());
        assertTrue(producer.completeNext());
        assertEquals(failure.report().id(), again.get(10, TimeUnit.SECONDS).id());
        var events = sent();
        assertEquals(events.get(0), events.get(2));
        assertEquals(1, events.get(1).getSequence());
        assertTrue(other.isDone());
    }

    @Test
    void whatWasNeverSentGivesItsNumberBack() throws Exception {
        producer.sendException = new TimeoutException("the buffer is full");
        var failed = emitter.emit(UsageReport.of("L1", "call").build());
        var failure = assertInstanceOf(
                EmitException.class,
                assertThrows(ExecutionException.class, () -> failed.get(10, TimeUnit.SECONDS))
                        .getCause());
        assertNull(failure.report().id());
        producer.sendException = null;
        var unused = emitter.emit(failure.report()).get(10, TimeUnit.SECONDS);
        assertEquals(0, sent().get(0).getSequence());
        assertEquals(
                1,
                meters.counter("tallyport.usage.emitted", "outcome", "failed").count());
    }

    @Test
    void anUnresolvedEventIsKeyedByItsSource() throws Exception {
        var receipt = emitter.emit(UsageReport.of("", "call")
                        .unresolved("LICENSE_KEY_UNKNOWN")
                        .source("s1")
                        .id("e1")
                        .build())
                .get(10, TimeUnit.SECONDS);
        assertEquals(LicensePartition.of("s1", PARTITIONS), receipt.partition());
        assertEquals("LICENSE_KEY_UNKNOWN", sent().get(0).getUnresolved());
    }

    @Test
    void aReportNamesWhatIsWrongWithIt() {
        assertReportRefused("license: missing", () -> UsageReport.of("", "call").build());
        assertReportRefused("type: missing", () -> UsageReport.of("L1", "").build());
        assertReportRefused(
                "source: is longer than 256 characters",
                () -> UsageReport.of("L1", "call").source("s".repeat(257)).build());
        assertReportRefused(
                "license: is a license key; give the license id",
                () -> UsageReport.of("tk_ABCDE-ABCDE-ABCDE-ABCDE-ABCDE-ABCDE-AB", "call")
                        .build());
        assertReportRefused(
                "epoch, sequence: give both or neither; sequence is 0 or more",
                () -> UsageReport.of("L1", "call").numbered(0, 3).build());
    }

    private static void assertReportRefused(String message, org.junit.jupiter.api.function.Executable build) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, build).getMessage());
    }

    private List<UsageEventV1> sent() throws Exception {
        var events = new ArrayList<UsageEventV1>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            events.add(codec.decode(record.value()));
        }
        return events;
    }
}
