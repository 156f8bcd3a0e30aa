package io.tallyport.pipeline.recount;

import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSelection;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageRecord;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import io.tallyport.pipeline.mapping.CatalogParser;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.wire.RecountRangeV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.RecountWindowV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
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
    private long recordsRead;

    /** A request on its way. */
    private static final class Work {
        private final RecountRequestV1 request;
        private final Meter meter;
        private final MeterSelection selection;
        /** Later corrections are none of this request's. */
        private final long correctedBefore;

        private final Map<WindowStart, Total> totals = new LinkedHashMap<>();

        Work(RecountRequestV1 request) {
            this.request = request;
            var catalog = CatalogParser.ofMeter(request.getMeter());
            this.meter = catalog.meters().values().iterator().next();
            this.selection = catalog.metersOf(meter.eventType());
            this.correctedBefore = request.getCorrectedBefore();
            request.getWindows().forEach(window -> totals.put(start(window), Total.ZERO));
        }

        private static WindowStart start(RecountWindowV1 window) {
            return new WindowStart(Window.valueOf(window.getWindow()), window.getFromMs());
        }

        boolean covers(String topic, long offset) {
            for (RecountRangeV1 range : request.getRanges()) {
                if (range.getTopic().equals(topic) && range.getFirst() <= offset && offset < range.getEnd()) {
                    return true;
                }
            }
            return false;
        }

        void add(long timeMs, Contribution contribution) {
            if (!request.getGroup().isEmpty() && !request.getGroup().equals(contribution.group())) {
                return;
            }
            Aggregation aggregation = meter.aggregation();
            for (RecountWindowV1 window : request.getWindows()) {
                if (window.getFromMs() <= timeMs && timeMs < window.getToMs()) {
                    totals.merge(start(window), contribution.total(), (a, b) -> a.merge(aggregation, b));
                }
            }
        }
    }

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

    /** Answers requests, all of this partition; gives each its totals. Returns how many records were read. */
    long run(List<RecountRequestV1> requests, BiConsumer<RecountRequestV1, Map<WindowStart, Total>> answers) {
        var works = new ArrayList<Work>();
        var firsts = new HashMap<String, Long>();
        var lasts = new HashMap<String, Long>();
        long earliestMs = Long.MAX_VALUE;
        for (RecountRequestV1 request : requests) {
            var work = new Work(request);
            works.add(work);
            byLicense
                    .computeIfAbsent(request.getLicense(), l -> new ArrayList<>())
                    .add(work);
            for (RecountRangeV1 range : request.getRanges()) {
                firsts.merge(range.getTopic(), range.getFirst(), Math::min);
                lasts.merge(range.getTopic(), range.getEnd(), Math::max);
            }
            for (RecountWindowV1 window : request.getWindows()) {
                earliestMs = Math.min(earliestMs, window.getFromMs());
            }
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
        works.forEach(work -> answers.accept(work.request, work.totals));
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
            if (work.covers(record.topic(), record.offset())
                    && judged.stood(record.topic(), record.offset(), work.correctedBefore)
                    && event.type().equals(work.meter.eventType())) {
                Metering.measure(event, work.selection, expression, UltraLogLogSketch.MAKER)
                        .contributions()
                        .forEach(contribution -> work.add(event.timeMs(), contribution));
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
