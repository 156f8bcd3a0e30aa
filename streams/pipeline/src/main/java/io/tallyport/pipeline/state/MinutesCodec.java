package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import java.util.Collections;
import java.util.TreeMap;

/**
 * The stored form of totals per minute: the start of the first, and of each other how long after the one before it begins.
 * A commit writes all of an hour for each minute that changed, so they are written short.
 */
final class MinutesCodec {

    /** Writes them; nothing if there are none. */
    static void write(BinaryOutput out, WindowSeries minutes) {
        var all = new TreeMap<Long, Total>(minutes.older());
        if (minutes.latestFromMs() != WindowSeries.NONE) {
            all.put(minutes.latestFromMs(), minutes.latest());
        }
        if (all.isEmpty()) {
            return;
        }
        long[] before = {all.firstKey()};
        out.fixed(before[0]).list(all.entrySet(), (o, minute) -> {
            Total total = minute.getValue();
            o.number(minute.getKey() - before[0]).decimal(total.value()).number(total.events());
            DetailCodec.write(o, total.detail());
            before[0] = minute.getKey();
        });
    }

    static WindowSeries read(BinaryInput in) {
        var all = new TreeMap<Long, Total>();
        long fromMs = in.fixed();
        for (long left = in.number(); left > 0; left--) {
            fromMs += in.number();
            all.put(fromMs, new Total(in.decimal(), in.number(), DetailCodec.read(in)));
        }
        var latest = all.pollLastEntry();
        return latest == null
                ? WindowSeries.empty(Window.MINUTE)
                : new WindowSeries(
                        Window.MINUTE, latest.getKey(), latest.getValue(), Collections.unmodifiableNavigableMap(all));
    }

    private MinutesCodec() {}
}
