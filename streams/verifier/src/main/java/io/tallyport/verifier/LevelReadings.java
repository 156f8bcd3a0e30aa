package io.tallyport.verifier;

import io.tallyport.verifier.Readings.OfWindow;
import io.tallyport.verifier.Readings.Reading;
import io.tallyport.verifier.Totals.Counted;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Readings of levels, held against what stood at the end of a commit of their time. A level is read out without an event, too, and of
 * windows without any; so it is told by when each was published, not by how many events it holds.
 */
final class LevelReadings {

    /** A reading of which it is not settled yet whether it is right. */
    private static final class Open {
        private final Reading reading;
        private boolean isRight;

        private Open(Reading reading) {
            this.reading = reading;
        }
    }

    /** So long after their start days are kept for sure: what a clock leaps over within it is read when it has landed. */
    private static final long LEAP_MS = 30L * 24 * 3_600_000;

    /** Those of commits that were not followed yet, in order. */
    private final ArrayDeque<OfWindow> ahead;
    /** From the first of each window on that does not say what stood at a commit of its time so far, by license. */
    private final Map<String, Map<Counted, ArrayDeque<Open>>> open = new LinkedHashMap<>();

    private final LevelWindows all;
    private final Levels levels;
    private final ReadingZones zones;
    private final MeterRecounts recounts;
    private final Findings findings;
    private long nowMs = Long.MIN_VALUE;

    LevelReadings(Readings readings, Levels levels, ReadingZones zones, MeterRecounts recounts, Findings findings) {
        this.ahead = readings.ofLevels();
        this.all = new LevelWindows(levels, recounts, findings);
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
                    .add(new Open(next.reading()));
            concerned.add(license);
        }
        if (clockMs > nowMs) {
            concerned.addAll(open.keySet());
            if (nowMs != Long.MIN_VALUE && clockMs - nowMs > LEAP_MS) {
                all.leapt(clockMs);
            }
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

    private void settle(Counted window, ArrayDeque<Open> readings) {
        for (Open one : readings) {
            if (!one.isRight && one.reading.asOfMs() == nowMs && all.agrees(window, one.reading)) {
                one.isRight = true;
                all.note(window, one.reading);
            }
        }
        while (!readings.isEmpty()) {
            var first = readings.element();
            if (!first.isRight && first.reading.asOfMs() == nowMs) {
                // Another commit of this time may follow.
                return;
            }
            close(window, readings.remove());
        }
    }

    private void close(Counted window, Open one) {
        if (!one.isRight) {
            differs(window, one.reading);
            return;
        }
        findings.checked("readings");
        findings.checked("readings.levels");
        var windows = levels.windowsOf(window.window().license());
        if (windows != null) {
            zones.requireOfLevel(window, windows, one.reading);
        }
    }

    private void differs(Counted window, Reading reading) {
        String license = window.window().license();
        if (recounts.isUnclear(license)) {
            findings.unchecked("reading.groupsUnclear");
            return;
        }
        var kept = all.kept(window);
        findings.differs(
                reading.place(),
                kept == null ? "reading-unfounded" : "reading-value",
                window + " says " + LevelWindows.text(reading)
                        + (kept == null
                                ? ", but there is no such level, or no such window of it"
                                : ", but at no commit as of then it came to that; now it comes to "
                                        + all.comesTo(kept.level, window, reading.asOfMs())));
    }

    /**
     * At the end of what must be there: each window was read as it stands.
     *
     * @param doneMs what was due by then is done
     * @param wasHeld whether a license waited at some time, so that its levels did
     */
    void requireReadOut(long doneMs, Predicate<String> wasHeld) {
        all.requireReadOut(doneMs, wasHeld);
    }

    /** At the very end: no reading may be left that never was so. */
    void requireFounded() {
        open.values().forEach(windows -> windows.forEach((window, left) -> left.forEach(one -> close(window, one))));
        ahead.forEach(left -> differs(left.window(), left.reading()));
    }
}
