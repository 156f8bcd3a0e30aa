package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.Levels;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.pipeline.state.GroupUsage;

/** Where the usage of the group is kept that an event belongs to. */
final class GroupKeys {

    static GroupUsage.Key of(Turn turn, UsageEvent event, Contribution contribution) {
        UsageCalendar calendar = turn.ledger == null ? UsageCalendar.UTC : turn.ledger.calendar();
        var meter = contribution.meter();
        long fromMs = meter.aggregation() == Aggregation.TIME_WEIGHTED
                ? GroupUsage.ALWAYS
                : calendar.fromMs(Window.MONTH, event.timeMs());
        return new GroupUsage.Key(new GroupUsage.Month(turn.license, meter.series(), fromMs), contribution.group());
    }

    /** Where the groups of a series are kept that a license used in a month: those of a level for as long as it lives. */
    static GroupUsage.Month month(LicenseLedger ledger, String series, long monthFromMs) {
        MeterUsage usage = ledger.meters().get(series);
        boolean level = usage != null && Levels.isLevel(usage);
        return new GroupUsage.Month(ledger.id(), series, level ? GroupUsage.ALWAYS : monthFromMs);
    }

    private GroupKeys() {}
}
