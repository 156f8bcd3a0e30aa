package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.UsageCounting;

/** Adds what a counted event measured to the license's meters. */
public final class MeterUsageStep extends TurnStep {

    public MeterUsageStep() {
        super(StepName.METER_USAGE);
    }

    @Override
    void decide(Turn turn, LicenseLedger ledger, Catalog catalog) {
        if (turn.event != null && turn.isCounted()) {
            turn.ledger = UsageCounting.count(ledger, turn.contributions, turn.event.timeMs(), turn.nowMs);
        }
    }
}
