package io.tallyport.pipeline.recount;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSelection;
import io.tallyport.domain.catalog.MeterSpan;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import io.tallyport.pipeline.mapping.RecountMapping;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.RecountCodec;
import io.tallyport.wire.RecountRangeV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.RecountWindowV1;
import io.tallyport.wire.UsageEventV1;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some windows of one version of a meter, or of one group or subject of it. */
final class WindowWork extends Work {

    private static final int BYTES_PER_ANSWER = 48 * 1024;

    private final Expression expression;
    private final Meter meter;
    private final MeterSelection selection;
    private final Map<WindowStart, Total> totals = new LinkedHashMap<>();

    WindowWork(RecountRequestV1 request, Expression expression, MeterParser meters) {
        super(request, meters);
        this.expression = expression;
        this.meter = meters.meter(request.getMeter());
        this.selection = meters.alone(meter);
        request.getWindows().forEach(window -> totals.put(start(window), Total.ZERO));
    }

    private static WindowStart start(RecountWindowV1 window) {
        return new WindowStart(Window.valueOf(window.getWindow()), window.getFromMs());
    }

    @Override
    long earliestMs() {
        return request().getWindows().stream()
                .mapToLong(RecountWindowV1::getFromMs)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    @Override
    void count(UsageEvent event, RecountRangeV1 range) {
        List<MeterSpan> spans = spansOf(range);
        Meter counting = spans.isEmpty() ? meter : MeterSpan.at(spans, event.timeMs());
        String series = GroupUsage.seriesOf(request().getSeries());
        if (counting != null && counting.series().equals(series) && event.type().equals(meter.eventType())) {
            Metering.measure(event, selection, expression, UltraLogLogSketch.MAKER)
                    .contributions()
                    .forEach(contribution -> add(event.timeMs(), contribution));
        }
    }

    private void add(long timeMs, Contribution contribution) {
        // Of minutes, the hour stands in the place of a group.
        if (!GroupUsage.isOfMinutes(request().getSeries())
                && !contribution.isOf(request().getGroup())) {
            return;
        }
        for (RecountWindowV1 window : request().getWindows()) {
            if (window.getFromMs() <= timeMs && timeMs < window.getToMs()) {
                totals.merge(start(window), contribution.total(), (a, b) -> a.merge(meter.aggregation(), b));
            }
        }
    }

    @Override
    List<UsageEventV1> answers() {
        var answers = new ArrayList<UsageEventV1>();
        var part = new LinkedHashMap<WindowStart, Total>();
        int bytes = 0;
        for (var total : totals.entrySet()) {
            int more = RecountCodec.text(total.getValue()).length() + 64;
            if (bytes + more > BYTES_PER_ANSWER && !part.isEmpty()) {
                answers.add(RecountMapping.answer(request(), part));
                part.clear();
                bytes = 0;
            }
            bytes += more;
            part.put(total.getKey(), total.getValue());
        }
        if (!part.isEmpty()) {
            answers.add(RecountMapping.answer(request(), part));
        }
        return answers;
    }
}
