package io.tallyport.port.explain;

import io.tallyport.domain.entitlement.CheckInputs;
import io.tallyport.domain.entitlement.CheckReason;
import io.tallyport.domain.entitlement.Decision;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.RecordedDecision;
import java.util.ArrayList;
import java.util.List;

/** The steps that a check takes, in its order, up to the one that decided. */
final class DecisionSteps {

    /**
     * One step.
     *
     * @param step what is looked at
     * @param input what was seen
     * @param result what followed
     */
    record Step(String step, String input, String result) {}

    private final List<Step> steps = new ArrayList<>();

    private DecisionSteps() {}

    static List<Step> of(RecordedDecision recorded, Decision again) {
        var explained = new DecisionSteps();
        if (explained.decidedBefore(recorded.inputs())) {
            explained.add("answer", "", again.verdict() + " " + again.reason());
            return explained.steps;
        }
        var basis = recorded.basis();
        if (basis != null) {
            explained.feature(recorded.inputs(), basis);
        }
        explained.add("answer", "", again.verdict() + " " + again.reason());
        return explained.steps;
    }

    /** Whether the license decided, before any feature was looked at. */
    private boolean decidedBefore(CheckInputs inputs) {
        var time = inputs.time();
        add(
                "view",
                time.isLoaded()
                        ? time.ageMs() + " ms old, fresh up to " + time.freshForMs() + " ms"
                        : "never heard from the pipeline",
                time.isLoaded() ? time.isFresh() ? "fresh" : "stale" : "VIEW_NOT_LOADED");
        if (!time.isLoaded()) {
            return true;
        }
        Entitlement entitlement = inputs.entitlement();
        if (entitlement == null) {
            add("license", inputs.license() + " is not in the view", "LICENSE_UNKNOWN");
            return true;
        }
        boolean open = entitlement.state().givesAccess();
        add(
                "license",
                inputs.license() + " is " + entitlement.state() + " (entitlement version " + entitlement.version()
                        + ")",
                open ? "go on" : CheckReason.of(entitlement.state()).name());
        if (!open || isOver(entitlement, time.nowMs())) {
            return true;
        }
        boolean granted = entitlement.feature(inputs.feature()).isPresent();
        add(
                "feature",
                "plan " + entitlement.plan() + " at catalog revision " + entitlement.catalogRevision()
                        + (granted ? " grants " : " does not grant ") + inputs.feature(),
                granted ? "go on" : "FEATURE_NOT_GRANTED");
        return !granted;
    }

    /** Looks at the end of a license that has one, and at its grace. */
    private boolean isOver(Entitlement entitlement, long nowMs) {
        long endMs = entitlement.expiresAtMs();
        long graceUntilMs = entitlement.graceUntilMs();
        if (endMs == Long.MAX_VALUE) {
            return false;
        }
        boolean ended = nowMs >= endMs;
        boolean over = nowMs >= graceUntilMs;
        add(
                "end of validity",
                "ends at " + Json.instant(endMs) + ", asked at " + Json.instant(nowMs),
                !ended ? "go on" : graceUntilMs > endMs ? "look at its grace" : "LICENSE_EXPIRED");
        if (ended && graceUntilMs > endMs) {
            add(
                    "grace",
                    "lasts until " + Json.instant(graceUntilMs),
                    over ? "LICENSE_EXPIRED" : "go on, with LICENSE_IN_GRACE for an ALLOW");
        }
        return over;
    }

    private void feature(CheckInputs inputs, FeatureEntitlement basis) {
        if (!inputs.time().isFresh()) {
            add(
                    "failure policy",
                    basis.onFailure().text() + ", the view is " + inputs.time().ageMs() + " ms old",
                    "see the answer");
        }
        var limit = basis.limit();
        var window = basis.window();
        if (limit != null && window != null) {
            add(
                    "quota",
                    "used " + basis.usedWhenDecided().toPlainString() + " of " + limit.toPlainString() + " "
                            + basis.meter() + " in " + window + " from " + Json.instant(basis.windowFromMs()),
                    basis.level() + (basis.hard() ? ", hard" : ", soft"));
        }
        Entitlement entitlement = inputs.entitlement();
        if (entitlement != null && entitlement.quarantined() && basis.access() != Verdict.DENY) {
            add("quarantine", "decisions about the license are held after a fault", "LICENSE_QUARANTINED");
        }
    }

    private void add(String step, String input, String result) {
        steps.add(new Step(step, input, result));
    }
}
