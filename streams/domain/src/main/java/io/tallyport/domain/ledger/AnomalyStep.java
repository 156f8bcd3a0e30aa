package io.tallyport.domain.ledger;

import io.tallyport.domain.anomaly.Detector;
import io.tallyport.domain.anomaly.DetectorFinding;
import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.anomaly.DuplicateFlood;
import io.tallyport.domain.anomaly.FloodRule;
import io.tallyport.domain.anomaly.FloodState;
import io.tallyport.domain.anomaly.OpenAlert;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.DetectorRule;
import io.tallyport.domain.catalog.Plan;
import io.tallyport.domain.metering.Metering.Contribution;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets the detectors of a license's plan see what happened. They alert; they never deny. */
public final class AnomalyStep {

    /**
     * The result.
     *
     * @param next the ledger after it
     * @param findings what the detectors have to say
     * @param ended open alerts of detectors that are no longer part of the terms, by rule
     */
    public record Outcome(LicenseLedger next, List<DetectorFinding> findings, Map<String, OpenAlert> ended) {}

    /**
     * Closes the buckets whose time has passed, then observes one event.
     *
     * @param contributions what a counted event added; empty if nothing was counted
     * @param eventTimeMs its time
     * @param repeat true for a duplicate or conflict, false for a counted event, null when time alone passed
     */
    public static Outcome observe(
            LicenseLedger ledger,
            Catalog catalog,
            List<Contribution> contributions,
            long eventTimeMs,
            @Nullable Boolean repeat,
            long nowMs) {
        var findings = new ArrayList<DetectorFinding>(0);
        Keyed<DetectorState> detectors = ledger.detectors();
        List<DetectorRule> rules = rulesOf(ledger, catalog);
        for (DetectorRule rule : rules) {
            DetectorState before = detectors.get(rule.rule());
            DetectorState state = before == null ? DetectorState.EMPTY : before;
            var closed = Detector.closeBuckets(state, rule, nowMs);
            state = closed.next();
            // Asked first: adding nothing costs a copy of nothing, for each event.
            if (!closed.findings().isEmpty()) {
                findings.addAll(closed.findings());
            }
            BigDecimal value = contributionTo(rule.meter(), contributions);
            if (value != null) {
                state = Detector.observe(state, rule, eventTimeMs, value);
            }
            if (before != null || state != DetectorState.EMPTY) {
                detectors = detectors.with(rule.rule(), state);
            }
        }
        Map<String, OpenAlert> ended = Map.of();
        if (detectors.size() > rules.size()) {
            ended = new LinkedHashMap<>();
            detectors = withoutDropped(detectors, rules, ended);
        }
        LicenseLedger next = detectors == ledger.detectors() ? ledger : ledger.withDetectors(detectors);
        return new Outcome(flooded(next, repeat, nowMs, findings), findings, ended);
    }

    /** When a bucket of any detector closes. */
    static long nextDueMs(LicenseLedger ledger, Catalog catalog) {
        long due = ledger.flood() == null ? Timers.NEVER : floodDueMs(ledger.flood());
        if (ledger.detectors().size() == 0) {
            return due;
        }
        for (DetectorRule rule : rulesOf(ledger, catalog)) {
            DetectorState state = ledger.detectors().get(rule.rule());
            if (state != null) {
                due = Math.min(due, Detector.nextDueMs(state, rule));
            }
        }
        return due;
    }

    /** A bucket without an alert ends by itself with the next event; only an open alert must be ended on time. */
    private static long floodDueMs(FloodState flood) {
        return flood.isAlerting() ? DuplicateFlood.nextDueMs(flood, FloodRule.DEFAULT) : Timers.NEVER;
    }

    private static LicenseLedger flooded(
            LicenseLedger ledger, @Nullable Boolean repeat, long nowMs, List<DetectorFinding> findings) {
        FloodState before = ledger.flood();
        if (repeat == null && before == null) {
            return ledger;
        }
        FloodState state = before == null ? FloodState.EMPTY : before;
        var outcome = repeat == null
                ? DuplicateFlood.closeBuckets(state, FloodRule.DEFAULT, nowMs)
                : DuplicateFlood.observe(state, FloodRule.DEFAULT, nowMs, repeat);
        if (!outcome.findings().isEmpty()) {
            findings.addAll(outcome.findings());
        }
        return outcome.next() == before ? ledger : ledger.withFlood(outcome.next());
    }

    private static List<DetectorRule> rulesOf(LicenseLedger ledger, Catalog catalog) {
        Plan plan = ledger.license() == null
                ? null
                : catalog.plans().get(ledger.license().plan());
        return plan == null ? List.of() : plan.detectors();
    }

    private static Keyed<DetectorState> withoutDropped(
            Keyed<DetectorState> detectors, List<DetectorRule> rules, Map<String, OpenAlert> ended) {
        var left = detectors;
        for (String rule : detectors.keys()) {
            if (rules.stream().noneMatch(r -> r.rule().equals(rule))) {
                DetectorState dropped = detectors.get(rule);
                if (dropped != null && dropped.alert() != null) {
                    ended.put(rule, dropped.alert());
                }
                left = left.without(rule);
            }
        }
        return left;
    }

    private static @Nullable BigDecimal contributionTo(String meter, List<Contribution> contributions) {
        for (Contribution contribution : contributions) {
            if (contribution.meter().id().equals(meter)) {
                return contribution.value();
            }
        }
        return null;
    }

    private AnomalyStep() {}
}
