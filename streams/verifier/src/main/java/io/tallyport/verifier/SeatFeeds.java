package io.tallyport.verifier;

import io.tallyport.verifier.PlanTimeline.Change;
import io.tallyport.verifier.SeatWindows.Fed;
import io.tallyport.verifier.Totals.Counted;
import io.tallyport.verifier.Totals.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Feeds the meters of named seats: what is assigned does, a plan that begins, and the start of each day and period in which somebody has a
 * seat. What time feeds comes before all that is decided at or after that time.
 */
final class SeatFeeds {

    /** How far the feeds of a license are. */
    private static final class Story {
        /** How many of the changes that revisions and time made of its plan were taken. */
        private int changes;
        /** Those of which it is not known yet whether they are done. */
        private final List<Fed> open = new ArrayList<>();
    }

    private final Map<String, Story> stories = new HashMap<>();
    /** The licenses whose next day or period begins then. */
    private final TreeMap<Long, Set<String>> due = new TreeMap<>();

    private final SeatWindows windows = new SeatWindows();
    /** Days that were kept no more when they were fed, as where the clock leapt: whether they are read is not said. */
    private final Set<Counted> gone = new HashSet<>();

    private final Licenses licenses;
    private final LifeEvents lives;
    private final Totals totals;
    private final Accounts accounts;
    private final Evidence evidence;
    private final Crossings crossings;
    private final Predicate<String> wasHeld;
    private final Findings findings;
    private long nowMs;

    SeatFeeds(
            Licenses licenses,
            LifeEvents lives,
            Totals totals,
            Accounts accounts,
            Evidence evidence,
            Crossings crossings,
            Predicate<String> wasHeld,
            Findings findings) {
        this.licenses = licenses;
        this.lives = lives;
        this.totals = totals;
        this.accounts = accounts;
        this.evidence = evidence;
        this.crossings = crossings;
        this.wasHeld = wasHeld;
        this.findings = findings;
    }

    /** A tick was read: days and periods may have begun. */
    void tick(Place tick, long clockMs) {
        if (clockMs <= nowMs) {
            return;
        }
        nowMs = clockMs;
        windows.tick(clockMs);
        while (!due.isEmpty() && due.firstKey() <= clockMs) {
            var next = due.pollFirstEntry();
            for (String license : next.getValue()) {
                // A day is counted if the license has not ended up to its beginning.
                lives.advance(tick, license, next.getKey());
                var life = licenses.find(license);
                if (life != null && life.seats.assigned() > 0 && !life.isOver()) {
                    begin(tick, license, life, next.getKey());
                    // An alert may rest on what it came to by any of the days that one tick begins.
                    evidence.before(tick, license, licenses);
                }
            }
        }
    }

    private void begin(Place tick, String license, Life life, long fromMs) {
        // What was scheduled for this very instant comes first.
        changed(tick, license, life, change -> change.atMs() < fromMs || change.byTime() && change.atMs() == fromMs);
        byTime(license, feed(tick, license, life, SeatMeters.ASSIGNED, life.seats.assigned(), fromMs, fromMs));
        if (life.windows.from(Period.DAY, fromMs) == fromMs) {
            byTime(license, feed(tick, license, life, SeatMeters.HELD, life.seats.assigned(), fromMs, fromMs));
        }
        schedule(license, life, fromMs);
    }

    private void schedule(String license, Life life, long afterMs) {
        long dayMs = life.windows.to(Period.DAY, life.windows.from(Period.DAY, afterMs));
        long monthMs = life.windows.to(Period.MONTH, life.windows.from(Period.MONTH, afterMs));
        due.computeIfAbsent(Math.min(dayMs, monthMs), ms -> new LinkedHashSet<>())
                .add(license);
    }

    /**
     * A command is decided: what revisions and time changed before it was, and what time fed.
     *
     * @param version of the license's timeline, as the answer says it
     */
    void before(Moment at, long version) {
        changed(at.record().place(), at.license(), at.life(), change -> change.version() <= version);
        var open = story(at.license()).open;
        open.forEach(fed -> fed.done(at.nowMs()));
        open.clear();
    }

