package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import java.math.BigDecimal;

/**
 * What a license used of a meter, whatever versions it was counted by: each event was counted by one, so a limit is
 * held against all of them together. All put values together alike ({@link io.tallyport.domain.catalog.MeterMeaning}).
 */
public final class MeterVersions {

    /** What was used, by now, in the window of a quota that begins at {@code fromMs}. */
    static BigDecimal used(LicenseLedger ledger, Catalog catalog, Quota quota, long fromMs, long nowMs) {
        Meter meter = catalog.meters().get(quota.meter());
        if (meter == null) {
            return BigDecimal.ZERO;
        }
        if (meter.aggregation() == Aggregation.TIME_WEIGHTED) {
            return Levels.used(ledger, meter.id(), fromMs, nowMs);
        }
        var meters = ledger.meters();
        MeterUsage own = meters.get(meter.series());
        Total all = null;
        for (int i = 0; i < meters.size(); i++) {
            if (isOtherVersion(meters.keyAt(i), meter)) {
                Total more = meters.valueAt(i).total(quota.window(), fromMs);
                Total known = all != null ? all : own == null ? Total.ZERO : own.total(quota.window(), fromMs);
                all = known.merge(meter.aggregation(), more);
            }
        }
        if (all != null) {
            return all.value();
        }
        return own == null ? BigDecimal.ZERO : own.used(quota.window(), fromMs);
    }

    /** Whether anything was used in a window that begins later. */
    static boolean isUsedAfter(LicenseLedger ledger, Catalog catalog, Quota quota, long fromMs) {
        Meter meter = catalog.meters().get(quota.meter());
        if (meter == null) {
            return false;
        }
        var meters = ledger.meters();
        for (int i = 0; i < meters.size(); i++) {
            String series = meters.keyAt(i);
            if ((series.equals(meter.series()) || isOtherVersion(series, meter))
                    && meters.valueAt(i).latestFromMs(quota.window()) > fromMs) {
                return true;
            }
        }
        return false;
    }

    /** How a meter puts values together, in all versions: as the catalog says, or as it did while it was in it. */
    public static Aggregation aggregation(LicenseLedger ledger, Catalog catalog, String id) {
        Meter meter = catalog.meters().get(id);
        var meters = ledger.meters();
        for (int i = 0; meter == null && i < meters.size(); i++) {
            if (Meter.isSeriesOf(meters.keyAt(i), id)) {
                return meters.valueAt(i).aggregation();
            }
        }
        return meter == null ? Aggregation.SUM : meter.aggregation();
    }

    private static boolean isOtherVersion(String series, Meter meter) {
        return !series.equals(meter.series()) && Meter.isSeriesOf(series, meter.id());
    }

    private MeterVersions() {}
}
