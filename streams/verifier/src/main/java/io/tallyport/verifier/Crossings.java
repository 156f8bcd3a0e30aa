package io.tallyport.verifier;

import io.tallyport.verifier.Totals.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must be said when a change of usage crosses a limit. */
final class Crossings {

    private final Totals totals;
    private final Evidence evidence;
    private final LicenseAnswers answers;
    private final Findings findings;

    Crossings(Totals totals, Evidence evidence, LicenseAnswers answers, Findings findings) {
        this.totals = totals;
        this.evidence = evidence;
        this.answers = answers;
        this.findings = findings;
    }

    /** Usage before a change, in the windows that the limits are held against now. */
    Map<Window, BigDecimal> before(Moment at) {
        var before = new HashMap<Window, BigDecimal>();
        for (Terms.Limit limit : limits(at)) {
            var window = windowAt(at, limit, at.nowMs());
            before.put(window, totals.value(window, at.nowMs()));
        }
        return before;
    }

    /** Requires the alerts of each limit that the change crossed. */
    void after(Moment at, Map<Window, BigDecimal> before, boolean released) {
        for (Terms.Limit limit : limits(at)) {
            if (released) {
                // Limits may have changed while the record waited; what was settled meanwhile is not recomputed.
                findings.unchecked("alert.crossingsOfReleased");
            } else {
                var current = windowAt(at, limit, at.nowMs());
                crossed(at, limit, current, before.getOrDefault(current, BigDecimal.ZERO));
            }
        }
    }

    /** Whether a hard limit is passed in the window of the event. */
    boolean isPastHardLimit(Moment at) {
        return limits(at).stream()
                .anyMatch(limit ->
                        limit.hard() && limit.passed(totals.value(windowAt(at, limit, at.timeMs()), at.nowMs())));
    }

    private static List<Terms.Limit> limits(Moment at) {
        var plan = at.terms().plans().get(at.life().plan());
        return plan == null ? List.of() : plan.limits();
    }

    private static Window windowAt(Moment at, Terms.Limit limit, long ms) {
        return new Window(
                at.license(), limit.meter(), limit.period(), at.life().windows.from(limit.period(), ms));
    }

    /**
     * At the end of what must be there: a level, or seats, that had come to a limit by themselves, and still are past it, opened its incident. Only of
     * the windows that run: what was resolved before is not gone through again.
     *
     * @param seats what the meters of seats were fed for sure
     * @param terms the catalog in force, since then at least
     * @param doneMs what was due by then is done
     * @param nowMs the time that it is
     * @param place where it would be said
     */
    void requireByTime(Licenses licenses, SeatFeeds seats, Terms terms, long doneMs, long nowMs, Place place) {
        licenses.forEach((license, life) -> {
            var plan = terms.plans().get(life.plan());
            for (Terms.Limit limit : plan == null ? List.<Terms.Limit>of() : plan.limits()) {
                boolean ofSeats = SeatMeters.isOne(limit.meter());
                if (!ofSeats && !totals.isLevel(license, limit.meter()) || life.isOver()) {
                    continue;
                }
                var window =
                        new Window(license, limit.meter(), limit.period(), life.windows.from(limit.period(), doneMs));
                if (life.windows.to(limit.period(), window.fromMs()) > nowMs) {
                    var then = ofSeats ? seats.sure(window) : totals.value(window, doneMs);
                    var incidents = reached(limit, window, then);
                    incidents.retainAll(reached(limit, window, totals.value(window, nowMs)));
                    incidents.forEach(incident -> requireByTime(license, incident, place));
                }
            }
        });
    }

    private void requireByTime(String license, String alertId, Place place) {
        if (evidence.wasOpened(alertId)) {
            findings.checked("crossings.byTime");
        } else if (answers.wasHeld(license) || totals.isUnclear(license)) {
            findings.unchecked("alert.crossings");
        } else {
            findings.differs(place, "alert-missing", "time alone opens the incident " + alertId);
        }
    }

    private static List<String> reached(Terms.Limit limit, Window window, BigDecimal used) {
        var incidents = new ArrayList<String>();
        for (int percent : limit.percents()) {
            if (limit.reached(percent, used)) {
                incidents.add(incident(limit, window) + percent);
            }
        }
        if (limit.passed(used)) {
            incidents.add(incident(limit, window) + "breach");
        }
        return incidents;
    }

    private static String incident(Terms.Limit limit, Window window) {
        return window.license() + "/" + limit.rule() + "/" + window.fromMs() + "/";
    }

    private void crossed(Moment at, Terms.Limit limit, Window window, BigDecimal before) {
        BigDecimal after = totals.value(window, at.nowMs());
        if (after.compareTo(before) == 0) {
            return;
        }
        var incidents = reached(limit, window, after);
        incidents.removeAll(reached(limit, window, before));
        incidents.forEach(incident -> requireAlert(at, incident));
    }

    void requireAlert(Moment at, String alertId) {
        if (evidence.isOpened(at.record().place(), alertId)) {
            findings.checked("crossings");
        } else if (answers.wasHeld(at.license()) || totals.isUnclear(at.license()) || !at.firm()) {
            findings.unchecked("alert.crossings");
        } else {
            findings.differs(at.record().place(), "alert-missing", "it must open the incident " + alertId);
        }
    }
}
