package io.tallyport.pipeline.mapping;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.LevelUsage;
import io.tallyport.domain.metering.LevelWindows;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import io.tallyport.domain.metering.WindowStart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What changed of a level between two states: a change changes what all windows since come to. */
final class LevelReadings {

    private static final List<Window> WINDOWS = List.of(Window.DAY, Window.MONTH);

    private final @Nullable MeterUsage old;
    private final MeterUsage now;
    private final UsageCalendar calendar;
    private final long nowMs;

    /**
     * One window.
     *
     * @param at which
     * @param total what changed in it
     * @param value what it comes to, by its end or by now
     * @param level the level then
     */
    record Reading(WindowStart at, Total total, BigDecimal value, BigDecimal level) {}

    LevelReadings(@Nullable MeterUsage old, MeterUsage now, UsageCalendar calendar, long nowMs) {
        this.old = old;
        this.now = now;
        this.calendar = calendar;
        this.nowMs = nowMs;
    }

    /**
     * The windows that say something else.
     *
     * @param anew windows that are said again in any case
     */
    List<Reading> changed(Predicate<WindowStart> anew) {
        boolean sameMonths = old != null && old.older(Window.MONTH) == now.older(Window.MONTH);
        boolean samePast = sameMonths && old != null && old.older(Window.DAY) == now.older(Window.DAY);
        var readings = new ArrayList<Reading>();
        for (Window window : WINDOWS) {
            var windows = new TreeMap<Long, Total>(now.older(window));
            // Also what was dropped: it is no window.
            windows.headMap(LevelWindows.fromMs(window, calendar, nowMs), false).clear();
            long latestFromMs = now.latestFromMs(window);
            if (latestFromMs != WindowSeries.NONE) {
                windows.put(latestFromMs, now.series(window).latest());
            }
            windows.forEach((fromMs, total) -> {
                var at = new WindowStart(window, fromMs);
                if (fromMs == latestFromMs || anew.test(at) || !samePast && isChanged(at, total)) {
                    readings.add(reading(at, total));
                }
            });
        }
        return readings;
    }

    private boolean isChanged(WindowStart at, Total total) {
        if (old == null) {
            return true;
        }
        WindowSeries before = old.series(at.window());
        // It ran when it was said last.
        return at.fromMs() == before.latestFromMs()
                || !before.older().containsKey(at.fromMs())
                || !before.at(at.fromMs()).equals(total)
                || opening(old, at).compareTo(opening(now, at)) != 0;
    }

    private BigDecimal opening(MeterUsage usage, WindowStart at) {
        return LevelUsage.opening(usage, calendar, at.window(), at.fromMs());
    }

    private Reading reading(WindowStart at, Total total) {
        long untilMs = Math.min(calendar.toMs(at.window(), at.fromMs()), Math.max(nowMs, at.fromMs()));
        return new Reading(
                at,
                total,
                LevelUsage.of(now, calendar, at.window(), at.fromMs(), untilMs),
                opening(now, at).add(total.change()).stripTrailingZeros());
    }
}
