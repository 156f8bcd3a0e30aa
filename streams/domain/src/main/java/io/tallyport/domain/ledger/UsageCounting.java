package io.tallyport.domain.ledger;

import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import java.util.List;

/** Adds measured usage to a ledger. Metering counts what happened, whatever the license allows. */
public final class UsageCounting {

    /** The ledger with the contributions of one event added at its own time. */
    public static LicenseLedger count(
            LicenseLedger ledger, List<Contribution> contributions, long eventTimeMs, long nowMs) {
        var meters = ledger.meters();
        for (Contribution contribution : contributions) {
            String meter = contribution.meter().id();
            MeterUsage before = meters.get(meter);
            meters = meters.with(
                    meter, (before == null ? MeterUsage.NONE : before).add(eventTimeMs, contribution.value(), nowMs));
        }
        return ledger.withMeters(meters);
    }

    private UsageCounting() {}
}
