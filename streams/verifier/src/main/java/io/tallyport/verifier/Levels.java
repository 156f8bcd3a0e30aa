package io.tallyport.verifier;

import io.tallyport.verifier.Totals.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The levels of all licenses of a partition, each for as long as its license lives: they go on over the ends of windows. */
final class Levels {

    /**
     * Which level of a license.
     *
     * @param meter meter id
     * @param version its version
     * @param group group; empty for all
     */
    record Series(String meter, int version, String group) {
        @Override
        public String toString() {
            return meter + (version == 1 ? "" : " version " + version) + (group.isEmpty() ? "" : " group " + group);
        }
    }

    /** A level, and of what it is read out. */
    static final class Kept {
        final Level level = new Level();
        final Set<Period> periods;
        /** The record that changed it last. */
        Place last;
        /** Days that begin before it were kept no more when a backfill brought a change from before them: they say what they said. */
        long staleBeforeMs = Long.MIN_VALUE;

        private Kept(Set<Period> periods, Place last) {
            this.periods = periods;
            this.last = last;
        }
    }

    /** Those of one license. */
    static final class OfLicense {
        final Windows windows;
        final Map<Series, Kept> series = new LinkedHashMap<>();
        /** The versions of each meter, without groups. */
        private final Map<String, List<Level>> meters = new HashMap<>();

        private final Map<Series, Integer> groups = new HashMap<>();

        private OfLicense(Windows windows) {
            this.windows = windows;
        }

        private Kept kept(Series name, Set<Period> periods, Place from) {
            return series.computeIfAbsent(name, s -> {
                var kept = new Kept(periods, from);
                if (name.group.isEmpty()) {
                    meters.computeIfAbsent(name.meter, m -> new ArrayList<>()).add(kept.level);
                } else {
                    groups.merge(new Series(name.meter, name.version, ""), 1, Integer::sum);
                }
                return kept;
            });
        }
    }

    private final Map<String, OfLicense> licenses = new HashMap<>();
    private Set<String> touched = new LinkedHashSet<>();

    /** Adds what an event changes of a meter, and of its group. */
    void add(Place from, String license, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        var of = licenses.computeIfAbsent(license, l -> new OfLicense(windows));
        touched.add(license);
        add(from, of.kept(new Series(meter.id(), meter.version(), ""), meter.periods(windows), from), timeMs, added);
        if (!added.group().isEmpty()) {
            var group = new Series(meter.id(), meter.version(), added.group());
            add(from, of.kept(group, meter.groupPeriods(windows), from), timeMs, added);
        }
    }

    /** Notes that what a backfill brings is not in days before an instant. */
    void backfilled(String license, Terms.Meter meter, long keptFromMs) {
        var kept = of(license).get(new Series(meter.id(), meter.version(), ""));
        if (kept != null) {
            kept.staleBeforeMs = Math.max(kept.staleBeforeMs, keptFromMs);
        }
    }

    private static void add(Place from, Kept kept, long timeMs, Added added) {
        kept.level.add(timeMs, (BigDecimal) added.value());
        kept.last = from;
    }

    /** Takes out what an event changed; false if it did not. */
    boolean remove(Place from, String license, Terms.Meter meter, long timeMs, Added added) {
        touched.add(license);
        return remove(from, license, new Series(meter.id(), meter.version(), ""), timeMs, added)
                && (added.group().isEmpty()
                        || remove(
                                from, license, new Series(meter.id(), meter.version(), added.group()), timeMs, added));
    }

    private boolean remove(Place from, String license, Series name, long timeMs, Added added) {
        var kept = of(license).get(name);
        if (kept == null || !kept.level.remove(timeMs, (BigDecimal) added.value())) {
            return false;
        }
        kept.last = from;
        return true;
    }

    /** Puts a meter's levels together anew, from the month on that an instant lies in, from what the events feed it now. */
    void anew(Place from, String license, Windows windows, String meter, long fromMs, CountedEvents events) {
        long monthFromMs = windows.from(Period.MONTH, fromMs);
        of(license).forEach((name, kept) -> {
            if (name.meter.equals(meter)) {
                kept.level.clearFrom(monthFromMs);
                kept.last = from;
                touched.add(license);
            }
        });
        events.forEach(license, fed -> {
            if (fed.stands() && fed.timeMs() >= monthFromMs) {
                fed.values().forEach((version, added) -> {
                    if (version.id().equals(meter) && version.isLevel()) {
                        add(from, license, windows, version, fed.timeMs(), added);
                    }
                });
            }
        });
    }

    void forEach(BiConsumer<String, OfLicense> taker) {
        licenses.forEach(taker);
    }

    /** The levels of a license. */
    Map<Series, Kept> of(String license) {
        var found = licenses.get(license);
        return found == null ? Map.of() : found.series;
    }

    /** The windows of a license that has a level; null if it has none. */
    @Nullable Windows windowsOf(String license) {
        var found = licenses.get(license);
        return found == null ? null : found.windows;
    }

    /** Whether a meter of a license is a level. */
    boolean has(String license, String meter) {
        var found = licenses.get(license);
        return found != null && found.meters.containsKey(meter);
    }

    /** What a meter came to in a window by some instant, in all its versions, as it is held against limits. */
    BigDecimal used(Window window, long nowMs) {
        var found = licenses.get(window.license());
        BigDecimal sum = BigDecimal.ZERO;
        if (found != null) {
            long toMs = found.windows.to(window.period(), window.fromMs());
            for (Level level : found.meters.getOrDefault(window.meter(), List.of())) {
                sum = sum.add(level.valueMs(window.fromMs(), toMs, nowMs));
            }
        }
        return Level.said(sum);
    }

    /** Whether a meter of a license has a group, or may have one more: a level's groups are of all months. */
    boolean hasRoom(String license, Terms.Meter meter, String group) {
        var found = licenses.get(license);
        return found == null
                || found.series.containsKey(new Series(meter.id(), meter.version(), group))
                || found.groups.getOrDefault(new Series(meter.id(), meter.version(), ""), 0) < GroupRoom.MOST;
    }

    /** The groups that versions of a meter of a license have. */
    Set<String> groups(String license, Terms.Meter meter) {
        var names = new HashSet<String>();
        for (Series name : of(license).keySet()) {
            if (name.meter.equals(meter.id()) && name.version == meter.version() && !name.group.isEmpty()) {
                names.add(name.group);
            }
        }
        return names;
    }

    /** The licenses of which a level changed since this was asked last. */
    Set<String> takeTouched() {
        var taken = touched;
        touched = new LinkedHashSet<>();
        return taken;
    }
}
