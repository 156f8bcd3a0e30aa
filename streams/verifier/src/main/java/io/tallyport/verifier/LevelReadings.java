package io.tallyport.verifier;

import io.tallyport.verifier.Levels.Kept;
import io.tallyport.verifier.Levels.Series;
import io.tallyport.verifier.Readings.OfLevel;
import io.tallyport.verifier.Readings.Reading;
import io.tallyport.verifier.Totals.Counted;
import io.tallyport.verifier.Totals.Window;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Readings of levels, held against what stood at the end of a commit of their time. A level is read out without an event, too, and of
 * windows without any; so it is told by when each was published, not by how many events it holds.
 */
final class LevelReadings {

    private static final long HOUR_MS = 3_600_000L;

    /** The windows of one length of a level. */
    private record Row(String license, Series series, Period period) {
        static Row of(Counted counted) {
            var window = counted.window();
            return new Row(
                    window.license(), new Series(window.meter(), counted.version(), counted.group()), window.period());
        }

        Counted window(long fromMs) {
            return new Counted(new Window(license, series.meter(), period, fromMs), series.version(), series.group());
        }
    }

    /** What was read of a window: when first, and what last. */
    private record Read(long firstAsOfMs, Reading last) {}

    /** Those of commits that were not followed yet, in order. */
    private final ArrayDeque<OfLevel> ahead;
    /** Those of the time that it is that do not agree with what stands, by license: another commit may follow. */
    private final Map<String, Map<Counted, ArrayDeque<Reading>>> open = new LinkedHashMap<>();

    private final Map<Row, TreeMap<Long, Read>> read = new HashMap<>();
    private final Levels levels;
    private final ReadingZones zones;
    private final MeterRecounts recounts;
    private final Findings findings;
    private long nowMs = Long.MIN_VALUE;

    LevelReadings(Readings readings, Levels levels, ReadingZones zones, MeterRecounts recounts, Findings findings) {
        this.ahead = readings.ofLevels();
        this.levels = levels;
        this.zones = zones;
        this.recounts = recounts;
        this.findings = findings;
    }

    /** At the end of a commit: which readings of its time say what stands. */
    void endOfCommit(long clockMs) {
        var concerned = levels.takeTouched();
        while (!ahead.isEmpty() && ahead.element().reading().asOfMs() <= clockMs) {
            var next = ahead.remove();
            String license = next.window().window().license();
            open.computeIfAbsent(license, l -> new LinkedHashMap<>())
                    .computeIfAbsent(next.window(), w -> new ArrayDeque<>())
                    .add(next.reading());
            concerned.add(license);
        }
        if (clockMs > nowMs) {
            concerned.addAll(open.keySet());
            nowMs = clockMs;
        }
        concerned.forEach(this::settle);
    }

    private void settle(String license) {
        var windows = open.get(license);
        if (windows != null) {
            windows.forEach(this::settle);
            windows.values().removeIf(ArrayDeque::isEmpty);
            if (windows.isEmpty()) {
                open.remove(license);
            }
        }
    }

    private void settle(Counted window, ArrayDeque<Reading> readings) {
        while (!readings.isEmpty()) {
            var reading = readings.element();
            if (reading.asOfMs() < nowMs) {
                // No commit of that time will come any more.
                differs(window, readings.remove());
            } else if (agrees(window, reading)) {
                take(window, readings.remove());
            } else {
                return;
            }
        }
    }

    private void take(Counted window, Reading reading) {
        findings.checked("readings");
        findings.checked("readings.levels");
        read.computeIfAbsent(Row.of(window), r -> new TreeMap<>())
                .merge(
                        window.window().fromMs(),
                        new Read(reading.asOfMs(), reading),
                        (before, now) -> new Read(before.firstAsOfMs, now.last));
        var windows = levels.windowsOf(window.window().license());
        if (windows != null) {
            zones.require(window, windows, reading);
        }
    }

    private void differs(Counted window, Reading reading) {
        String license = window.window().license();
        if (recounts.isUnclear(license)) {
            findings.unchecked("reading.groupsUnclear");
            return;
        }
        var kept = kept(window);
        findings.differs(
                reading.place(),
                kept == null ? "reading-unfounded" : "reading-value",
                window + " says " + text(reading)
                        + (kept == null
                                ? ", but there is no such level, or no such window of it"
                                : ", but at no commit as of then it came to that; now it comes to "
                                        + comesTo(kept.level, window, reading.asOfMs())));
    }

    /** The level that a window is one of; null if there is none, or if it is no window of it. */
    private @Nullable Kept kept(Counted window) {
        var of = window.window();
        var kept = levels.of(of.license()).get(Row.of(window).series);
        var windows = levels.windowsOf(of.license());
        boolean isWindow = kept != null
                && windows != null
                && kept.periods.contains(of.period())
                && windows.from(of.period(), of.fromMs()) == of.fromMs();
        return isWindow ? kept : null;
    }

    /** Whether a reading says what stands now of a window, as of its time. */
    private boolean agrees(Counted window, Reading reading) {
        var kept = kept(window);
        return kept != null && agrees(kept.level, window, reading);
    }

    private boolean agrees(Level level, Counted window, Reading reading) {
        long fromMs = window.window().fromMs();
        long toMs = toMs(window);
        return reading.level() != null
                && reading.events() == level.events(fromMs, toMs)
                && reading.level().compareTo(level.before(toMs)) == 0
                && Level.isNear(reading.value(), level.value(fromMs, toMs, reading.asOfMs()));
    }

    private long toMs(Counted window) {
        var windows = levels.windowsOf(window.window().license());
        return windows == null
                ? window.window().fromMs()
                : windows.to(window.window().period(), window.window().fromMs());
    }

