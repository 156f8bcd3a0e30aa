package io.tallyport.verifier;

import io.tallyport.verifier.Readings.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was counted per license, meter and window, held against the published readings. A reading says how many events
 * it holds, so it must agree with the total as it was after exactly so many.
 */
final class Totals {

    /**
     * One window of one meter of one license, all its versions together.
     *
     * @param license license id
     * @param meter meter id
     * @param period its length
     * @param fromMs its start
     */
    record Window(String license, String meter, Period period, long fromMs) {}

    /** What one version of a meter counted in a window: readings are of one version each. */
    record Counted(Window window, int version, String group) {
        @Override
        public String toString() {
            return window
                    + (version == 1 ? "" : " version " + version)
                    + (group.isEmpty() ? "" : (SubjectPaths.isOne(group) ? " subject " : " group ") + group);
        }
    }

    private record MeterOf(String license, String meter) {}

    private static final class Total {
        private Together together;
        private @Nullable Reading readOut;
        private @Nullable Place last;

        private Total(Combination combination, boolean corrected) {
            together = new Together(combination, corrected);
        }
    }

    private final Readings readings;
    private final Map<Counted, Total> totals = new HashMap<>();
    /** The totals of each window's versions. */
    private final Map<Window, List<Total>> versions = new HashMap<>();

    /** The windows of each meter, where all of one may be put together anew. */
    private final Map<MeterOf, List<Counted>> windowsOfMeters = new HashMap<>();

    private final Levels levels;
    private final GroupRoom room;
    private final ReadingZones zones;
    private final PastVersions past;
    private final MeterRecounts recounts;
    private final Corrections corrections;
    private final Findings findings;

    Totals(
            Readings readings,
            Levels levels,
            ReadingZones zones,
            PastVersions past,
            MeterRecounts recounts,
            Corrections corrections,
            Findings findings) {
        this.readings = readings;
        this.levels = levels;
        this.room = new GroupRoom(totals::containsKey, levels, recounts);
        this.zones = zones;
        this.past = past;
        this.recounts = recounts;
        this.corrections = corrections;
        this.findings = findings;
    }

    /** Adds what an event adds to a meter. */
    void add(Moment at, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        if (meter.isLevel()) {
            levels.add(at.record().place(), at.license(), windows, meter, timeMs, added);
            noteBackfilled(at, windows, meter, timeMs);
            return;
        }
        noteSubjects(at.license(), windows, meter, timeMs, added);
        keptOf(at, windows, meter, timeMs, added).forEach(window -> {
            Total total = total(window, meter.combination());
            total.together.add(timeMs, added.value());
            changed(at.record().place(), window, total, windows);
        });
    }

    /** Adds what a meter gets that no event feeds; the windows are of a license that lives. */
    void feed(Place from, String license, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        FedWindows.of(license, windows, meter, timeMs, added).forEach(window -> {
            Total total = total(window, meter.combination());
            total.together.add(timeMs, added.value());
            changed(from, window, total, windows);
        });
    }

    private void noteSubjects(String license, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        var month = FedWindows.counted(license, windows, meter, Period.MONTH, timeMs, "");
        room.begun(month.window(), month.version(), added.subjects());
    }

    private Total total(Counted counted, Combination combination) {
        return totals.computeIfAbsent(counted, window -> {
            var of = window.window();
            var begun = new Total(combination, corrections.areOf(of.license()));
            if (window.group().isEmpty()) {
                versions.computeIfAbsent(of, w -> new ArrayList<>()).add(begun);
            } else if (of.period() == Period.MONTH) {
                room.begun(window);
            }
            if (past.areThere()) {
                windowsOfMeters
                        .computeIfAbsent(new MeterOf(of.license(), of.meter()), m -> new ArrayList<>())
                        .add(window);
            }
            return begun;
        });
    }

