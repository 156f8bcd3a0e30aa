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
import java.util.List;

/** Where the usage of the groups and subjects is kept that an event belongs to. */
final class GroupKeys {

    static GroupUsage.Key of(Turn turn, UsageEvent event, Contribution contribution) {
        return new GroupUsage.Key(monthOf(turn, event, contribution), contribution.group());
    }

    static GroupUsage.Month monthOf(Turn turn, UsageEvent event, Contribution contribution) {
        UsageCalendar calendar = turn.ledger == null ? UsageCalendar.UTC : turn.ledger.calendar();
        var meter = contribution.meter();
        long fromMs = meter.aggregation() == Aggregation.TIME_WEIGHTED
                ? GroupUsage.ALWAYS
                : calendar.fromMs(Window.MONTH, event.timeMs());
        return new GroupUsage.Month(turn.license, meter.series(), fromMs);
    }

    /** Where the groups of a series are kept that a license used in a month: those of a level for as long as it lives. */
    static GroupUsage.Month month(LicenseLedger ledger, String series, long monthFromMs) {
        MeterUsage usage = ledger.meters().get(series);
        boolean level = usage != null && Levels.isLevel(usage);
        return new GroupUsage.Month(ledger.id(), series, level ? GroupUsage.ALWAYS : monthFromMs);
    }

    /** Whether the month of an event has the group and the subjects of a contribution, or room for them. */
    static boolean hasRoom(GroupUsage groups, Turn turn, UsageEvent event, Contribution contribution) {
        return hasRoomForGroup(groups, turn, event, contribution)
                && (contribution.subjects().isEmpty()
                        || groups.hasRoom(monthOf(turn, event, contribution), contribution.subjects()));
    }

    static boolean hasRoomForGroup(GroupUsage groups, Turn turn, UsageEvent event, Contribution contribution) {
        return contribution.group().isEmpty() || groups.hasRoom(of(turn, event, contribution));
    }

    /** Whether something was counted into the group and the subjects of a contribution. */
    static boolean areThere(GroupUsage groups, Turn turn, UsageEvent event, Contribution contribution) {
        var month = monthOf(turn, event, contribution);
        List<String> subjects = contribution.subjects();
        return (contribution.group().isEmpty() || groups.find(of(turn, event, contribution)) != null)
                && (subjects.isEmpty()
                        || groups.find(new GroupUsage.Key(month, subjects.get(subjects.size() - 1))) != null);
    }

    private GroupKeys() {}
}
