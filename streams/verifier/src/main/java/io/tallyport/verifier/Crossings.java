package io.tallyport.verifier;

import io.tallyport.verifier.Totals.Window;
import java.math.BigDecimal;
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
        var plan = at.terms().plans().get(at.life().plan);
        return plan == null ? List.of() : plan.limits();
    }

    private static Window windowAt(Moment at, Terms.Limit limit, long ms) {
        return new Window(
                at.license(), limit.meter(), limit.period(), at.life().windows.from(limit.period(), ms));
    }

    private void crossed(Moment at, Terms.Limit limit, Window window, BigDecimal before) {
        BigDecimal after = totals.value(window, at.nowMs());
        if (after.compareTo(before) == 0) {
            return;
        }
        String incident = window.license() + "/" + limit.rule() + "/" + window.fromMs() + "/";
        for (int percent : limit.percents()) {
            if (limit.reached(percent, after) && !limit.reached(percent, before)) {
                requireAlert(at, incident + percent);
            }
        }
        if (limit.passed(after) && !limit.passed(before)) {
            requireAlert(at, incident + "breach");
        }
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