    /** Puts the windows of a meter that end after an instant together anew, from what the events of a license feed it now. */
    void anew(Place from, String license, Windows windows, String meter, long fromMs, CountedEvents events) {
        levels.anew(from, license, windows, meter, fromMs, events);
        var touched = new LinkedHashMap<Counted, Total>();
        for (Counted counted : windowsOfMeters.getOrDefault(new MeterOf(license, meter), List.of())) {
            Total total = totals.get(counted);
            if (total != null && endOf(counted, windows) > fromMs) {
                total.together = new Together(total.together.combination(), true);
                touched.put(counted, total);
            }
        }
        events.forEach(license, fed -> {
            if (fed.stands()) {
                fed.values().forEach((version, added) -> {
                    if (version.id().equals(meter) && !version.isLevel()) {
                        noteSubjects(license, windows, version, fed.timeMs(), added);
                        FedWindows.of(license, windows, version, fed.timeMs(), added)
                                .filter(counted -> endOf(counted, windows) > fromMs)
                                .forEach(counted -> {
                                    Total total = total(counted, version.combination());
                                    total.together.add(fed.timeMs(), added.value());
                                    touched.put(counted, total);
                                });
                    }
                });
            }
        });
        touched.forEach((counted, total) -> changed(from, counted, total, windows));
    }

    private static long endOf(Counted counted, Windows windows) {
        return windows.to(counted.window().period(), counted.window().fromMs());
    }

    /** The total of a window is another now: is that read out? */
    private void changed(Place from, Counted window, Total total, Windows windows) {
        total.last = from;
        if (isUnclear(window.window().license())) {
            return;
        }
        takeRepeats(window, total);
        Reading reading = readings.next(window, total.together.events(), total.together.value());
        if (reading != null) {
            compare(window, total, reading);
            zones.require(window, windows, reading);
        }
    }

    /** A window of which a recount of the meter is awaited may be read once more as it was, to say so. */
    private void takeRepeats(Counted window, Total total) {
        var of = window.window();
        while (total.readOut != null && recounts.wereOf(of.license(), of.meter())) {
            Reading again = readings.next(window, total.readOut.events(), total.readOut.value());
            if (again == null) {
                return;
            }
            total.readOut = again;
            findings.checked("readings");
        }
    }

    /** Some windows of a meter, or of a group or subject of it, were recounted; one that is not kept any more stays as it was. */
    void recounted(Moment at, Windows windows, Window window, int version, String group) {
        var from = at.record().place();
        var counted = new Counted(window, version, group);
        if (!isKept(counted, at.nowMs())) {
            return;
        }
        Total total = totals.get(counted);
        if (total == null) {
            findings.differs(from, "recount-unfounded", counted + " holds nothing that could be recounted");
        } else {
            total.together.recount();
            changed(from, counted, total, windows);
        }
    }

    /** Takes out what an event added to a meter. */
    void remove(Moment at, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        var from = at.record().place();
        if (meter.isLevel()) {
            if (!levels.remove(from, at.license(), meter, timeMs, added)) {
                findings.differs(from, "correction-unfounded", meter.id() + " did not change then");
            }
            noteBackfilled(at, windows, meter, timeMs);
            return;
        }
        keptOf(at, windows, meter, timeMs, added).forEach(window -> {
            Total total = totals.get(window);
            if (total == null) {
                findings.differs(from, "correction-unfounded", window + " holds nothing that could be taken back");
            } else {
                total.together.remove(timeMs, added.value());
                changed(from, window, total, windows);
            }
        });
    }

    private void noteBackfilled(Moment at, Windows windows, Terms.Meter meter, long timeMs) {
        if (Backfills.isOld(timeMs, at.nowMs())) {
            levels.backfilled(at.license(), meter, Backfills.daysOfLevelsFromMs(windows, at.nowMs()));
        }
    }

    /** The windows that an event of a time changes: those that are kept still. */
    private static List<Counted> keptOf(Moment at, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        var all = FedWindows.of(at.license(), windows, meter, timeMs, added);
        return Backfills.isOld(timeMs, at.nowMs())
                ? all.filter(counted -> isKept(counted, at.nowMs())).toList()
                : all.toList();
    }

