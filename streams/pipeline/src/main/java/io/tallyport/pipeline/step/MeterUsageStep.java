package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.UsageCounting;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.pipeline.state.GroupUsage;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Adds what a counted event measured to the license's meters, and to their groups. */
public final class MeterUsageStep extends TurnStep {

    public MeterUsageStep() {
        super(StepName.METER_USAGE);
    }

    @Override
    void decide(Turn turn, LicenseLedger ledger, Catalog catalog) {
        if (turn.event != null && turn.isCounted()) {
            turn.ledger = UsageCounting.count(ledger, turn.contributions, turn.event.timeMs(), turn.nowMs);
            for (Contribution contribution : turn.contributions) {
                if (!contribution.group().isEmpty()) {
                    turn.groups = turn.groups.isEmpty() ? new LinkedHashMap<>() : turn.groups;
                    GroupUsage.Key key = GroupKeys.of(turn, contribution);
                    turn.groups.put(
                            key,
                            counted(
                                    turn,
                                    turn.event,
                                    ledger,
                                    contribution,
                                    state().groups().find(key)));
                }
            }
        }
    }

    private static MeterUsage counted(
            Turn turn, UsageEvent event, LicenseLedger ledger, Contribution contribution, @Nullable MeterUsage before) {
        MeterUsage start = before == null ? MeterUsage.none(contribution.meter().aggregation()) : before;
        return start.addToGroup(event.timeMs(), contribution, ledger.calendar(), turn.nowMs);
    }
}
