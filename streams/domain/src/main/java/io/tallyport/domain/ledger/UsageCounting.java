package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Meter;
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
            Meter meter = contribution.meter();
            String series = meter.series();
            MeterUsage before = meters.get(series);
            // A series that was counted in another way cannot go on; the catalog's writer does not let it come to that.
            boolean goesOn = before != null && before.goesTogetherWith(meter.aggregation());
            MeterUsage start = before == null || !goesOn ? MeterUsage.none(meter.aggregation()) : before;
            meters = meters.with(series, start.add(eventTimeMs, contribution, ledger.calendar(), nowMs));
        }
        return ledger.withMeters(meters);
    }

    private UsageCounting() {}
}