    /**
     * At the end of what must be there: each window that holds a change, or in which a level goes on, was read as it stands.
     *
     * @param doneMs what was due by then is done
     * @param wasHeld whether a license waited at some time, so that its levels did
     */
    void requireReadOut(long doneMs, Predicate<String> wasHeld) {
        levels.forEach((license, of) -> {
            if (recounts.isUnclear(license)) {
                findings.unchecked("reading.groupsUnclear");
                return;
            }
            of.series.forEach((series, kept) -> {
                for (Period period : kept.periods) {
                    var row = new Row(license, series, period);
                    requireReadOut(row, kept, of.windows, wasHeld.test(license) ? Long.MIN_VALUE : doneMs);
                }
            });
        });
    }

    private void requireReadOut(Row row, Kept kept, Windows windows, long doneMs) {
        var all = read.getOrDefault(row, new TreeMap<>());
        if (kept.level.isEmpty() && all.isEmpty()) {
            return;
        }
        long firstMs = all.isEmpty() ? Long.MAX_VALUE : all.firstKey();
        long lastReadMs = all.isEmpty() ? Long.MIN_VALUE : all.lastKey();
        long lastMs = lastReadMs;
        if (!kept.level.isEmpty()) {
            firstMs = Math.min(firstMs, windows.from(row.period, kept.level.firstMs()));
            lastMs = Math.max(lastMs, windows.from(row.period, kept.level.lastMs()));
        }
        for (long at = firstMs; at <= lastMs; at = windows.to(row.period, at)) {
            var one = all.get(at);
            String fault = one == null
                    ? unread(row, kept.level, windows, at, lastReadMs)
                    : at < lastReadMs
                            ? outdated(row, kept.level, windows, at, one, all.get(windows.to(row.period, at)))
                            : outdated(row, kept.level, at, one);
            if (!fault.isEmpty()) {
                missing(row, kept, at, fault);
            }
            if (one != null) {
                requireSettled(row.window(at), one.last);
            }
        }
        if (lastReadMs != Long.MIN_VALUE) {
            goesOn(row, kept, windows, lastReadMs, all.get(lastReadMs), doneMs);
        }
    }

    /** Of a window that nothing was read of. */
    private static String unread(Row row, Level level, Windows windows, long fromMs, long lastReadMs) {
        long toMs = windows.to(row.period, fromMs);
        boolean goesThrough =
                fromMs < lastReadMs && level.valueMs(fromMs, toMs, toMs).signum() != 0;
        return level.events(fromMs, toMs) > 0 || goesThrough ? "was not read" : "";
    }

    /** Of a window of which something was read, where another behind it was read as well: it must say all that it came to. */
    private String outdated(Row row, Level level, Windows windows, long fromMs, Read one, @Nullable Read next) {
        String fault = outdated(row, level, fromMs, one);
        long toMs = windows.to(row.period, fromMs);
        boolean isWhole = one.last.asOfMs() >= toMs || Level.isNear(one.last.value(), level.value(fromMs, toMs, toMs));
        if (!fault.isEmpty() || isWhole) {
            return fault;
        }
        boolean wasAhead = next != null && next.firstAsOfMs < toMs && one.last.asOfMs() >= toMs - PastVersions.AHEAD_MS;
        if (wasAhead) {
            // With the level that it says, what it came to is told; it is not said again.
            findings.unchecked("reading.levelAheadOfClock");
            return "";
        }
        return "has ended, but was last read as of " + one.last.asOfMs();
    }

    private String outdated(Row row, Level level, long fromMs, Read one) {
        return agrees(level, row.window(fromMs), one.last) ? "" : "says " + text(one.last) + " at last";
    }

    /** A level that is not zero goes on into the next window. */
    private void goesOn(Row row, Kept kept, Windows windows, long fromMs, @Nullable Read last, long doneMs) {
        long toMs = windows.to(row.period, fromMs);
        boolean isDue = last != null && (last.last.asOfMs() >= toMs || toMs + HOUR_MS <= doneMs);
        if (isDue && kept.level.before(toMs).signum() != 0) {
            missing(row, kept, toMs, "was not read");
        }
    }

    private void missing(Row row, Kept kept, long fromMs, String fault) {
        var window = row.window(fromMs);
        findings.differs(
                kept.last,
                "reading-missing",
                window + " " + fault + "; it comes to " + comesTo(kept.level, window, Long.MAX_VALUE));
    }

    private void requireSettled(Counted window, Reading last) {
        var of = window.window();
        if (last.recounting() && !recounts.mayWait(of.license(), of.meter(), last.toMs())) {
            findings.differs(last.place(), "reading-recounting", window + " is said to wait for a recount");
        }
    }

    /** At the very end: no reading may be left that never was so. */
    void requireFounded() {
        open.values().forEach(windows -> windows.forEach((window, all) -> all.forEach(one -> differs(window, one))));
        ahead.forEach(left -> differs(left.window(), left.reading()));
    }

    private static String text(Reading reading) {
        return reading.value().toPlainString() + " and the level "
                + (reading.level() == null ? "''" : reading.level().toPlainString()) + " from " + reading.events()
                + " events as of " + reading.asOfMs();
    }

    private String comesTo(Level level, Counted window, long byMs) {
        long fromMs = window.window().fromMs();
        long toMs = toMs(window);
        return level.value(fromMs, toMs, byMs).stripTrailingZeros().toPlainString() + " and the level "
                + level.before(toMs).toPlainString() + " from " + level.events(fromMs, toMs) + " events";
    }
}
