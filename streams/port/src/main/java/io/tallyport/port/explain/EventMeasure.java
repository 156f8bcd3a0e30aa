package io.tallyport.port.explain;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSelection;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.metering.Metering.Measurement;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What an event adds to one version of a meter, whatever others it feeds. Not thread-safe. */
final class EventMeasure {

    private static final Measurement NOTHING = new Measurement(List.of(), null);

    /** By the version itself: catalogs are read once, and to compare versions takes longer than to measure. */
    private final Map<Meter, MeterSelection> selections = new IdentityHashMap<>();

    /** What it adds, nothing if it is not of the meter's kind; or why it cannot be measured. */
    Measurement of(UsageEvent event, Meter version) {
        return version.eventType().equals(event.type())
                ? Metering.measure(
                        event,
                        selections.computeIfAbsent(version, MeterSelection::alone),
                        Expression.FIELD_PATHS,
                        UltraLogLogSketch.MAKER)
                : NOTHING;
    }
}
