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
        var removal = new UsageRemoval(usage, new ArrayList<>(0));
        for (Window window : windows) {
            long fromMs = calendar.fromMs(window, timeMs, usage.series(window).latestFromMs());
            removal = removal.without(new WindowStart(window, fromMs), less);
        }
        return removal;
    }

    static UsageRemoval of(MeterUsage usage, WindowStart at, Contribution less) {
        return new UsageRemoval(usage, new ArrayList<>(0)).without(at, less);
    }

    private UsageRemoval without(WindowStart at, Contribution less) {
        Total before = left.series(at.window()).at(at.fromMs());
        Total rest = before.remove(less.meter().aggregation(), less.total());
        if (rest == null) {
            unclear.add(at);
            rest = before.withoutEvents(1);
        }
        return new UsageRemoval(left.with(at, rest), unclear);
    }
}
