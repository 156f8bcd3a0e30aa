package io.tallyport.domain.anomaly;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A deterministic abuse rule: too large a share of a license's events are duplicates or conflicts. An alert opens with the very
 * event that reaches the limit, and is resolved at the end of the first bucket whose share is below half of it.
 */
public final class DuplicateFlood {

    /** Name of this sort of detector. */
    public static final String NAME = "duplicate-flood";

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private DuplicateFlood() {}

    /**
     * Takes one event.
     *
     * @param nowMs tick time
     * @param repeat whether its verdict is duplicate or conflict
     */
    public static FloodOutcome observe(FloodState state, FloodRule rule, long nowMs, boolean repeat) {
        FloodOutcome rolled = closeBuckets(state, rule, nowMs);
        FloodState at = rolled.next();
        boolean fresh = at.events() == 0;
        var next = new FloodState(
                fresh ? rule.bucket().fromMs(nowMs) : at.fromMs(),
                at.events() + 1,
                at.repeats() + (repeat ? 1 : 0),
                at.alertFromMs());
        if (!repeat || next.isAlerting() || next.events() < rule.leastEvents() || !reaches(next, rule.limitPercent())) {
            return new FloodOutcome(next, rolled.findings());
        }
        var alerting = new FloodState(next.fromMs(), next.events(), next.repeats(), next.fromMs());
        var findings = new ArrayList<>(rolled.findings());
        findings.add(finding(alerting, rule, AlertStatus.OPENED));
        return new FloodOutcome(alerting, findings);
    }

    /**
     * Ends the bucket if its time has passed, and the alert with it if the flood is over.
     *
     * @param nowMs tick time
     */
    public static FloodOutcome closeBuckets(FloodState state, FloodRule rule, long nowMs) {
        if (nowMs < nextDueMs(state, rule)) {
            return new FloodOutcome(state, List.of());
        }
        boolean over =
                200 * state.repeats() < rule.limitPercent() * state.events() || state.events() < rule.leastEvents();
        long toMs = rule.bucket().toMs(state.fromMs());
        if (!state.isAlerting() || over) {
            List<DetectorFinding> findings =
                    state.isAlerting() ? List.of(finding(state, rule, AlertStatus.RESOLVED)) : List.of();
            return new FloodOutcome(new FloodState(toMs, 0, 0, FloodState.NO_ALERT), findings);
        }
        var next = new FloodState(toMs, 0, 0, state.alertFromMs());
        // The bucket that follows may have passed, empty, as well: then the flood is over.
        return closeBuckets(next, rule, nowMs);
    }

    /** When {@link #closeBuckets} has something to do next; {@link Long#MAX_VALUE} if nothing can happen before another event. */
    public static long nextDueMs(FloodState state, FloodRule rule) {
        return state.events() == 0 && !state.isAlerting()
                ? Long.MAX_VALUE
                : rule.bucket().toMs(state.fromMs());
    }

    /**
     * Computes the share of repeats, in percent, again from the inputs of a finding.
     *
     * @throws IllegalArgumentException if an input is missing or no number
     */
    public static BigDecimal score(Map<String, String> inputs) {
        return share(DetectorInputs.number(inputs, "repeats"), DetectorInputs.number(inputs, "events"));
    }

    private static boolean reaches(FloodState state, int percent) {
        return 100 * state.repeats() >= percent * state.events();
    }

    private static BigDecimal share(BigDecimal repeats, BigDecimal events) {
        return events.signum() == 0
                ? BigDecimal.ZERO.setScale(3)
                : repeats.multiply(HUNDRED).divide(events, 3, RoundingMode.HALF_EVEN);
    }

    private static DetectorFinding finding(FloodState state, FloodRule rule, AlertStatus status) {
        var inputs = new TreeMap<String, String>();
        inputs.put("events", Long.toString(state.events()));
        inputs.put("repeats", Long.toString(state.repeats()));
        inputs.put("limitPercent", Integer.toString(rule.limitPercent()));
        inputs.put("leastEvents", Long.toString(rule.leastEvents()));
        BigDecimal allowed = BigDecimal.valueOf(state.events())
                .multiply(BigDecimal.valueOf(rule.limitPercent()))
                .divide(HUNDRED, 2, RoundingMode.UNNECESSARY);
        return new DetectorFinding(
                NAME,
                rule.rule(),
                rule.rule() + "/" + state.alertFromMs(),
                "",
                status,
                Direction.SPIKE,
                status == AlertStatus.RESOLVED ? Severity.INFO : Severity.WARNING,
                BigDecimal.valueOf(state.repeats()),
                allowed,
                BigDecimal.ONE,
                score(inputs),
                state.fromMs(),
                rule.bucket().toMs(state.fromMs()),
                inputs);
    }
}
