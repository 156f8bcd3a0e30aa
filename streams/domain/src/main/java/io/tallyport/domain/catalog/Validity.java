package io.tallyport.domain.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How long licenses of a plan are valid.
 *
 * @param lasts how long a term is, in the license's time zone; null if it has no end
 * @param from what it begins with
 * @param expiryGrace how long a license may be used after its end
 * @param renews whether it renews itself at its end
 * @param renewFrom what a renewal counts from
 * @param trial how long a license is tried first; null if it is not
 */
public record Validity(
        @Nullable Period lasts,
        From from,
        Duration expiryGrace,
        boolean renews,
        RenewFrom renewFrom,
        @Nullable Period trial) {

    /** For ever, from the issue on. */
    public static final Validity ENDLESS = new Validity(null, From.ISSUE, Duration.ZERO, false, RenewFrom.EXPIRY, null);

    /** No end, in ms since the epoch. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What the validity of a license begins with. */
    public enum From {
        ISSUE,
        ACTIVATION,
        USE
    }

    /** What a renewal counts from: the end before, or the moment in which it is renewed. */
    public enum RenewFrom {
        EXPIRY,
        NOW
    }

    /** The end of some periods from an instant on, in a time zone; a day that a month does not have is its last. */
    public static long after(long fromMs, Period period, int periods, ZoneId zone) {
        return Instant.ofEpochMilli(fromMs)
                .atZone(zone)
                .plus(period.multipliedBy(periods))
                .toInstant()
                .toEpochMilli();
    }

    /**
     * The next end of a term that began with so long periods: each is counted from the beginning, so that one of the 31st stays one
     * of the 31st.
     *
     * @param startedAtMs when it began
     * @param endMs its end, whether or not that is one of its periods'
     */
    public static long next(long startedAtMs, long endMs, Period period, ZoneId zone) {
        int periods = periodsUntil(startedAtMs, endMs, period, zone);
        return after(startedAtMs, period, periods, zone) == endMs
                ? after(startedAtMs, period, periods + 1, zone)
                : after(endMs, period, 1, zone);
    }

    /** The most periods that end by an instant; 0 if none does. */
    private static int periodsUntil(long startedAtMs, long endMs, Period period, ZoneId zone) {
        int low = 0;
        int high = 1;
        while (after(startedAtMs, period, high, zone) <= endMs) {
            low = high;
            high *= 2;
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (after(startedAtMs, period, middle, zone) <= endMs) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
