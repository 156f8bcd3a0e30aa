package io.tallyport.pipeline.recount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.UsageCorrectionV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events stand, as the worker reads it from verdicts and corrections. */
class JudgedTest {

    private static final String EVENTS = TopicCatalog.USAGE_EVENTS.name();

    private final Registry registry = Registry.at("mock://" + UUID.randomUUID(), Map.of());
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, List<byte[]>> records = new HashMap<>();

    @BeforeEach
    void register() throws IOException {
        registry.register(TopicCatalog.USAGE_EVENTS);
        registry.register(TopicCatalog.USAGE_VERDICTS);
    }

    /** An amendment counts an event, and may be what a whole meter is recounted for: an answer to that takes nothing back. */
    @ParameterizedTest
    @ValueSource(strings = {"RECOUNT", "RECOUNT_PART"})
    void anAnswerThatNamesAnEventAsItsCauseVoidsNothing(String reason) {
        usage(UsageKind.USAGE, -1);
        usage(UsageKind.AMEND, 0);
        usage(UsageKind.RECOUNT, 1);
        verdict(VerdictKind.COUNTED, 0, "");
        verdict(VerdictKind.CORRECTED, 1, "AMEND");
        verdict(VerdictKind.CORRECTED, 2, reason);
        Judged judged = read();
        assertFalse(judged.stood(EVENTS, 0, 10), "what was amended");
        assertTrue(judged.stood(EVENTS, 1, 10), "what took its place");
    }

    @Test
    void voidsAndRestoresTakeTurnsAndLaterOnesDoNotMatter() {
        usage(UsageKind.USAGE, -1);
        usage(UsageKind.VOID, 0);
        usage(UsageKind.RESTORE, 0);
        verdict(VerdictKind.COUNTED, 0, "");
        verdict(VerdictKind.CORRECTED, 1, "VOID");
        verdict(VerdictKind.CORRECTED, 2, "RESTORE");
        Judged judged = read();
        assertEquals(
                List.of(true, false, true),
                List.of(judged.stood(EVENTS, 0, 1), judged.stood(EVENTS, 0, 2), judged.stood(EVENTS, 0, 3)));
        assertFalse(judged.stood(EVENTS, 3, 10), "it has no verdict");
    }

    private Judged read() {
        var consumer = new Rereading();
        var judged = new Judged(new PartitionReader(consumer), 0, registry, Duration.ofSeconds(5));
        judged.read(Map.of(EVENTS, 10L), 0, Set.of("lic-1"));
        return judged;
    }

    private void usage(UsageKind kind, long about) {
        add(
                TopicCatalog.USAGE_EVENTS,
                UsageEventV1.newBuilder()
                        .setKind(kind)
                        .setLicense("lic-1")
                        .setCorrection(UsageCorrectionV1.newBuilder()
                                .setTopic(EVENTS)
                                .setOffset(about)
                                .build())
                        .build());
    }

    private void verdict(VerdictKind kind, long offset, String reason) {
        add(
                TopicCatalog.USAGE_VERDICTS,
                UsageVerdictV1.newBuilder()
                        .setKind(kind)
                        .setLicense("lic-1")
                        .setTopic(EVENTS)
                        .setFirstOffset(offset)
                        .setCount(1)
                        .setReason(reason)
                        .build());
    }

    private <T extends SpecificRecord> void add(TallyTopic<T> topic, T record) {
        var at = new TopicPartition(topic.name(), 0);
        records.computeIfAbsent(at, a -> new ArrayList<>())
                .add(registry.codec(topic).encode(record));
        ends.merge(at, 1L, Long::sum);
    }

    /** A consumer that reads a partition from where it is set to, as often as it is. */
    private final class Rereading extends MockConsumer<byte[], byte[]> {

        Rereading() {
            super(AutoOffsetResetStrategy.EARLIEST.name());
            updateEndOffsets(ends);
            var beginnings = new HashMap<TopicPartition, Long>();
            ends.keySet().forEach(at -> beginnings.put(at, 0L));
            updateBeginningOffsets(beginnings);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            var found = new HashMap<TopicPartition, OffsetAndTimestamp>();
            times.forEach((at, time) -> found.put(at, new OffsetAndTimestamp(0, time)));
            return found;
        }

        @Override
        public synchronized void seek(TopicPartition at, long offset) {
            super.seek(at, offset);
            List<byte[]> all = records.getOrDefault(at, List.of());
            for (int i = (int) offset; i < all.size(); i++) {
                addRecord(new ConsumerRecord<>(at.topic(), at.partition(), i, new byte[0], all.get(i)));
            }
        }
    }
}
