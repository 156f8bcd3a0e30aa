package io.tallyport.domain.anomaly;

import io.tallyport.domain.catalog.DetectorRule;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run over the buckets of a detector that are due: scores each, and opens and resolves the alert. */
final class BucketClosing {

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final DetectorRule rule;
    private final Deque<OpenBucket> open;
    private final BucketHistory history;
    private final List<DetectorFinding> findings = new ArrayList<>();
    private long fromMs;
    private @Nullable OpenAlert alert;
    private int refractoryBuckets;

    BucketClosing(DetectorState state, DetectorRule rule) {
        this.rule = rule;
        this.fromMs = state.nextFromMs();
        this.open = new ArrayDeque<>(state.open());
        this.history = new BucketHistory(state.history(), rule.historyBuckets());
        this.alert = state.alert();
        this.refractoryBuckets = state.refractoryBuckets();
    }

    DetectorOutcome upTo(long nowMs) {
        while (nextDueMs() <= nowMs) {
            fromMs = nextFromMs();
            close(takeTotal());
            fromMs = rule.bucket().toMs(fromMs);
        }
        return new DetectorOutcome(
                new DetectorState(fromMs, List.copyOf(open), history.totals(), alert, refractoryBuckets), findings);
    }

    /** When the next bucket closes that can change anything. */
    private long nextDueMs() {
        return isSilent() && open.isEmpty() ? Long.MAX_VALUE : Detector.dueMs(nextFromMs(), rule);
    }

    /** The next bucket that can change anything: in silence an empty one does not. */
    private long nextFromMs() {
        OpenBucket first = open.peekFirst();
        return first != null && isSilent() ? first.fromMs() : fromMs;
    }

    private boolean isSilent() {
        return alert == null && refractoryBuckets == 0 && history.isSilent();
    }

    private BigDecimal takeTotal() {
        OpenBucket first = open.peekFirst();
        if (first == null || first.fromMs() != fromMs) {
            return BigDecimal.ZERO;
        }
        open.removeFirst();
        // One form per number: a replay that closes in other steps must write the same evidence.
        BigDecimal total = first.total().stripTrailingZeros();
        return total.scale() < 0 ? total.setScale(0) : total;
    }

    private void close(BigDecimal total) {
        if (history.size() >= rule.warmUpBuckets()) {
            decide(history.inputs(total));
        }
        history.add(total);
    }

    private void decide(DetectorInputs inputs) {
        BigDecimal size = inputs.score().abs();
        BigDecimal off = inputs.observed().subtract(inputs.p50()).abs();
        Direction direction = inputs.score().signum() < 0 ? Direction.DROP : Direction.SPIKE;
        OpenAlert was = alert;
        if (was != null) {
            if (size.multiply(TWO).compareTo(rule.scoreLimit()) < 0 || direction != was.direction()) {
                alert = null;
                refractoryBuckets = Detector.REFRACTORY_BUCKETS;
                report(AlertStatus.RESOLVED, was, inputs);
            } else if (off.compareTo(was.worst()) > 0) {
                // Not by score: the trouble so far widened the spread that the score is measured in.
                alert = new OpenAlert(was.id(), direction, off);
                report(AlertStatus.UPDATED, was, inputs);
            }
        } else if (refractoryBuckets > 0) {
            refractoryBuckets--;
        } else if (size.compareTo(rule.scoreLimit()) >= 0) {
            var opened = new OpenAlert(rule.rule() + "/" + fromMs, direction, off);
            alert = opened;
            report(AlertStatus.OPENED, opened, inputs);
        }
    }

    private void report(AlertStatus status, OpenAlert of, DetectorInputs inputs) {
        var evidence = inputs.toMap();
        evidence.put("scoreLimit", rule.scoreLimit().toPlainString());
        evidence.put("bucketsSeen", Integer.toString(history.size()));
        findings.add(new DetectorFinding(
                Detector.NAME,
                rule.rule(),
                of.id(),
                rule.meter(),
                status,
                of.direction(),
                severity(status, inputs.score().abs()),
                inputs.observed(),
                inputs.p50(),
                inputs.scale(),
                inputs.score(),
                fromMs,
                rule.bucket().toMs(fromMs),
                evidence));
    }

    private Severity severity(AlertStatus status, BigDecimal size) {
        if (status == AlertStatus.RESOLVED) {
            return Severity.INFO;
        }
        return size.compareTo(rule.scoreLimit().multiply(TWO)) >= 0 ? Severity.CRITICAL : Severity.WARNING;
    }
}
