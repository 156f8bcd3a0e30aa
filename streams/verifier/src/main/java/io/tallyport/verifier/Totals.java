package io.tallyport.verifier;

import io.tallyport.verifier.Readings.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was counted per license, meter and window, held against the published readings. A reading says how many events
 * it holds, so it must agree with the total as it was after exactly so many.
 */
final class Totals {

    private static final int MOST_GROUPS = 1_000;

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
            return window + (version == 1 ? "" : " version " + version) + (group.isEmpty() ? "" : " group " + group);
        }
    }

    /** A reading of which the revision that says how long a month waits may not have been read yet. */
    private record ZoneCheck(Reading reading, String license, Windows windows, long fromMs) {}

    private static final class Total {
        private final Together together;
        private @Nullable Reading readOut;
        private @Nullable Place last;

        private Total(Combination combination, boolean corrected) {
            together = new Together(combination, corrected);
        }
    }

    private final Readings readings;
    private final Map<Counted, Total> totals = new HashMap<>();
    /** How many groups each month of a meter has. */
    private final Map<Counted, Integer> groups = new HashMap<>();
    /** The totals of each window's versions. */
    private final Map<Window, List<Total>> versions = new HashMap<>();

    private final List<ZoneCheck> zoneChecks = new ArrayList<>();
    /** Of those of this commit the rules may say so at its end only. */
    private final List<ZoneCheck> ofCommit = new ArrayList<>();

    private final Catalogs catalogs;
    private final StatementCheck statements;
    private final Corrections corrections;
    private final Findings findings;

    Totals(PartitionLog log, Catalogs catalogs, StatementCheck statements, Corrections corrections, Findings findings) {
        this.catalogs = catalogs;
        this.statements = statements;
        this.corrections = corrections;
        this.findings = findings;
        this.readings = new Readings(log, corrections, findings);
    }

    /** Adds what an event adds to a meter. */
    void add(Place from, String license, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        for (Period period : meter.periods()) {
            add(from, license, windows, meter, period, timeMs, new Added(added.value(), ""));
        }
        if (!added.group().isEmpty()) {
            for (Period period : meter.groupPeriods(windows)) {
                add(from, license, windows, meter, period, timeMs, added);
            }
        }
    }

    private void add(
            Place from, String license, Windows windows, Terms.Meter meter, Period period, long timeMs, Added added) {
        var of = new Window(license, meter.id(), period, windows.from(period, timeMs));
        var window = new Counted(of, meter.version(), added.group());
        var total = totals.computeIfAbsent(window, counted -> {
            var begun = new Total(meter.combination(), corrections.areOf(license));
            if (counted.group().isEmpty()) {
                versions.computeIfAbsent(counted.window(), w -> new ArrayList<>())
                        .add(begun);
            } else if (period == Period.MONTH) {
                groups.merge(new Counted(of, meter.version(), ""), 1, Integer::sum);
            }
            return begun;
        });
        total.together.add(timeMs, added.value());
        changed(from, window, total, windows);
    }

    /** The total of a window is another now: is that read out? */
    private void changed(Place from, Counted window, Total total, Windows windows) {
        total.last = from;
        Reading reading = readings.next(window, total.together.events(), total.together.value());
        if (reading != null) {
            compare(window, total, reading);
            requireCalendar(window, windows, reading);
        }
    }

    /** Some windows of a meter, or of a group of it, were recounted. */
    void recounted(Place from, Windows windows, Window window, int version, String group) {
        var counted = new Counted(window, version, group);
        Total total = totals.get(counted);
        if (total == null) {
            findings.differs(from, "recount-unfounded", counted + " holds nothing that could be recounted");
        } else {
            total.together.recount();
            changed(from, counted, total, windows);
        }
    }

    /** Takes out what an event added to a meter. */
    void remove(Place from, String license, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        windowsOf(license, windows, meter, timeMs, added).toList().forEach(window -> {
            Total total = totals.get(window);
            if (total == null) {
                findings.differs(from, "correction-unfounded", window + " holds nothing that could be taken back");
            } else {
                total.together.remove(timeMs, added.value());
                changed(from, window, total, windows);
            }
        });
    }

    private static Stream<Counted> windowsOf(
            String license, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        var own = meter.periods().stream().map(period -> counted(license, windows, meter, period, timeMs, ""));
        var ofGroup = added.group().isEmpty()
                ? Stream.<Counted>of()
                : meter.groupPeriods(windows).stream()
                        .map(period -> counted(license, windows, meter, period, timeMs, added.group()));
        return Stream.concat(own, ofGroup);
    }

    private static Counted counted(
            String license, Windows windows, Terms.Meter meter, Period period, long timeMs, String group) {
        var of = new Window(license, meter.id(), period, windows.from(period, timeMs));
        return new Counted(of, meter.version(), group);
    }

    /** Whether a meter has a group in the month of an event, or may have one more. */
    boolean hasRoom(String license, Windows windows, Terms.Meter meter, long timeMs, String group) {
        var month = new Window(license, meter.id(), Period.MONTH, windows.from(Period.MONTH, timeMs));
        return group.isEmpty()
                || totals.containsKey(new Counted(month, meter.version(), group))
                || groups.getOrDefault(new Counted(month, meter.version(), ""), 0) < MOST_GROUPS;
    }

    /** What was used in a window, by all versions of its meter. */
    BigDecimal value(Window window) {
        var all = versions.get(window);
        return all == null
                ? BigDecimal.ZERO
                : Together.value(all.stream().map(total -> total.together).toList());
    }

    /** At the end of a commit whose outputs are all there: every total was read out as it stands. */
    void requireReadOut() {
        totals.forEach((window, total) -> {
            Reading read = total.readOut;
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
            if (read != null && isRead && read.recounting() != total.together.isStale()) {
                findings.differs(
                        read.place(),
                        "reading-recounting",
                        window + " is said to " + (read.recounting() ? "" : "not ") + "wait for a recount");
            }
            if (!isRead && !isNamed && total.last != null) {
                findings.differs(
                        total.last,
                        "reading-missing",
                        window + " has " + total.together.events() + " events, but the last reading holds "
                                + (read == null ? 0 : read.events()));
            }
        });
    }

    /** A window ends, and stands, where the calendar of its license says. */
    private void requireCalendar(Counted counted, Windows windows, Reading reading) {
        Window window = counted.window();
        if (windows.to(window.period(), window.fromMs()) != reading.toMs()) {
            findings.differs(
                    reading.place(), "reading-window", counted + " is said to end at " + reading.toMs() + ", not so");
        }
        var check = new ZoneCheck(reading, window.license(), windows, window.fromMs());
        if (!isRight(check, catalogs.inForce())) {
            ofCommit.add(check);
        }
    }

    private boolean isRight(ZoneCheck check, Terms terms) {
        var reading = check.reading;
        String zone =
                statements.zone(reading.zone(), check.license, check.windows, check.fromMs, terms, reading.asOfMs());
        return zone.equals(reading.zone());
    }

    /** At the end of a commit, when the statements have their places that were issued in it. */
    void endOfCommit() {
        for (ZoneCheck check : ofCommit) {
            if (!isRight(check, catalogs.inForce())) {
                zoneChecks.add(check);
            }
        }
        ofCommit.clear();
    }

    /** At the very end, when all revisions were read: until then only time may have been misjudged, not what is closed. */
    private void requireZones() {
        for (ZoneCheck check : zoneChecks) {
            var reading = check.reading;
            var terms = catalogs.revision(reading.revision()).orElse(Terms.NONE);
            boolean isClosed = reading.zone().equals("CLOSED")
                    && statements.isClosedBy(
                            check.license, check.windows.from(Period.MONTH, check.fromMs), reading.asOfMs());
            boolean isByTime = !statements.areOf(check.license)
                    && check.windows
                            .zoneOf(check.fromMs, terms.graceMs(), reading.asOfMs())
                            .equals(reading.zone());
            if (!isByTime && !isClosed) {
                findings.differs(
                        reading.place(),
                        "reading-zone",
                        "the zone of " + check.license + " from " + check.fromMs + " as of " + reading.asOfMs()
                                + " is not " + reading.zone());
            }
        }
    }

    /** At the very end: no reading may be left that nothing was counted for. */
    void requireFounded() {
        requireZones();
        readings.forEachLeft(this::unfounded);
    }

    private void unfounded(Counted window, Reading reading) {
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
