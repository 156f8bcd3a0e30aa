package io.tallyport.port.explain;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.UsageCorrectionV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Usage topics in memory, as the port and the pipeline write them. */
final class RecordedTopics {

    final Registry registry = Registry.at("mock://recorded-" + System.nanoTime(), Map.of());
    final int partitions;
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    /** Brokers' time goes on, whatever the times of events. */
    private long appendedAtMs;
    /** What a topic has lost, by its first offset. */
    private final Map<String, Long> lost = new HashMap<>();

    RecordedTopics(int partitions) {
        this.partitions = partitions;
        try {
            for (var topic : List.of(TopicCatalog.USAGE_EVENTS, TopicCatalog.USAGE_BULK, TopicCatalog.USAGE_VERDICTS)) {
                var unused = registry.register(topic);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** An event with a number under {@code v}; text is none. */
    static UsageEventV1.Builder event(String license, String id, long timeMs, Map<String, ?> data) {
        var wire = new HashMap<String, Object>();
        data.forEach((path, value) ->
                wire.put(path, value instanceof BigDecimal number ? new DecimalV1(number.toPlainString()) : value));
        return UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setLicense(license)
                .setSource("acme/app")
                .setId(id)
                .setType("call")
                .setTimeMs(timeMs)
                .setData(wire);
    }

    /** Appends a record and the verdict on it; gives its offset. */
    long add(
            TallyTopic<UsageEventV1> topic,
            UsageEventV1 record,
            @Nullable VerdictKind verdict,
            String reason,
            long revision) {
        int partition = LicensePartition.of(record.getLicense(), partitions);
        long offset = append(topic, partition, record.getLicense(), record.getTimeMs(), record);
        if (verdict != null) {
            var on = UsageVerdictV1.newBuilder()
                    .setKind(verdict)
                    .setReason(reason)
                    .setZone(PeriodZone.OPEN)
                    .setTopic(topic.name())
                    .setPartition(partition)
                    .setFirstOffset(offset)
                    .setCatalogRevision(revision)
                    .build();
            append(TopicCatalog.USAGE_VERDICTS, partition, record.getLicense(), record.getTimeMs(), on);
        }
        return offset;
    }

    /** An event that is counted. */
    long counted(UsageEventV1.Builder event, long revision) {
        return add(TopicCatalog.USAGE_EVENTS, event.build(), VerdictKind.COUNTED, "", revision);
    }

    /** A void or restore that is taken. */
    void corrected(UsageKind kind, UsageEventV1 event, String topic, long offset) {
        var record = UsageEventV1.newBuilder(event)
                .setKind(kind)
                .setOriginal(event)
                .setCorrection(UsageCorrectionV1.newBuilder()
                        .setCommandId("c")
                        .setTopic(topic)
                        .setOffset(offset)
                        .build())
                .build();
        add(TopicCatalog.USAGE_EVENTS, record, VerdictKind.CORRECTED, kind.name(), 1);
    }

    /** The answer to a recount of meter {@code m}; it is the last part if the verdict on it is RECOUNT. */
    long recounted(String license, long revision, long atMs, String verdict) {
        var record = UsageEventV1.newBuilder()
                .setKind(UsageKind.RECOUNT)
                .setLicense(license)
                .setTimeMs(atMs)
                .setCorrection(UsageCorrectionV1.newBuilder()
                        .setTopic("catalog.revisions.v1")
                        .setOffset(revision)
                        .build())
                .setData(Map.of("meter", "m", "revision", revision, "part", 1L, "parts", 1L))
                .build();
        return add(TopicCatalog.USAGE_EVENTS, record, VerdictKind.CORRECTED, verdict, revision);
    }

    /** A topic loses what is before an offset. */
    void lose(String topic, long first) {
        lost.put(topic, first);
    }

    int size() {
        return records.values().stream().mapToInt(List::size).sum();
    }

    private <T extends SpecificRecord> long append(
            TallyTopic<T> topic, int partition, String key, long atMs, T record) {
        var of = records.computeIfAbsent(new TopicPartition(topic.name(), partition), at -> new ArrayList<>());
        byte[] value = registry.codec(topic).encode(record);
        appendedAtMs = Math.max(appendedAtMs, atMs);
        of.add(new ConsumerRecord<>(
                topic.name(),
                partition,
                of.size(),
                appendedAtMs,
                TimestampType.LOG_APPEND_TIME,
                key.length(),
                value.length,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty()));
        return of.size() - 1L;
    }

    PartitionReader reader() {
        return new PartitionReader(consumer());
    }

    /** As much of a consumer as a reader uses. */
    @SuppressWarnings("unchecked")
    private Consumer<byte[], byte[]> consumer() {
        var at = new TopicPartition[1];
        var position = new long[1];
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                RecordedTopics.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "assign" ->
                            at[0] = ((Collection<TopicPartition>) args[0])
                                    .iterator()
                                    .next();
                        case "seek" -> position[0] = (Long) args[1];
                        case "close" -> {}
                        case "position" -> {
                            return position[0];
                        }
                        case "beginningOffsets" -> {
                            return Map.of(at[0], first(at[0]));
                        }
                        case "endOffsets" -> {
                            return Map.of(at[0], (long) of(at[0]).size());
                        }
                        case "offsetsForTimes" -> {
                            long atMs = ((Map<TopicPartition, Long>) args[0])
                                    .values()
                                    .iterator()
                                    .next();
                            return of(at[0]).stream()
                                    .filter(record -> record.offset() >= first(at[0]) && record.timestamp() >= atMs)
                                    .findFirst()
                                    .map(record ->
                                            Map.of(at[0], new OffsetAndTimestamp(record.offset(), record.timestamp())))
                                    .orElse(Map.of());
                        }
                        case "poll" -> {
                            var polled = of(at[0]).stream()
                                    .skip(position[0])
                                    .limit(7)
                                    .collect(Collectors.toList());
                            position[0] += polled.size();
                            return new ConsumerRecords<>(Map.of(at[0], polled), Map.of());
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }

    private long first(TopicPartition at) {
        return lost.getOrDefault(at.topic(), 0L);
    }

    private List<ConsumerRecord<byte[], byte[]>> of(TopicPartition at) {
        return records.getOrDefault(at, List.of());
    }
}
