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
                    if (of != null && LevelUsage.level(of).signum() != 0) {
                        MeterUsage carried = LevelWindows.carried(of, ledger.calendar(), turn.nowMs, keptAsOfMs);
                        if (!carried.equals(of)) {
                            meters.put(key, carried);
                        }
                    }
                }
            }
        });
        turn.ledger = Levels.carried(ledger, state.catalog(), turn.nowMs);
    }

    private TurnLevels() {}
}
