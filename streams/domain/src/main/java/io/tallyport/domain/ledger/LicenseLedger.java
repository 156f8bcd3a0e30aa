package io.tallyport.domain.ledger;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.anomaly.FloodState;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.Seats;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.quota.QuotaState;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.PeriodTally;
import org.jspecify.annotations.Nullable;

/**
 * Everything the pipeline keeps about one license. Immutable: a step takes one and returns the next, so a decision
 * that fails leaves nothing half done.
 *
 * @param id license id
 * @param license its life; null until it is issued
 * @param meters usage by meter id
 * @param quotas where each quota stands, by rule
 * @param detectors what each detector remembers, by rule
 * @param flood what the duplicate-flood rule remembers; null before the first event
 * @param published the entitlement that was last published; null if none was
 * @param settledRevision catalog revision that it was last settled against
 * @param outsideOpen whether an alert about usage outside the entitlement is open
 * @param tally how many events were counted in each period
 * @param closing where its periods stand; null until they begin
 * @param seats who has its named seats
 */
public record LicenseLedger(
        String id,
        @Nullable License license,
        Keyed<MeterUsage> meters,
        Keyed<QuotaState> quotas,
        Keyed<DetectorState> detectors,
        @Nullable FloodState flood,
        @Nullable Entitlement published,
        long settledRevision,
        boolean outsideOpen,
        PeriodTally tally,
        @Nullable Closing closing,
        Seats seats) {

    /** A license that nothing is known about. */
    public static LicenseLedger unknown(String id) {
        return new LicenseLedger(
                id,
                null,
                Keyed.empty(),
                Keyed.empty(),
                Keyed.empty(),
                null,
                null,
                0,
                false,
                PeriodTally.NONE,
                null,
                Seats.NONE);
    }

    /** The windows of its usage. */
    public UsageCalendar calendar() {
        return license == null ? UsageCalendar.UTC : license.calendar();
    }

    public LicenseLedger withLicense(@Nullable License next) {
        return new LicenseLedger(
                id,
                next,
                meters,
                quotas,
                detectors,
                flood,
                published,
                settledRevision,
                outsideOpen,
                tally,
                closing,
                seats);
    }

    public LicenseLedger withMeters(Keyed<MeterUsage> next) {
        return new LicenseLedger(
                id,
                license,
                next,
                quotas,
                detectors,
                flood,
                published,
                settledRevision,
                outsideOpen,
                tally,
                closing,
                seats);
    }

    public LicenseLedger withQuotas(Keyed<QuotaState> next, long revision) {
        return new LicenseLedger(
                id, license, meters, next, detectors, flood, published, revision, outsideOpen, tally, closing, seats);
    }

    public LicenseLedger withDetectors(Keyed<DetectorState> next) {
        return new LicenseLedger(
                id,
                license,
                meters,
                quotas,
                next,
                flood,
                published,
                settledRevision,
                outsideOpen,
                tally,
                closing,
                seats);
    }

    public LicenseLedger withFlood(@Nullable FloodState next) {
        return new LicenseLedger(
                id,
                license,
                meters,
                quotas,
                detectors,
                next,
                published,
                settledRevision,
                outsideOpen,
                tally,
                closing,
                seats);
    }

    public LicenseLedger withPublished(Entitlement next) {
        return new LicenseLedger(
                id,
                license,
                meters,
                quotas,
                detectors,
                flood,
                next,
                settledRevision,
                outsideOpen,
                tally,
                closing,
                seats);
    }

    public LicenseLedger withOutsideOpen(boolean next) {
        return new LicenseLedger(
                id, license, meters, quotas, detectors, flood, published, settledRevision, next, tally, closing, seats);
    }

    public LicenseLedger withTally(PeriodTally next) {
        return new LicenseLedger(
                id,
                license,
                meters,
                quotas,
                detectors,
                flood,
                published,
                settledRevision,
                outsideOpen,
                next,
                closing,
                seats);
    }

    public LicenseLedger withClosing(@Nullable Closing next) {
        return next == closing
                ? this
                : new LicenseLedger(
                        id,
                        license,
                        meters,
                        quotas,
                        detectors,
                        flood,
                        published,
                        settledRevision,
                        outsideOpen,
                        tally,
                        next,
                        seats);
    }

    public LicenseLedger withSeats(Seats next) {
        return next == seats
                ? this
                : new LicenseLedger(
                        id,
                        license,
                        meters,
                        quotas,
                        detectors,
                        flood,
                        published,
                        settledRevision,
                        outsideOpen,
                        tally,
                        closing,
                        next);
    }

    /** With usage that was counted. */
    LicenseLedger counted(Keyed<MeterUsage> nextMeters, PeriodTally nextTally) {
        return new LicenseLedger(
                id,
                license,
                nextMeters,
                quotas,
                detectors,
                flood,
                published,
                settledRevision,
                outsideOpen,
                nextTally,
                closing,
                seats);
    }
}