    /** A member got a seat. */
    void assigned(Moment at, boolean firstOfDay) {
        var before = crossings.before(at);
        var life = at.life();
        int assigned = life.seats.assigned();
        if (assigned == 1) {
            schedule(at.license(), life, at.timeMs());
        }
        var place = at.record().place();
        feed(place, at.license(), life, SeatMeters.ASSIGNED, assigned, at.timeMs(), at.nowMs())
                .done(at.nowMs());
        if (firstOfDay) {
            feed(place, at.license(), life, SeatMeters.HELD, 1, at.timeMs(), at.nowMs())
                    .done(at.nowMs());
        }
        crossings.after(at, before, false);
    }

    /** A license came back: it is as if its day began, but whom that day was counted for is counted for it once. */
    void cameBack(Moment at) {
        var life = at.life();
        int assigned = life.seats.assigned();
        if (assigned == 0) {
            return;
        }
        var before = crossings.before(at);
        var place = at.record().place();
        feed(place, at.license(), life, SeatMeters.ASSIGNED, assigned, at.timeMs(), at.nowMs())
                .done(at.nowMs());
        long dayFromMs = life.windows.from(Period.DAY, at.timeMs());
        if (life.windows.from(Period.DAY, life.lastMs()) != dayFromMs) {
            feed(place, at.license(), life, SeatMeters.HELD, assigned, at.timeMs(), at.nowMs())
                    .done(at.nowMs());
        }
        schedule(at.license(), life, at.timeMs());
        crossings.after(at, before, false);
    }

    /** A command changed the plan, which holds from an instant on. */
    void planChanged(Moment at, long fromMs) {
        var life = at.life();
        life.planFromMs = fromMs;
        int assigned = life.seats.assigned();
        if (assigned > 0) {
            feed(at.record().place(), at.license(), life, SeatMeters.ASSIGNED, assigned, fromMs, at.nowMs())
                    .done(at.nowMs());
        }
    }

    /** Takes what revisions and time changed of the plan, in the order of the timeline. */
    private void changed(Place at, String license, Life life, Predicate<Change> isBefore) {
        var story = story(license);
        var all = accounts.timeline().of(license).uncommanded();
        while (story.changes < all.size() && isBefore.test(all.get(story.changes))) {
            var change = all.get(story.changes++);
            life.planFromMs = change.atMs();
            int assigned = life.seats.assigned();
            if (assigned > 0) {
                // A change by a revision may hold from ahead of the clock on; when it was decided is not said.
                long earliestMs = change.byTime() ? change.atMs() : Long.MIN_VALUE;
                byTime(license, feed(at, license, life, SeatMeters.ASSIGNED, assigned, change.atMs(), earliestMs));
            }
        }
    }

    /** Whether and when a license that was held did what was due is not known. */
    private void byTime(String license, Fed fed) {
        if (!wasHeld.test(license)) {
            story(license).open.add(fed);
            windows.await(fed);
        }
    }

    private Fed feed(
            Place from, String license, Life life, Terms.Meter meter, int value, long timeMs, long earliestMs) {
        var added = new Added(BigDecimal.valueOf(value), "", List.of());
        var fed = windows.fed(meter, BigDecimal.valueOf(value), earliestMs);
        FedWindows.of(license, life.windows, meter, timeMs, added).forEach(window -> {
            windows.add(window, fed);
            if (!Backfills.isKept(window.window().period(), window.window().fromMs(), nowMs)) {
                gone.add(window);
            }
        });
        totals.feed(from, license, life.windows, meter, timeMs, added);
        accounts.feed(license, life.windows, meter, added, timeMs, life.planFromMs);
        return fed;
    }

    private Story story(String license) {
        return stories.computeIfAbsent(license, l -> new Story());
    }

    /** How many of the last that a window was fed may not have been fed yet. */
    long mayLack(Counted window) {
        if (gone.contains(window)) {
            findings.unchecked("reading.seatDaysGone");
            return Long.MAX_VALUE;
        }
        return windows.mayLack(window);
    }

    /** What was used in a window at least. */
    BigDecimal sure(Window window) {
        return windows.sure(window);
    }

    /**
     * Takes what revisions and time changed up to an instant, where nothing else comes that is behind it.
     *
     * @param at where it is said what is missing
     */
    void changedBy(Place at, long ms) {
        for (String license : List.copyOf(stories.keySet())) {
            var life = licenses.find(license);
            if (life != null) {
                changed(at, license, life, change -> change.atMs() <= ms);
            }
        }
    }

    /** At the very end: readings are of their time. */
    void requireOfTheirTime(Readings readings) {
        windows.require(readings.ofSeats(), license -> wasHeld.test(license) || totals.isUnclear(license), findings);
    }
}
