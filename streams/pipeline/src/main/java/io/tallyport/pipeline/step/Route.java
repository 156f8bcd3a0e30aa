package io.tallyport.pipeline.step;

import io.tallyport.domain.usage.UsageVerdict;
import org.jspecify.annotations.Nullable;

/** Where a usage turn goes on after its verdict. */
final class Route {

    /** Counted usage is metered; repeats are watched for abuse; the rest is only said. */
    static String of(Turn turn) {
        if (turn.failure != null || turn.verdict == null || turn.entry == null) {
            return StepName.COMMIT_TURN;
        }
        return switch (turn.verdict.kind()) {
            case COUNTED, CORRECTED -> StepName.METER_USAGE;
            case DUPLICATE, CONFLICT -> isShown(turn) ? StepName.DETECT_ANOMALIES : StepName.COMMIT_TURN;
            case LATE, REJECTED -> StepName.COMMIT_TURN;
        };
    }

    /** Whether detectors are to see it: neither what is no usage, nor what a backfill brings of the past. */
    static boolean isShown(Turn turn) {
        return !turn.asksForCorrection && (turn.event == null || !turn.event.isBackfilled());
    }

    /** Whether usage came again, for detectors: null for what they are not to see. */
    static @Nullable Boolean isRepeat(Turn turn) {
        var verdict = turn.verdict;
        if (verdict == null || !isShown(turn)) {
            return null;
        }
        return verdict.kind() == UsageVerdict.Kind.DUPLICATE || verdict.kind() == UsageVerdict.Kind.CONFLICT;
    }

    private Route() {}
}
