package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.quota.QuotaLevel;

/** When time alone changes something for a license. Derived from the ledger, so no timer can be lost or doubled. */
public final class Timers {

    /** No timer. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The next instant, in ms since the epoch, at which the license must be looked at; {@link #NEVER} if none. */
    public static long nextDueMs(LicenseLedger ledger, Catalog catalog) {
        if (ledger.license() == null) {
            return NEVER;
        }
        if (ledger.license().quarantined()) {
            // Nothing is decided about it; but somebody must know that a period has no statement.
            return ledger.closing() == null ? NEVER : PeriodClosing.nextDueMs(ledger, catalog);
        }
        if (ledger.settledRevision() != catalog.revision()) {
            return Long.MIN_VALUE;
        }
        long[] due = {Math.min(ledger.license().nextDueMs(), PeriodClosing.nextDueMs(ledger, catalog))};
        ledger.quotas().forEach((rule, state) -> {
            boolean moved =
                    state.level() != QuotaLevel.WITHIN || !state.crossed().isEmpty();
            if (moved || MeterVersions.isUsedAfter(ledger, catalog, state.quota(), state.windowFromMs())) {
                due[0] = Math.min(due[0], ledger.calendar().toMs(state.quota().window(), state.windowFromMs()));
            }
        });
        long levels = catalog.hasLevels() ? Levels.nextDueMs(ledger, catalog) : NEVER;
        long seats = SeatCommands.nextDueMs(ledger);
        return Math.min(Math.min(Math.min(due[0], levels), seats), AnomalyStep.nextDueMs(ledger, catalog));
    }

    private Timers() {}
}
