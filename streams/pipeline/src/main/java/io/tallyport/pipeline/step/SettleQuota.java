package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.QuotaStep;
import io.tallyport.domain.usage.UsageVerdict;

/** Compares usage with the limits of the plan, and marks usage that the license did not allow. */
public final class SettleQuota extends TurnStep {

    public SettleQuota() {
        super(StepName.SETTLE_QUOTA);
    }

    @Override
    void decide(Turn turn, LicenseLedger ledger, Catalog catalog) {
        new TurnRecounts(state(), turn).settle();
        var outcome = QuotaStep.settle(ledger, catalog, turn.nowMs, turn.origin, turn.eventSource(), turn.eventId());
        turn.ledger = outcome.next();
        turn.quotaAlerts = outcome.alerts();
        markOutside(turn, outcome.next(), catalog);
    }

    private static void markOutside(Turn turn, LicenseLedger ledger, Catalog catalog) {
        boolean active = ledger.license() != null && ledger.license().state().givesAccess();
        if (active && ledger.outsideOpen()) {
            turn.ledger = ledger.withOutsideOpen(false);
            turn.outsideResolved = true;
        }
        UsageVerdict verdict = turn.verdict;
        if (verdict == null || verdict.zone() == null || turn.event == null || !turn.isCounted()) {
            return;
        }
        if (turn.event.isBackfilled()) {
            // What the license allowed at its time nobody knows any more, and nobody is to be alarmed about it.
            return;
        }
        if (!active && !ledger.outsideOpen()) {
            turn.ledger = ledger.withOutsideOpen(true);
            turn.outsideOpened = true;
        }
        if (!active || QuotaStep.isPastHardLimit(ledger, catalog, turn.event.timeMs())) {
            turn.verdict = UsageVerdict.counted(verdict.zone(), true);
        }
    }
}
