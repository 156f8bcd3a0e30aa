package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A statistical anomaly, abuse, or a quarantine.
 *
 * @param alertId id of the incident
 * @param status OPENED, UPDATED or RESOLVED
 * @param detector which detector raised it
 * @param severity INFO, WARNING or CRITICAL
 * @param license license id
 * @param customer customer id
 * @param meter meter id; empty if none is concerned
 * @param direction SPIKE or DROP; empty if it has none
 * @param observed what was seen; null if it is no number
 * @param expected what was expected; null if it is no number
 * @param scale the spread that the score is measured in; null if there is none
 * @param score how far off it was; null if there is none
 * @param bucketFromMs start of the bucket, inclusive
 * @param bucketToMs end of the bucket, exclusive
 * @param detail a sentence
 * @param atMs tick time, ms since the epoch
 * @param evidence what it rests on; null if nothing was recorded
 * @param at where its latest record stands
 */
public record AnomalyAlert(
        String alertId,
        String status,
        String detector,
        String severity,
        String license,
        String customer,
        String meter,
        String direction,
        @Nullable BigDecimal observed,
        @Nullable BigDecimal expected,
        @Nullable BigDecimal scale,
        @Nullable BigDecimal score,
        long bucketFromMs,
        long bucketToMs,
        String detail,
        long atMs,
        @Nullable Evidence evidence,
        Origin at)
        implements Alert {}
