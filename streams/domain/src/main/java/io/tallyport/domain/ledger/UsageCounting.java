package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * The ledger without the contributions of an event that was counted before; null if a meter cannot tell what it would
     * be without them.
     *
     * @throws IllegalStateException if they were not counted
     */
    public static @Nullable LicenseLedger uncount(
            LicenseLedger ledger, List<Contribution> contributions, long eventTimeMs) {
        var meters = ledger.meters();
        for (Contribution contribution : contributions) {
            String series = contribution.meter().series();
            MeterUsage before = meters.get(series);
            if (before == null) {
                throw new IllegalStateException("there is no usage of " + series + " that could be taken back");
            }
            MeterUsage next = before.remove(eventTimeMs, contribution, ledger.calendar());
            if (next == null) {
                return null;
            }
            meters = meters.with(series, next);
        }
        return ledger.withMeters(meters);
    }

    private UsageCounting() {}
}
