package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * What a level comes to over time. A change {@code d} at {@code t} adds {@code d * (T - t)} to its window by {@code T}; a window
 * that opens with the level {@code L} comes to {@code L * (T - from) + T * sum(d) - sum(d * t)}, which is exact in value times
 * milliseconds. Said in value times hours, it is rounded where a window ends, from the start of the month on, so that the days and
 * parts of a month add up to it.
 */
public final class LevelUsage {

    /** Decimals of a quantity in value times hours. */
    public static final int DECIMALS = 18;

    private static final BigDecimal MS_PER_HOUR = BigDecimal.valueOf(3_600_000);

    /** The level after all changes. */
    public static BigDecimal level(MeterUsage usage) {
        return opening(usage, Long.MAX_VALUE);
    }

    /** The level that a month opens with. */
    public static BigDecimal opening(MeterUsage usage, long monthFromMs) {
        BigDecimal level = changes(usage.older(Window.MONTH).headMap(monthFromMs, false));
        return usage.latestFromMs(Window.MONTH) < monthFromMs
                ? level.add(usage.months().latest().change())
                : level;
    }

    /** The level that a window opens with. */
    public static BigDecimal opening(MeterUsage usage, UsageCalendar calendar, Window window, long fromMs) {
        long monthFromMs = calendar.fromMs(Window.MONTH, fromMs);
        BigDecimal level = opening(usage, monthFromMs);
        return window == Window.MONTH
                ? level
                : level.add(before(usage, monthFromMs, fromMs).change());
    }

    /**
     * What a window comes to, in value times hours.
     *
     * @param window DAY or MONTH
     * @param fromMs its start
     * @param untilMs by when: its end, or an instant in it that is later than its changes
     */
    public static BigDecimal of(MeterUsage usage, UsageCalendar calendar, Window window, long fromMs, long untilMs) {
        long monthFromMs = calendar.fromMs(Window.MONTH, fromMs);
        BigDecimal opening = opening(usage, monthFromMs);
        Total before = window == Window.MONTH ? Total.ZERO : before(usage, monthFromMs, fromMs);
        return until(opening, monthFromMs, before, usage.series(window).at(fromMs), fromMs, Math.max(fromMs, untilMs));
    }

    /**
     * What a part of a month comes to, in value times hours.
     *
     * @param opening the level that the month opens with
     * @param monthFromMs start of the month
     * @param before all that changed in the month before the part
     * @param part all that changed in it
     * @param fromMs start of the part
     * @param untilMs by when
     */
    public static BigDecimal until(
            BigDecimal opening, long monthFromMs, Total before, Total part, long fromMs, long untilMs) {
        Total all = sum(before, part);
        BigDecimal more = hours(area(opening, monthFromMs, all, untilMs))
                .subtract(hours(area(opening, monthFromMs, before, fromMs)))
                .stripTrailingZeros();
        return more.scale() < 0 ? more.setScale(0) : more;
    }

    /** Changes of two spans together. */
    public static Total sum(Total a, Total b) {
        return a.merge(io.tallyport.domain.catalog.Aggregation.TIME_WEIGHTED, b);
    }

    /**
     * The first instant at which a month comes to so much; null if its level does not rise to it.
     *
     * @param opening the level that it opens with
     * @param changes all that changed in it
     * @param quantity in value times hours
     */
    public static @Nullable Long reaches(BigDecimal opening, long monthFromMs, Total changes, BigDecimal quantity) {
        BigDecimal level = opening.add(changes.change());
        if (level.signum() <= 0) {
            return null;
        }
        BigDecimal at = quantity.multiply(MS_PER_HOUR)
                .add(opening.multiply(BigDecimal.valueOf(monthFromMs)))
                .add(changes.value())
                .divide(level, 0, RoundingMode.CEILING);
        return at.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0 ? at.longValueExact() : null;
    }

    private static BigDecimal area(BigDecimal opening, long monthFromMs, Total changes, long untilMs) {
        return opening.multiply(BigDecimal.valueOf(untilMs - monthFromMs))
                .add(changes.change().multiply(BigDecimal.valueOf(untilMs)))
                .subtract(changes.value());
    }

    private static BigDecimal hours(BigDecimal valueMs) {
        return valueMs.divide(MS_PER_HOUR, DECIMALS, RoundingMode.HALF_EVEN);
    }

    /** What changed in the days of a month before one. */
    private static Total before(MeterUsage usage, long monthFromMs, long dayFromMs) {
        Total before = Total.ZERO;
        for (Total day : usage.older(Window.DAY)
                .subMap(monthFromMs, true, dayFromMs, false)
                .values()) {
            before = sum(before, day);
        }
        return before;
    }

    private static BigDecimal changes(NavigableMap<Long, Total> windows) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Total window : windows.values()) {
            sum = sum.add(window.change());
        }
        return sum;
    }

    private LevelUsage() {}
}