    private static boolean isKept(Counted counted, long nowMs) {
        return Backfills.isKept(counted.window().period(), counted.window().fromMs(), nowMs);
    }

    /** Whether what a license used cannot be told any more. */
    boolean isUnclear(String license) {
        return recounts.isUnclear(license);
    }

    /** Whether a meter of a license is a level, which time alone brings to a limit. */
    boolean isLevel(String license, String meter) {
        return levels.has(license, meter);
    }

    /** Whether there is room for the groups and subjects of an event. */
    GroupRoom room() {
        return room;
    }

    /** What was used in a window by an instant, by all versions of its meter: time alone adds to a level. */
    BigDecimal value(Window window, long nowMs) {
        if (levels.has(window.license(), window.meter())) {
            return levels.used(window, nowMs);
        }
        var all = versions.get(window);
        return all == null
                ? BigDecimal.ZERO
                : Together.value(all.stream().map(total -> total.together).toList());
    }

    /**
     * At the end of a commit whose outputs are all there: every total was read out as it stands.
     *
     * @param mayLack how many of the last that a window was fed may not have been fed yet
     */
    void requireReadOut(long nowMs, ToLongFunction<Counted> mayLack) {
        totals.forEach((window, total) -> {
            if (isUnclear(window.window().license())) {
                findings.unchecked("reading.groupsUnclear");
                return;
            }
            if (isGivenUp(window, nowMs)) {
                findings.unchecked("reading.keptNoMore");
                return;
            }
            takeRepeats(window, total);
            Reading read = total.readOut;
            var of = window.window();
            boolean isRead = read != null
                    && read.events() == total.together.events()
                    && read.value().compareTo(total.together.value()) == 0;
            // A value that is wrong was named with its reading.
            boolean isNamed = read != null
                    && !corrections.areOf(window.window.license())
                    && read.events() == total.together.events();
            if (total.together.isStale()) {
                findings.unchecked("recount.pending");
            }
            boolean mayWait = recounts.mayWait(of.license(), of.meter(), read == null ? 0 : read.toMs());
            if (read != null && isRead && !mayWait && read.recounting() != total.together.isStale()) {
                findings.differs(
                        read.place(),
                        "reading-recounting",
                        window + " is said to " + (read.recounting() ? "" : "not ") + "wait for a recount");
            }
            long lacks = total.together.events() - (read == null ? 0 : read.events());
            boolean isLate = lacks > 0 && lacks <= mayLack.applyAsLong(window);
            if (!isRead && !isNamed && !isLate && total.last != null) {
                findings.differs(
                        total.last,
                        "reading-missing",
                        window + " has " + total.together.events() + " events, but the last reading holds "
                                + (read == null ? 0 : read.events()));
            }
        });
    }

    /** Whether a recount of a window may have been given up because it is not kept any more. */
    private boolean isGivenUp(Counted window, long nowMs) {
        Total total = totals.get(window);
        return total != null && total.together.wasStale() && !isKept(window, nowMs);
    }

    /** At the very end: no reading may be left that nothing was counted for. */
    void requireFounded(long nowMs) {
        zones.finish();
        totals.forEach(this::takeRepeats);
        readings.forEachLeft((window, reading) -> unfounded(window, reading, nowMs));
    }

    private void unfounded(Counted window, Reading reading, long nowMs) {
        if (isUnclear(window.window().license()) || isGivenUp(window, nowMs)) {
            return;
        }
        Total total = totals.get(window);
        findings.differs(
                reading.place(),
                "reading-unfounded",
                window + " says " + reading.value().toPlainString() + " from " + reading.events() + " events, but "
                        + (total == null ? 0 : total.together.events()) + " were counted");
    }

    private void compare(Counted window, Total total, Reading reading) {
        total.readOut = reading;
        findings.checked("readings");
        if (reading.value().compareTo(total.together.value()) != 0) {
            findings.differs(
                    reading.place(),
                    "reading-value",
                    window + " says " + reading.value().toPlainString() + ", but its " + total.together.events()
                            + " events come to " + total.together.value().toPlainString());
        }
    }
}
