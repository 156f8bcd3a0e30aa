package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Metering.Contribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Usage without an event.
 *
 * @param left what is left
 * @param unclear the windows whose values are as they were, because the event may have made them what they are
 */
public record UsageRemoval(MeterUsage left, List<WindowStart> unclear) {

    static UsageRemoval of(
            MeterUsage usage, long timeMs, Contribution less, Set<Window> windows, UsageCalendar calendar) {
        MeterUsage next = usage;
        var unclear = new ArrayList<WindowStart>(0);
        for (Window window : windows) {
            WindowSeries series = usage.series(window);
            long fromMs = calendar.fromMs(window, timeMs, series.latestFromMs());
            Total before = series.at(fromMs);
            Total left = before.remove(less.meter().aggregation(), less.total());
            if (left == null) {
                unclear.add(new WindowStart(window, fromMs));
                left = before.withoutEvents(1);
            }
            next = next.with(new WindowStart(window, fromMs), left);
        }
        return new UsageRemoval(next, unclear);
    }
}
