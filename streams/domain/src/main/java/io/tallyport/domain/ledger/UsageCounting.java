package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.NotCountedException;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.EventDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds measured usage to a ledger. Metering counts what happened, whatever the license allows. */
public final class UsageCounting {

    /** No event is accepted that is older: 33 days of a month at most, and 36 more. */
    private static final long REACHABLE_MS = 70L * 86_400_000;

    /** The ledger with the contributions of one event added at its own time. */
    public static LicenseLedger count(
            LicenseLedger ledger, List<Contribution> contributions, long eventTimeMs, EventDigest digest, long nowMs) {
        var tally = ledger.tally();
        return ledger.counted(
                added(ledger, contributions, eventTimeMs, nowMs),
                tally.counted(
                        ledger.calendar().fromMs(Window.MONTH, eventTimeMs, tally.fromMs()),
                        eventTimeMs,
                        digest.high(),
                        digest.low(),
                        PeriodClosing.keptAsOfMs(ledger, nowMs) - REACHABLE_MS));
    }

    /** The same of an event that was counted and voided before. */
    public static LicenseLedger restore(
            LicenseLedger ledger, List<Contribution> contributions, long eventTimeMs, EventDigest digest, long nowMs) {
        long periodFromMs = ledger.calendar().fromMs(Window.MONTH, eventTimeMs);
        return ledger.counted(
                added(ledger, contributions, eventTimeMs, nowMs),
                ledger.tally().restored(periodFromMs, digest.high(), digest.low()));
    }

    private static Keyed<MeterUsage> added(
            LicenseLedger ledger, List<Contribution> contributions, long eventTimeMs, long nowMs) {
        var meters = ledger.meters();
        long asOfMs = PeriodClosing.keptAsOfMs(ledger, nowMs);
        for (Contribution contribution : contributions) {
            Meter meter = contribution.meter();
            String series = meter.series();
            MeterUsage before = meters.get(series);
            // A series that was counted in another way cannot go on; the catalog's writer does not let it come to that.
            boolean goesOn = before != null && before.goesTogetherWith(meter.aggregation());
            MeterUsage start = before == null || !goesOn ? MeterUsage.none(meter.aggregation()) : before;
            meters = meters.with(series, start.add(eventTimeMs, contribution, ledger.calendar(), asOfMs));
        }
        return meters;
    }

    /**
     * A ledger without an event.
     *
     * @param left what is left
     * @param unclear the windows that have to be recounted, by series
     */
    public record Uncounted(LicenseLedger left, Map<String, List<WindowStart>> unclear) {}

    /**
     * Takes the contributions of an event back that was counted before.
     *
     * @throws NotCountedException if they were not counted
     */
    public static Uncounted uncount(
            LicenseLedger ledger, List<Contribution> contributions, long eventTimeMs, EventDigest digest) {
        var meters = ledger.meters();
        var unclear = new LinkedHashMap<String, List<WindowStart>>();
        for (Contribution contribution : contributions) {
            String series = contribution.meter().series();
            MeterUsage before = meters.get(series);
            if (before == null) {
                throw new NotCountedException("there is no usage of " + series + " that could be taken back");
            }
            var removal = before.remove(eventTimeMs, contribution, ledger.calendar());
            meters = meters.with(series, removal.left());
            if (!removal.unclear().isEmpty()) {
                unclear.put(series, removal.unclear());
            }
        }
        long periodFromMs = ledger.calendar().fromMs(Window.MONTH, eventTimeMs);
        var tally = ledger.tally().voided(periodFromMs, digest.high(), digest.low());
        return new Uncounted(ledger.counted(meters, tally), unclear);
    }

    private UsageCounting() {}
}
