package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.ledger.Levels;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.metering.LevelUsage;
import io.tallyport.domain.metering.LevelWindows;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.TaskState;
import java.util.Objects;

/** Carries the levels of a turn's license, and those of their groups, into the windows of now. */
final class TurnLevels {

    static void carry(TaskState state, Turn turn) {
        LicenseLedger ledger = Objects.requireNonNull(turn.ledger);
        if (!state.catalog().hasLevels()) {
            return;
        }
        var meters = new TurnMeters(state, turn);
        long keptAsOfMs = PeriodClosing.keptAsOfMs(ledger, turn.nowMs);
        ledger.meters().forEach((series, usage) -> {
            if (Levels.isLevel(usage) && state.catalog().meters().containsKey(Meter.idOf(series))) {
                var month = GroupKeys.month(ledger, series, 0);
                for (String group : state.groups().groups(month)) {
                    var key = new GroupUsage.Key(month, group);
                    MeterUsage of = meters.group(key);
                    if (of != null) {
                        MeterUsage carried = carried(of, turn, keptAsOfMs);
                        if (!carried.equals(of)) {
                            meters.put(key, carried);
                        }
                    }
                }
            }
        });
        turn.ledger = Levels.carried(ledger, state.catalog(), turn.nowMs);
    }

    /** Usage of a group: if it is a level that is not zero, with all its windows up to that of now. */
    static MeterUsage carried(MeterUsage usage, Turn turn, long keptAsOfMs) {
        return Levels.isLevel(usage) && LevelUsage.level(usage).signum() != 0
                ? LevelWindows.carried(
                        usage, Objects.requireNonNull(turn.ledger).calendar(), turn.nowMs, keptAsOfMs)
                : usage;
    }

    private TurnLevels() {}
}
