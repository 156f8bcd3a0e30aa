package io.tallyport.pipeline.recount;

import io.tallyport.domain.catalog.MeterSpan;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.pipeline.mapping.RecountMapping;
import io.tallyport.wire.RecountRangeV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.UsageEventV1;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request on its way. */
abstract class Work {

    private final RecountRequestV1 request;
    private final List<List<MeterSpan>> definitions;

    Work(RecountRequestV1 request, MeterParser meters) {
        this.request = request;
        this.definitions = request.getDefinitions().stream()
                .map(definition -> RecountMapping.spans(definition, meters::meter))
                .toList();
    }

    static Work of(RecountRequestV1 request, Expression expression, MeterParser meters) {
        return request.getWholeMeter().isEmpty()
                ? new WindowWork(request, expression, meters)
                : new WholeMeterWork(request, expression, meters);
    }

    RecountRequestV1 request() {
        return request;
    }

    /** Later corrections are none of this request's. */
    long correctedBefore() {
        return request.getCorrectedBefore();
    }

    /** The range that a record lies in; null if it is not to be counted. */
    @Nullable RecountRangeV1 rangeOf(String topic, long offset) {
        for (RecountRangeV1 range : request.getRanges()) {
            if (range.getTopic().equals(topic) && range.getFirst() <= offset && offset < range.getEnd()) {
                return range;
            }
        }
        return null;
    }

    /** What counts the events of a range, by their time; empty if the request does not say. */
    List<MeterSpan> spansOf(RecountRangeV1 range) {
        return definitions.isEmpty() ? List.of() : definitions.get(range.getDefinition());
    }

    /** The earliest instant of which an event matters, ms. */
    abstract long earliestMs();

    /** Counts an event that stood. */
    abstract void count(UsageEvent event, RecountRangeV1 range);

    /** The records that answer, each within what an event may have. */
    abstract List<UsageEventV1> answers();
}
