package io.tallyport.domain.ledger;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.anomaly.FloodState;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.license.License;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.quota.QuotaState;
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
        boolean outsideOpen) {

    /** A license that nothing is known about. */
    public static LicenseLedger unknown(String id) {
        return new LicenseLedger(id, null, Keyed.empty(), Keyed.empty(), Keyed.empty(), null, null, 0, false);
    }

    /** The windows of its usage. */
    public UsageCalendar calendar() {
        return license == null ? UsageCalendar.UTC : license.calendar();
    }

    public LicenseLedger withLicense(@Nullable License next) {
        return new LicenseLedger(id, next, meters, quotas, detectors, flood, published, settledRevision, outsideOpen);
    }

    public LicenseLedger withMeters(Keyed<MeterUsage> next) {
        return new LicenseLedger(id, license, next, quotas, detectors, flood, published, settledRevision, outsideOpen);
    }

    public LicenseLedger withQuotas(Keyed<QuotaState> next, long revision) {
        return new LicenseLedger(id, license, meters, next, detectors, flood, published, revision, outsideOpen);
    }

    public LicenseLedger withDetectors(Keyed<DetectorState> next) {
        return new LicenseLedger(id, license, meters, quotas, next, flood, published, settledRevision, outsideOpen);
    }

    public LicenseLedger withFlood(@Nullable FloodState next) {
        return new LicenseLedger(id, license, meters, quotas, detectors, next, published, settledRevision, outsideOpen);
    }

    public LicenseLedger withPublished(Entitlement next) {
        return new LicenseLedger(id, license, meters, quotas, detectors, flood, next, settledRevision, outsideOpen);
    }

    public LicenseLedger withOutsideOpen(boolean next) {
        return new LicenseLedger(id, license, meters, quotas, detectors, flood, published, settledRevision, next);
    }
}
