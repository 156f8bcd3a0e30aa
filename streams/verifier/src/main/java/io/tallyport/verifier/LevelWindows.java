package io.tallyport.verifier;

import io.tallyport.verifier.Levels.Kept;
import io.tallyport.verifier.Levels.Series;
import io.tallyport.verifier.Readings.Reading;
import io.tallyport.verifier.Totals.Counted;
import io.tallyport.verifier.Totals.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The windows of levels: what was read of each, and what each comes to. */
final class LevelWindows {

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
    private record Read(long firstAsOfMs, Reading last) {
        boolean isBehind(Reading other) {
            return last.place().offset() > other.place().offset();
        }
    }

    private final Map<Row, TreeMap<Long, Read>> read = new HashMap<>();
    /** Where the clock landed after it had leapt over more days than are kept; they were never read. */
    private long leaptToMs = Long.MIN_VALUE;

    private final Levels levels;
    private final MeterRecounts recounts;
    private final Findings findings;

    LevelWindows(Levels levels, MeterRecounts recounts, Findings findings) {
        this.levels = levels;
        this.recounts = recounts;
        this.findings = findings;
    }

    /** Notes that the clock leapt over more days than are kept. */
    void leapt(long toMs) {
        leaptToMs = toMs;
    }

    /** Days that begin before it say what they said, if anything. */
    private long staleBeforeMs(Kept kept, Windows windows) {
        return leaptToMs == Long.MIN_VALUE
                ? kept.staleBeforeMs
                : Math.max(kept.staleBeforeMs, Backfills.daysOfLevelsFromMs(windows, leaptToMs));
    }

    /** Notes a reading that said what stood. */
    void note(Counted window, Reading reading) {
        read.computeIfAbsent(Row.of(window), r -> new TreeMap<>())
                .merge(
                        window.window().fromMs(),
                        new Read(reading.asOfMs(), reading),
                        (before, now) -> before.isBehind(reading) ? before : new Read(before.firstAsOfMs, reading));
    }

    /** The level that a window is one of; null if there is none, or if it is no window of it. */
    @Nullable Kept kept(Counted window) {
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
    boolean agrees(Counted window, Reading reading) {
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
        long staleBeforeMs = row.period == Period.DAY ? staleBeforeMs(kept, windows) : Long.MIN_VALUE;
        if (firstMs < staleBeforeMs) {
            findings.unchecked("reading.levelDaysGone");
            firstMs = windows.from(row.period, staleBeforeMs);
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
        if (lastReadMs != Long.MIN_VALUE && lastReadMs == lastMs) {
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
        if (!isDue || kept.level.before(toMs).signum() == 0) {
            return;
        }
        var total = levels.of(row.license).get(new Series(row.series.meter(), row.series.version(), ""));
        if (total != null && total.level.before(toMs).signum() == 0) {
            // Groups go on when their meter does, or with the next statement.
            findings.unchecked("reading.levelOfGroupWithoutTotal");
        } else {
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

    static String text(Reading reading) {
        return reading.value().toPlainString() + " and the level "
                + (reading.level() == null ? "''" : reading.level().toPlainString()) + " from " + reading.events()
                + " events as of " + reading.asOfMs();
    }

    /** What a window comes to by some instant, to be said. */
    String comesTo(Level level, Counted window, long byMs) {
        long fromMs = window.window().fromMs();
        long toMs = toMs(window);
        return level.value(fromMs, toMs, byMs).stripTrailingZeros().toPlainString() + " and the level "
                + level.before(toMs).toPlainString() + " from " + level.events(fromMs, toMs) + " events";
    }
}
