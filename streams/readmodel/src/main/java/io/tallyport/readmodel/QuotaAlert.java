package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A threshold, a breach, or usage outside the entitlement.
 *
 * @param alertId id of the incident
 * @param status OPENED, UPDATED or RESOLVED
 * @param kind THRESHOLD, BREACH or OUTSIDE_ENTITLEMENT
 * @param license license id
 * @param customer customer id
 * @param feature feature id; empty if none is concerned
 * @param meter meter id
 * @param window HOUR, DAY or MONTH
 * @param fromMs start of the window, inclusive
 * @param toMs end of the window, exclusive
 * @param used usage when it was raised; null if no quota is concerned
 * @param limit the limit; null if none is concerned
 * @param hard whether the limit denies
 * @param thresholdPercent threshold that was crossed
 * @param atMs tick time, ms since the epoch
 * @param cause alert id or command that ended it; else empty
 * @param evidence what it rests on; null if nothing was recorded
 * @param at where its latest record stands
 */
public record QuotaAlert(
        String alertId,
        String status,
        String kind,
        String license,
        String customer,
        String feature,
        String meter,
        String window,
        long fromMs,
        long toMs,
        @Nullable BigDecimal used,
        @Nullable BigDecimal limit,
        boolean hard,
        int thresholdPercent,
        long atMs,
        String cause,
        @Nullable Evidence evidence,
        Origin at)
        implements Alert {}
