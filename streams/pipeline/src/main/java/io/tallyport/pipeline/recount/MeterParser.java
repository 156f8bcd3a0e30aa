package io.tallyport.pipeline.recount;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSelection;
import io.tallyport.pipeline.mapping.CatalogParser;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Versions of meters as requests name them: thousands of requests name the same few, and a filter takes a while to be compiled. */
final class MeterParser {

    private final Map<String, Meter> byJson = new HashMap<>();
    private final Map<Meter, MeterSelection> selections = new IdentityHashMap<>();

    /** The version of a meter that a JSON says; the same JSON is the same object. */
    Meter meter(String json) {
        return byJson.computeIfAbsent(
                json,
                text -> CatalogParser.ofMeter(text).meters().values().iterator().next());
    }

    /** What such a version selects, alone. */
    MeterSelection alone(Meter meter) {
        return selections.computeIfAbsent(meter, MeterSelection::alone);
    }
}
