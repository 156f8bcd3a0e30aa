package io.tallyport.readmodel;

import org.jspecify.annotations.Nullable;

/**
 * Which readings of a license are wanted.
 *
 * @param meter only this meter; null = all
 * @param window only windows of this length (MINUTE, HOUR, DAY, MONTH); null = all but minutes, which would hide the others
 * @param fromMs only windows that begin at this instant or later, ms since the epoch; null = all
 * @param toMs only windows that begin before this instant, ms since the epoch; null = all
 * @param groups whether groups within meters are wanted beside their totals
 * @param subject which subjects are wanted beside the totals: none for null, all for an empty text; for a path, that one and those
 *     below it, and no totals
 * @param limit at most so many, above 0
 */
public record ReadingFilter(
        @Nullable String meter,
        @Nullable String window,
        @Nullable Long fromMs,
        @Nullable Long toMs,
        boolean groups,
        @Nullable String subject,
        int limit) {
    public ReadingFilter {
        Limits.check(limit);
    }

    /** One without an end, and without subjects. */
    public ReadingFilter(
            @Nullable String meter, @Nullable String window, @Nullable Long fromMs, boolean groups, int limit) {
        this(meter, window, fromMs, null, groups, null, limit);
    }

    /** The newest readings of every meter and window. */
    public static ReadingFilter newest(int limit) {
        return new ReadingFilter(null, null, null, false, limit);
    }
}
