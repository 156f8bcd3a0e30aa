package io.tallyport.pipeline.recount;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.UsageEventV1;
import java.util.List;

/** Answers a request as the worker beside the pipeline does, from events that a test knows. */
public final class TestWorker {

    /** What a test knows of an event. */
    public interface Known {
        long offset();

        UsageEventV1 event();

        /** The topic that it was sent to. */
        default String topic() {
            return TopicCatalog.USAGE_EVENTS.name();
        }

        /** Whether it counted when corrections before an offset were taken into account. */
        boolean stoodBefore(long offset);
    }

    /** The records that answer. */
    public static List<UsageEventV1> answers(
            Registry registry, RecountRequestV1 request, List<? extends Known> events) {
        var decoder = new SourceDecoder(registry);
        var work = Work.of(request, Expression.FIELD_PATHS, new MeterParser());
        for (Known one : events) {
            var range = work.rangeOf(one.topic(), one.offset());
            if (range == null
                    || !one.event().getLicense().equals(request.getLicense())
                    || !one.stoodBefore(work.correctedBefore())) {
                continue;
            }
            try {
                byte[] bytes = registry.codec(TopicCatalog.USAGE_EVENTS).encode(one.event());
                var origin = new Origin(one.topic(), 0, one.offset());
                if (decoder.usage(origin, bytes).value() instanceof UsageEvent event) {
                    work.count(event, range);
                }
            } catch (WireException e) {
                throw new AssertionError(e);
            }
        }
        return work.answers();
    }

    private TestWorker() {}
}
