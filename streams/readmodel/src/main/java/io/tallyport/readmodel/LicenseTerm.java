package io.tallyport.readmodel;

import io.tallyport.domain.catalog.UsageCalendar;
import org.jspecify.annotations.Nullable;

/**
 * For how long a license is there, and by which calendar: what its periods follow from.
 *
 * @param license license id
 * @param customer customer id
 * @param timeZone time zone of its windows; empty for UTC
 * @param anchorMs an instant at which a month of it begins, ms since the epoch; null for calendar months
 * @param issuedAtMs when it was issued, ms since the epoch
 * @param endMs tick time at which it expired or was revoked, or else when it is to expire, ms since the epoch;
 *     {@link Long#MAX_VALUE} if it is not
 */
public record LicenseTerm(
        String license,
        String customer,
        String timeZone,
        @Nullable Long anchorMs,
        long issuedAtMs,
        long endMs) {

    /**
     * Its calendar.
     *
     * @throws IllegalArgumentException when this Java runtime does not know the time zone
     */
    public UsageCalendar calendar() {
        return UsageCalendar.of(timeZone, anchorMs == null ? UsageCalendar.NO_ANCHOR : anchorMs);
    }

    /**
     * Whether a period is one of those that are closed one after the other, without a gap, while the license is there: also
     * one that begins at the very instant of its end, for it was there then.
     */
    boolean covers(StatementPeriod period) {
        return period.toMs() > issuedAtMs && period.fromMs() <= endMs;
    }
}
