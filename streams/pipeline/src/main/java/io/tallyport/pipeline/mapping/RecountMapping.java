package io.tallyport.pipeline.mapping;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSpan;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.domain.usage.UsageRecount;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.PendingRecount;
import io.tallyport.pipeline.state.RecountCodec;
import io.tallyport.pipeline.state.RecountCoverage;
import io.tallyport.pipeline.state.WaitingMeter;
import io.tallyport.wire.RecountDefinitionV1;
import io.tallyport.wire.RecountRangeV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.RecountSpanV1;
import io.tallyport.wire.RecountWindowV1;
import io.tallyport.wire.UsageCorrectionV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Requests to count events again, and what came of them: a usage record whose payload holds a total for each window. */
public final class RecountMapping {

    private static final String SERIES = "series";
    private static final String GROUP = "group";
    private static final String WINDOW = "window.";

    static RecountRequestV1 request(
            PendingRecount pending, ToLongFunction<WindowStart> ends, RecountCoverage coverage, long nowMs) {
        String series = GroupUsage.seriesOf(pending.key().series());
        boolean timed = coverage.definitions().stream()
                .flatMap(List::stream)
                .anyMatch(span -> span.fromMs() != Meter.ALWAYS || span.untilMs() != Long.MAX_VALUE);
        return RecountRequestV1.newBuilder()
                .setLicense(pending.key().license())
                .setSeries(pending.key().series())
                .setGroup(pending.key().group())
                .setCatalogRevision(coverage.revision())
                .setMeter(
                        coverage.document().isEmpty()
                                ? ""
                                : CatalogParser.meter(coverage.document(), Meter.idOf(series), Meter.versionOf(series)))
                .setCauseTopic(pending.cause().topic())
                .setCauseOffset(pending.cause().offset())
                .setCorrectedBefore(pending.until().getOrDefault(TopicCatalog.USAGE_EVENTS.name(), 0L))
                .setAtMs(nowMs)
                .setWindows(pending.windows().stream()
                        .map(window -> RecountWindowV1.newBuilder()
                                .setWindow(window.window().name())
                                .setFromMs(window.fromMs())
                                .setToMs(ends.applyAsLong(window))
                                .build())
                        .toList())
                .setDefinitions(timed ? definitions(coverage) : List.of())
                .setRanges(ranges(coverage))
                .build();
    }

    /**
     * A request to count a whole meter of a license again.
     *
     * @param parts of its periods, where there is more than one
     */
    static RecountRequestV1 request(
            WaitingMeter waiting,
            UsageCalendar calendar,
            List<PlanSpan.Part> parts,
            RecountCoverage coverage,
            long revision,
            long nowMs) {
        return RecountRequestV1.newBuilder()
                .setLicense(waiting.key().license())
                .setWholeMeter(waiting.key().meter())
                .setFromMs(waiting.fromMs())
                .setCatalogRevision(revision)
                .setCauseTopic(waiting.cause().topic())
                .setCauseOffset(waiting.cause().offset())
                .setCorrectedBefore(waiting.until().getOrDefault(TopicCatalog.USAGE_EVENTS.name(), 0L))
                .setAtMs(nowMs)
                .setTimeZone(calendar.timeZone())
                .setAnchorMs(calendar.anchorMs())
                .setParts(parts.stream()
                        .map(part -> RecountWindowV1.newBuilder()
                                .setWindow(Window.MONTH.name())
                                .setFromMs(part.fromMs())
                                .setToMs(part.toMs())
                                .build())
                        .toList())
                .setDefinitions(definitions(coverage))
                .setRanges(ranges(coverage))
                .build();
    }

    private static List<RecountRangeV1> ranges(RecountCoverage coverage) {
        return coverage.ranges().stream()
                .map(range -> RecountRangeV1.newBuilder()
                        .setTopic(range.topic())
                        .setFirst(range.first())
                        .setEnd(range.end())
                        .setDefinition(range.definition())
                        .build())
                .toList();
    }

    private static List<RecountDefinitionV1> definitions(RecountCoverage coverage) {
        return coverage.definitions().stream()
                .map(spans -> RecountDefinitionV1.newBuilder()
                        .setSpans(spans.stream()
                                .map(span -> RecountSpanV1.newBuilder()
                                        .setMeter(CatalogParser.json(span.meter()))
                                        .setFromMs(span.fromMs())
                                        .setUntilMs(span.untilMs())
                                        .build())
                                .toList())
                        .build())
                .toList();
    }

    /**
     * The versions of a meter of a definition.
     *
     * @param parser reads a version
     */
    public static List<MeterSpan> spans(RecountDefinitionV1 definition, Function<String, Meter> parser) {
        return definition.getSpans().stream()
                .map(span -> new MeterSpan(parser.apply(span.getMeter()), span.getFromMs(), span.getUntilMs()))
                .toList();
    }

    /** The record that answers a request, for some of its windows. */
    public static UsageEventV1 answer(RecountRequestV1 request, Map<WindowStart, Total> totals) {
        var data = new HashMap<String, Object>();
        data.put(SERIES, request.getSeries());
        data.put(GROUP, request.getGroup());
        totals.forEach((window, total) ->
                data.put(WINDOW + window.window().name() + "." + window.fromMs(), RecountCodec.text(total)));
        return UsageEventV1.newBuilder()
                .setKind(UsageKind.RECOUNT)
                .setTenant(request.getTenant())
                .setLicense(request.getLicense())
                .setCorrection(UsageCorrectionV1.newBuilder()
                        .setAuthor("recount")
                        .setReason("recounted from the events")
                        .setTopic(request.getCauseTopic())
                        .setOffset(request.getCauseOffset())
                        .build())
                .setData(data)
                .build();
    }

    /**
     * What a record says.
     *
     * @param partition where it lies
     * @throws IllegalArgumentException if it is no answer
     */
    static UsageRecount recount(UsageEventV1 event, int partition) {
        var said = event.getCorrection();
        if (said == null) {
            throw new IllegalArgumentException("correction: missing");
        }
        var totals = new LinkedHashMap<String, String>();
        event.getData().forEach((path, value) -> {
            if (path.startsWith(WINDOW)) {
                totals.put(path.substring(WINDOW.length()), String.valueOf(value));
            }
        });
        var unused = totals(totals);
        return new UsageRecount(
                event.getLicense(),
                String.valueOf(event.getData().get(SERIES)),
                String.valueOf(event.getData().get(GROUP)),
                new Origin(said.getTopic(), partition, said.getOffset()),
                totals);
    }

    /**
     * The totals of an answer.
     *
     * @throws IllegalArgumentException if one is none
     */
    public static Map<WindowStart, Total> totals(Map<String, String> written) {
        var totals = new LinkedHashMap<WindowStart, Total>();
        written.forEach((window, total) -> {
            int point = window.indexOf('.');
            if (point < 0) {
                throw new IllegalArgumentException(WINDOW + window + ": names no start");
            }
            totals.put(
                    new WindowStart(
                            Window.valueOf(window.substring(0, point)), Long.parseLong(window.substring(point + 1))),
                    RecountCodec.total(total));
        });
        return totals;
    }

    private RecountMapping() {}
}
