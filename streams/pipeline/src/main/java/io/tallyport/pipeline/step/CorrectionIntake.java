package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.usage.CorrectionRules;
import io.tallyport.domain.usage.CorrectionState;
import io.tallyport.domain.usage.Rejection;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.domain.usage.Seen;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageRecount;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.domain.usage.Zone;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import io.tallyport.pipeline.mapping.RecountMapping;
import io.tallyport.pipeline.state.PendingRecount;
import io.tallyport.pipeline.state.PendingRecount.Key;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.step.Correction.Effect;
import org.jspecify.annotations.Nullable;

/** Decides whether a correction is taken, and what it takes back and adds. */
final class CorrectionIntake {

    private final TaskState state;
    private final Expression expression;
    private final UsageIntake usage;

    CorrectionIntake(TaskState state, Expression expression, UsageIntake usage) {
        this.state = state;
        this.expression = expression;
        this.usage = usage;
    }

    /** Gives a turn its verdict; the license is known. */
    void decide(Turn turn, UsageCorrection asked) {
        CorrectionState before = state.corrections(asked.original(), asked.commandId(), asked.undoes(), turn.nowMs);
        if (before.isRepeat()) {
            turn.verdict = UsageVerdict.repeated();
            return;
        }
        Seen seen = state.lookUp(asked.original(), turn.nowMs);
        var refused = CorrectionRules.check(asked, seen, before, turn.nowMs);
        if (refused.isPresent()) {
            turn.verdict = UsageVerdict.rejected(refused.get());
            return;
        }
        Effect original = effect(turn, asked.original(), asked.originalAt());
        if (original == null) {
            return;
        }
        switch (asked.kind()) {
            case VOID -> take(turn, new Correction(asked, before, null, original, null));
            case RESTORE -> restore(turn, asked, before, original);
            case AMEND -> amend(turn, asked, before, original);
        }
    }

    /** What was recounted is taken if it is awaited; nobody waits without a license. */
    void decide(Turn turn, UsageRecount recount) {
        PendingRecount waiting = state.recounts().find(new Key(recount.license(), recount.series(), recount.group()));
        if (waiting == null || !waiting.cause().equals(recount.cause()) || turn.entry == null) {
            turn.verdict = UsageVerdict.overtaken();
            return;
        }
        var totals = RecountMapping.totals(recount.totals());
        turn.recount = new Recount(recount, totals, waiting);
        long fromMs =
                totals.keySet().stream().mapToLong(WindowStart::fromMs).min().orElse(turn.nowMs);
        turn.verdict = UsageVerdict.recounted(recount, usage.zone(turn, fromMs));
    }

    private void restore(Turn turn, UsageCorrection asked, CorrectionState before, Effect original) {
        UsageEvent replacement = asked.replacement();
        if (replacement == null || asked.replacementAt() == null) {
            take(turn, new Correction(asked, before, null, null, original));
            return;
        }
        CorrectionState other = state.corrections(replacement, asked.commandId(), "", turn.nowMs);
        Seen seen = state.lookUp(replacement, turn.nowMs);
        Rejection refused = CorrectionRules.checkReplacement(replacement, seen, other, turn.nowMs);
        if (refused != null) {
            turn.verdict = UsageVerdict.rejected(refused);
            return;
        }
        Effect removed = effect(turn, replacement, asked.replacementAt());
        if (removed != null) {
            take(turn, new Correction(asked, before, other, removed, original));
        }
    }

    /** The event that takes the place of another is held to the rules of any event. */
    private void amend(Turn turn, UsageCorrection asked, CorrectionState before, Effect original) {
        UsageEvent replacement = java.util.Objects.requireNonNull(asked.replacement());
        turn.event = replacement;
        usage.judge(turn, replacement);
        turn.event = asked.original();
        if (turn.isCounted()) {
            var added = new Effect(replacement, turn.contributions);
            turn.contributions = java.util.List.of();
            take(turn, new Correction(asked, before, null, original, added));
        }
    }

    private void take(Turn turn, Correction correction) {
        turn.correction = correction;
        Zone zone = usage.zone(turn, correction.asked().original().timeMs());
        turn.verdict = UsageVerdict.corrected(correction.asked(), zone);
    }

    /** What an event added when it was counted; null, and refused, if nobody wrote down by which meters. */
    private @Nullable Effect effect(Turn turn, UsageEvent event, Origin countedAt) {
        Catalog catalog = state.catalogOf(turn.license, countedAt);
        if (catalog == null) {
            turn.verdict = UsageVerdict.rejected(new Rejection(
                    RejectionReason.METERS_UNKNOWN,
                    "correction.offset",
                    "nobody wrote down which meters counted " + countedAt
                            + ": it was counted by a build that knew no corrections"));
            return null;
        }
        var measurement = Metering.measure(event, catalog.metersOf(event.type()), expression, UltraLogLogSketch.MAKER);
        if (measurement.rejection() != null) {
            turn.verdict = UsageVerdict.rejected(new Rejection(
                    RejectionReason.NOT_COUNTED,
                    "original",
                    "the event cannot have been counted so: "
                            + measurement.rejection().detail()));
            return null;
        }
        return new Effect(event, measurement.contributions());
    }
}
