package io.tallyport.domain.anomaly;

import io.tallyport.domain.catalog.DetectorRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A robust detector of spikes and drops: each bucket's total is scored against the quantiles of the buckets before it.
 *
 * <p>{@code score = (total - median) / max(IQR / 1.349, (p99 - p1) / 4.65, median / 20, floor)}, in exact decimals. An alert opens
 * when the score reaches the rule's limit, is updated when the total is farther off than before, and is resolved when the score falls below half the
 * limit or changes sides; then {@value #REFRACTORY_BUCKETS} buckets pass before another one opens. Nothing is scored before the
 * rule's warm-up. Pure: time comes in as an argument.
 */
public final class Detector {

    /** Name of this sort of detector. */
    public static final String NAME = "spike-drop";

    /** Buckets that pass between a resolved alert and the next one. */
    public static final int REFRACTORY_BUCKETS = 6;

    /** Most buckets that are open at once: how far a backlog may run ahead of the ticks without being left out. */
    public static final int MOST_OPEN = 64;

    /** A bucket closes this part of its length after its end, so that events on their way still count. */
    private static final int CLOSE_DELAY_PART = 60;

    private Detector() {}

    /**
     * Takes a value into its bucket. A value for a closed bucket changes nothing, nor does one that would open more than
     * {@value #MOST_OPEN} buckets.
     *
     * @param eventTimeMs event time of the value
     * @param value what the event counts on the meter
     */
    public static DetectorState observe(DetectorState state, DetectorRule rule, long eventTimeMs, BigDecimal value) {
        long fromMs = rule.bucket().fromMs(eventTimeMs);
        boolean first = state.nextFromMs() == DetectorState.NOTHING_SEEN;
        if (!first && fromMs < state.nextFromMs()) {
            return state;
        }
        List<OpenBucket> open = state.open();
        int at = 0;
        while (at < open.size() && open.get(at).fromMs() < fromMs) {
            at++;
        }
        boolean known = at < open.size() && open.get(at).fromMs() == fromMs;
        if (!known && open.size() == MOST_OPEN) {
            return state;
        }
        if (known && open.size() == 1) {
            // The usual event: one bucket is open, and it takes the value.
            return state.withOpen(
                    List.of(new OpenBucket(fromMs, open.get(0).total().add(value))));
        }
        var next = new ArrayList<>(open);
        if (known) {
            next.set(at, new OpenBucket(fromMs, open.get(at).total().add(value)));
        } else {
            next.add(at, new OpenBucket(fromMs, value));
        }
        return new DetectorState(
                first ? fromMs : state.nextFromMs(), next, state.history(), state.alert(), state.refractoryBuckets());
    }

    /**
     * Closes every bucket whose time has passed, empty ones too, and scores each. The cost is bounded by the rule's history however
     * many buckets passed.
     *
     * @param nowMs tick time
     */
    public static DetectorOutcome closeBuckets(DetectorState state, DetectorRule rule, long nowMs) {
        boolean early = state.nextFromMs() == DetectorState.NOTHING_SEEN || nowMs < dueMs(state.nextFromMs(), rule);
        if (early || nowMs < nextDueMs(state, rule)) {
            return new DetectorOutcome(state, List.of());
        }
        return new BucketClosing(state, rule).upTo(nowMs);
    }

    /**
     * When {@link #closeBuckets} has something to do next.
     *
     * @return tick time; {@link Long#MAX_VALUE} if nothing can happen before another value comes
     */
    public static long nextDueMs(DetectorState state, DetectorRule rule) {
        if (state.nextFromMs() == DetectorState.NOTHING_SEEN) {
            return Long.MAX_VALUE;
        }
        boolean silent = state.alert() == null
                && state.refractoryBuckets() == 0
                && state.history().size() >= rule.historyBuckets()
                && isAllZero(state.history());
        if (!silent) {
            return dueMs(state.nextFromMs(), rule);
        }
        return state.open().isEmpty()
                ? Long.MAX_VALUE
                : dueMs(state.open().get(0).fromMs(), rule);
    }

    /**
     * Computes a score again from the inputs of a finding.
     *
     * @throws IllegalArgumentException if an input is missing or no number
     */
    public static BigDecimal score(Map<String, String> inputs) {
        return DetectorInputs.of(inputs).score();
    }

    /** Newest first: where there is usage, the answer is there. Asked once per event, so it makes no garbage. */
    private static boolean isAllZero(List<BigDecimal> history) {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (history.get(i).signum() != 0) {
                return false;
            }
        }
        return true;
    }

    /** When the bucket that begins at an instant closes. */
    static long dueMs(long fromMs, DetectorRule rule) {
        long toMs = rule.bucket().toMs(fromMs);
        return toMs + (toMs - fromMs) / CLOSE_DELAY_PART;
    }
}
