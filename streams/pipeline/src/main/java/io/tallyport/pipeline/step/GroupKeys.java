package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.pipeline.state.GroupUsage;

/** Where the usage of the group is kept that an event belongs to. */
final class GroupKeys {

    static GroupUsage.Key of(Turn turn, UsageEvent event, Contribution contribution) {
        UsageCalendar calendar = turn.ledger == null ? UsageCalendar.UTC : turn.ledger.calendar();
        long monthFromMs = calendar.fromMs(Window.MONTH, event.timeMs());
        var month = new GroupUsage.Month(turn.license, contribution.meter().series(), monthFromMs);
        return new GroupUsage.Key(month, contribution.group());
    }

    private GroupKeys() {}
}
