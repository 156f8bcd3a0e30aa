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

    /**
     * Of earlier periods nobody asks how many events there were: they are closed, and no meter is counted again from so far back. 33
     * days of a month at most, 35 that a version of a meter may begin ago, and as long again to wait for what it is counted to.
     */
    private static final long TALLIED_MS = 105L * 86_400_000;

    /** The ledger with the contributions of one event added at its own time. */
    public static LicenseLedger count(
            LicenseLedger ledger, List<Contribution> contributions, long eventTimeMs, EventDigest digest, long nowMs) {
        long periodFromMs = ledger.calendar()
                .fromMs(Window.MONTH, eventTimeMs, ledger.tally().fromMs());
        long keepFromMs = tallyFromMs(ledger, nowMs);
        var tally = periodFromMs < keepFromMs
                ? ledger.tally().notBefore(eventTimeMs)
                : ledger.tally().counted(periodFromMs, eventTimeMs, digest.high(), digest.low(), keepFromMs);
        return ledger.counted(added(ledger, contributions, eventTimeMs, nowMs), tally);
    }

    /** The same of an event that was counted and voided before. */
    public static LicenseLedger restore(
            LicenseLedger ledger, List<Contribution> contributions, long eventTimeMs, EventDigest digest, long nowMs) {
        long periodFromMs = ledger.calendar().fromMs(Window.MONTH, eventTimeMs);
        var tally = periodFromMs < tallyFromMs(ledger, nowMs)
                ? ledger.tally()
                : ledger.tally().restored(periodFromMs, digest.high(), digest.low());
        return ledger.counted(added(ledger, contributions, eventTimeMs, nowMs), tally);
    }

    /** The same of something that no event says, so that the tally knows nothing of it. */
    public static LicenseLedger feed(LicenseLedger ledger, Contribution fed, long timeMs, long nowMs) {
        return ledger.withMeters(added(ledger, List.of(fed), timeMs, nowMs));
    }

    private static long tallyFromMs(LicenseLedger ledger, long nowMs) {
        return PeriodClosing.keptAsOfMs(ledger, nowMs) - TALLIED_MS;
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
            meters = meters.with(series, start.add(eventTimeMs, contribution, ledger.calendar(), nowMs, asOfMs));
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
     * @param nowMs tick time
     * @throws NotCountedException if they were not counted
     */
    public static Uncounted uncount(
            LicenseLedger ledger, List<Contribution> contributions, long eventTimeMs, EventDigest digest, long nowMs) {
        var meters = ledger.meters();
        var unclear = new LinkedHashMap<String, List<WindowStart>>();
        for (Contribution contribution : contributions) {
            String series = contribution.meter().series();
            MeterUsage before = meters.get(series);
            if (before == null) {
                throw new NotCountedException("there is no usage of " + series + " that could be taken back");
            }
            var removal = before.remove(eventTimeMs, contribution, ledger.calendar(), nowMs);
            meters = meters.with(series, removal.left());
            if (!removal.unclear().isEmpty()) {
                unclear.put(series, removal.unclear());
            }
        }
        long periodFromMs = ledger.calendar().fromMs(Window.MONTH, eventTimeMs);
        var tally = periodFromMs < tallyFromMs(ledger, nowMs)
                ? ledger.tally()
                : ledger.tally().voided(periodFromMs, digest.high(), digest.low());
        return new Uncounted(ledger.counted(meters, tally), unclear);
    }

    private UsageCounting() {}
}
