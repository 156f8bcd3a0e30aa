package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.LevelUsage;
import io.tallyport.domain.metering.LevelWindows;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import io.tallyport.domain.quota.QuotaState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The levels of a license's meters, which go on by themselves: time alone fills their windows and brings them to a limit. */
public final class Levels {

    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
    /** The least that a quantity can be above another. */
    private static final BigDecimal LEAST = BigDecimal.valueOf(1, LevelUsage.DECIMALS);

    /** The ledger with all windows of its levels up to that of now; of meters that the catalog has. */
    public static LicenseLedger carried(LicenseLedger ledger, Catalog catalog, long nowMs) {
        if (!catalog.hasLevels()) {
            return ledger;
        }
        var meters = ledger.meters();
        for (int i = 0; i < meters.size(); i++) {
            MeterUsage usage = meters.valueAt(i);
            if (goesOn(catalog, meters.keyAt(i), usage)) {
                long keptAsOfMs = PeriodClosing.keptAsOfMs(ledger, nowMs);
                MeterUsage carried = LevelWindows.carried(usage, ledger.calendar(), nowMs, keptAsOfMs);
                meters = carried == usage ? meters : meters.with(meters.keyAt(i), carried);
            }
        }
        return meters == ledger.meters() ? ledger : ledger.withMeters(meters);
    }

    /** When a level is to be carried into its next window, or brings a quota further; {@link Timers#NEVER} if it does not. */
    static long nextDueMs(LicenseLedger ledger, Catalog catalog) {
        long due = Timers.NEVER;
        var meters = ledger.meters();
        for (int i = 0; i < meters.size(); i++) {
            MeterUsage usage = meters.valueAt(i);
            if (goesOn(catalog, meters.keyAt(i), usage)) {
                due = Math.min(due, Math.min(endMs(ledger, usage, Window.DAY), endMs(ledger, usage, Window.MONTH)));
            }
        }
        if (due == Timers.NEVER) {
            return due;
        }
        var quotas = ledger.quotas();
        for (int i = 0; i < quotas.size(); i++) {
            due = Math.min(due, nextDueMs(ledger, catalog, quotas.valueAt(i)));
        }
        return due;
    }

    private static long endMs(LicenseLedger ledger, MeterUsage usage, Window window) {
        long latestFromMs = usage.latestFromMs(window);
        return latestFromMs == WindowSeries.NONE
                ? Timers.NEVER
                : ledger.calendar().toMs(window, latestFromMs);
    }

    private static long nextDueMs(LicenseLedger ledger, Catalog catalog, QuotaState state) {
        Quota quota = state.quota();
        Meter meter = catalog.meters().get(quota.meter());
        if (meter == null || meter.aggregation() != Aggregation.TIME_WEIGHTED) {
            return Timers.NEVER;
        }
        BigDecimal next = next(quota, state);
        if (next == null) {
            return Timers.NEVER;
        }
        Month month = Month.of(ledger, meter.id(), state.windowFromMs());
        BigDecimal written = next.setScale(LevelUsage.DECIMALS, RoundingMode.CEILING);
        Long at = LevelUsage.reaches(month.opening, month.fromMs, month.changes, written);
        return at == null || at >= ledger.calendar().toMs(quota.window(), state.windowFromMs()) ? Timers.NEVER : at;
    }

    /** The quantity that would next say something new of a quota; null if none would. */
    private static @Nullable BigDecimal next(Quota quota, QuotaState state) {
        BigDecimal next = switch (state.level()) {
            case BREACHED -> null;
            case EXHAUSTED -> quota.limit().add(LEAST);
            case NEAR, WITHIN -> quota.limit();
        };
        List<Integer> thresholds = quota.thresholdsPercent();
        if (state.crossed().size() < thresholds.size()) {
            BigDecimal threshold = quota.limit()
                    .multiply(BigDecimal.valueOf(thresholds.get(state.crossed().size())))
                    .divide(PERCENT);
            return next == null || threshold.compareTo(next) < 0 ? threshold : next;
        }
        return next;
    }

    /** What a meter of a level came to in a month by now, in all its versions. */
    static BigDecimal used(LicenseLedger ledger, String meter, long monthFromMs, long nowMs) {
        Month month = Month.of(ledger, meter, monthFromMs);
        long untilMs = Math.max(monthFromMs, Math.min(nowMs, ledger.calendar().toMs(Window.MONTH, monthFromMs)));
        return LevelUsage.until(month.opening, monthFromMs, Total.ZERO, month.changes, monthFromMs, untilMs);
    }

    private record Month(long fromMs, BigDecimal opening, Total changes) {

        static Month of(LicenseLedger ledger, String meter, long fromMs) {
            BigDecimal opening = BigDecimal.ZERO;
            Total changes = Total.ZERO;
            var meters = ledger.meters();
            for (int i = 0; i < meters.size(); i++) {
                MeterUsage usage = meters.valueAt(i);
                if (isLevel(usage) && Meter.isSeriesOf(meters.keyAt(i), meter)) {
                    opening = opening.add(LevelUsage.opening(usage, fromMs));
                    changes = LevelUsage.sum(changes, usage.total(Window.MONTH, fromMs));
                }
            }
            return new Month(fromMs, opening, changes);
        }
    }

    /** Whether there is a level, of a meter that the catalog has. */
    private static boolean goesOn(Catalog catalog, String series, MeterUsage usage) {
        return isLevel(usage)
                && catalog.meters().containsKey(Meter.idOf(series))
                && LevelUsage.level(usage).signum() != 0;
    }

    /** Whether usage is of a level. */
    public static boolean isLevel(MeterUsage usage) {
        return usage.aggregation() == Aggregation.TIME_WEIGHTED;
    }

    private Levels() {}
}
