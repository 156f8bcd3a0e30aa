package io.tallyport.pipeline.recount;

import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageRecord;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.wire.RecountRangeV1;
import io.tallyport.wire.RecountRequestV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Counts the events of one partition again, for some requests at once: each record is read one time. */
final class PartitionRecount {

    private static final long AHEAD_MS = UsageAdmission.FUTURE_TOLERANCE.toMillis();

    private final PartitionReader reader;
    private final Registry registry;
    private final Expression expression;
    private final int partition;
    private final boolean brokersTime;
    private final Duration within;
    private final SourceDecoder decoder;
    private final Map<String, List<Work>> byLicense = new HashMap<>();
    private final MeterParser meters = new MeterParser();
    private long recordsRead;

    /**
     * @param brokersTime whether event times are those of the broker: then it knows where to begin
     * @param within how long nothing may come of a read
     */
    PartitionRecount(
            PartitionReader reader,
            Registry registry,
            Expression expression,
            int partition,
            boolean brokersTime,
            Duration within) {
        this.reader = reader;
        this.registry = registry;
        this.expression = expression;
        this.partition = partition;
        this.brokersTime = brokersTime;
        this.within = within;
        this.decoder = new SourceDecoder(registry);
    }

    /** Answers requests, all of this partition; gives each once it is counted. Returns how many records were read. */
    long run(List<RecountRequestV1> requests, Consumer<Work> answers) {
        var works = new ArrayList<Work>();
        var firsts = new HashMap<String, Long>();
        var lasts = new HashMap<String, Long>();
        long earliestMs = Long.MAX_VALUE;
        for (RecountRequestV1 request : requests) {
            var work = Work.of(request, expression, meters);
            works.add(work);
            byLicense
                    .computeIfAbsent(request.getLicense(), l -> new ArrayList<>())
                    .add(work);
            for (RecountRangeV1 range : request.getRanges()) {
                firsts.merge(range.getTopic(), range.getFirst(), Math::min);
                lasts.merge(range.getTopic(), range.getEnd(), Math::max);
            }
            earliestMs = Math.min(earliestMs, work.earliestMs());
        }
        long fromMs = earliestMs - AHEAD_MS;
        if (brokersTime) {
            firsts.replaceAll((topic, first) -> Math.max(first, reader.offsetAt(topic, partition, fromMs)));
        }
        var ends = new HashMap<>(lasts);
        // Of a version that counts no more, the corrections still matter that came since.
        requests.forEach(
                request -> ends.merge(TopicCatalog.USAGE_EVENTS.name(), request.getCorrectedBefore(), Math::max));
        var judged = new Judged(reader, partition, registry, within);
        judged.read(ends, brokersTime ? fromMs : 0, byLicense.keySet());
        for (String topic : firsts.keySet()) {
            reader.readAll(
                    topic,
                    partition,
                    firsts.getOrDefault(topic, 0L),
                    lasts.getOrDefault(topic, 0L),
                    within,
                    record -> take(record, judged));
        }
        works.forEach(answers);
        return recordsRead;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Judged judged) {
        recordsRead++;
        List<Work> works =
                record.key() == null ? null : byLicense.get(new String(record.key(), StandardCharsets.UTF_8));
        UsageEvent event = works == null || !judged.stood(record.topic(), record.offset(), 0) ? null : event(record);
        if (works == null || event == null) {
            return;
        }
        for (Work work : works) {
            var range = work.rangeOf(record.topic(), record.offset());
            if (range != null && judged.stood(record.topic(), record.offset(), work.correctedBefore())) {
                work.count(event, range);
            }
        }
    }

    /** The event that a record brought; null if it brought none. */
    private @Nullable UsageEvent event(ConsumerRecord<byte[], byte[]> record) {
        try {
            UsageRecord read = decoder.usage(
                            new Origin(record.topic(), record.partition(), record.offset()), record.value())
                    .value();
            if (read instanceof UsageCorrection correction) {
                return correction.kind() == UsageCorrection.Kind.AMEND ? correction.replacement() : null;
            }
            return read instanceof UsageEvent event ? event : null;
        } catch (WireException e) {
            return null;
        }
    }
}
