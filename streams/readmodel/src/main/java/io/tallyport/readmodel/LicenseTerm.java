package io.tallyport.readmodel;

import io.tallyport.domain.catalog.UsageCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For how long a license is there, and by which calendar: what its periods follow from.
 *
 * @param license license id
 * @param customer customer id
 * @param timeZone time zone of its windows; empty for UTC
 * @param anchorMs an instant at which a month of it begins, ms since the epoch; null for calendar months
 * @param issuedAtMs when it was issued, ms since the epoch
 * @param endMs the last instant at which it was there, or else will be, ms since the epoch; {@link Long#MAX_VALUE} if it is not
 *     to end
 * @param gaps when it was not there in between, oldest first: it ended, and came back
 */
public record LicenseTerm(
        String license,
        String customer,
        String timeZone,
        @Nullable Long anchorMs,
        long issuedAtMs,
        long endMs,
        List<Gap> gaps) {

    public LicenseTerm {
        gaps = List.copyOf(gaps);
    }

    /** One that never came back. */
    public LicenseTerm(
            String license, String customer, String timeZone, @Nullable Long anchorMs, long issuedAtMs, long endMs) {
        this(license, customer, timeZone, anchorMs, issuedAtMs, endMs, List.of());
    }

    /**
     * A time in which a license had ended.
     *
     * @param lastMs the last instant before it at which it was there, ms since the epoch
     * @param backMs when it came back
     */
    public record Gap(long lastMs, long backMs) {

        /** Whether a period lies in it, so that nothing has to be said of that. */
        boolean holds(StatementPeriod period) {
            return period.fromMs() > lastMs && period.toMs() <= backMs;
        }
    }

    /**
     * Its calendar.
     *
     * @throws IllegalArgumentException when this Java runtime does not know the time zone
     */
    public UsageCalendar calendar() {
        return UsageCalendar.of(timeZone, anchorMs == null ? UsageCalendar.NO_ANCHOR : anchorMs);
    }

    /**
     * Whether a period is one of those that are closed one after the other while the license is there: also one that begins at
     * the very instant of its end, for it was there then.
     */
    boolean covers(StatementPeriod period) {
        return period.toMs() > issuedAtMs
                && period.fromMs() <= endMs
                && gaps.stream().noneMatch(gap -> gap.holds(period));
    }
}
