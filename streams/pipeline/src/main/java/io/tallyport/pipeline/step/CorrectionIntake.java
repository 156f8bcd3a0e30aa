package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSelection;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.Metering.Measurement;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.usage.CorrectionRules;
import io.tallyport.domain.usage.CorrectionState;
import io.tallyport.domain.usage.MeterRecount;
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
import io.tallyport.pipeline.state.WaitingMeter;
import io.tallyport.pipeline.step.Correction.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        boolean again = asked.kind() == UsageCorrection.Kind.RESTORE;
        Effect original = effect(turn, asked.original(), asked.originalAt(), again);
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

    /** What a whole meter was recounted to is taken if it is awaited, and once all parts of it are there. */
    void decide(Turn turn, MeterRecount recount) {
        WaitingMeter waiting = state.waiting().find(new WaitingMeter.Key(recount.license(), recount.meter()));
        if (waiting == null || !waiting.cause().equals(recount.cause()) || turn.entry == null) {
            turn.verdict = UsageVerdict.overtaken();
            return;
        }
        WaitingMeter next = waiting.with(recount);
        Zone zone = usage.zone(turn, waiting.fromMs());
        turn.waiting = new LinkedHashMap<>(Map.of(next.key(), next));
        if (next.isAnswered()) {
            turn.meterRecount = recount;
            turn.verdict = UsageVerdict.recounted(recount, zone);
        } else {
            turn.verdict = UsageVerdict.recountedInPart(recount, zone);
        }
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
        Effect removed = effect(turn, replacement, asked.replacementAt(), false);
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
            turn.contributions = List.of();
            take(turn, new Correction(asked, before, null, original, added));
        }
    }

    private void take(Turn turn, Correction correction) {
        turn.correction = correction;
        Zone zone = usage.zone(turn, correction.asked().original().timeMs());
        turn.verdict = UsageVerdict.corrected(correction.asked(), zone);
    }

    /** What an event adds to the meters now; null, and refused, if nobody wrote down by which it was counted. */
    private @Nullable Effect effect(Turn turn, UsageEvent event, Origin countedAt, boolean again) {
        var counting = state.countingOf(turn.license, countedAt, event.timeMs());
        if (counting == null) {
            turn.verdict = UsageVerdict.rejected(new Rejection(
                    RejectionReason.METERS_UNKNOWN,
                    "correction.offset",
                    "nobody wrote down which meters counted " + countedAt
                            + ": it was counted by a build that knew no corrections"));
            return null;
        }
        var measurement = measure(event, counting.catalog().metersOf(event.type()));
        if (measurement.rejection() != null) {
            turn.verdict = UsageVerdict.rejected(new Rejection(
                    RejectionReason.NOT_COUNTED,
                    "original",
                    "the event cannot have been counted so: "
                            + measurement.rejection().detail()));
            return null;
        }
        return new Effect(event, recounted(turn, event, measurement.contributions(), counting.recounted(), again));
    }

    /** With what versions count in the place of others that have been recounted since; what they could not measure feeds them nothing. */
    private List<Contribution> recounted(
            Turn turn, UsageEvent event, List<Contribution> counted, List<Meter> versions, boolean again) {
        if (versions.isEmpty()) {
            return counted;
        }
        var contributions = new ArrayList<>(counted);
        for (Meter version : versions) {
            contributions.removeIf(contribution -> contribution.meter().id().equals(version.id()));
            if (version.eventType().equals(event.type())) {
                for (Contribution more :
                        measure(event, MeterSelection.alone(version)).contributions()) {
                    if (isFed(turn, event, more, again)) {
                        contributions.add(more);
                    }
                }
            }
        }
        return contributions;
    }

    /** Whether a meter took an event in when it was recounted, or takes it in again: a month has so many groups and no more. */
    private boolean isFed(Turn turn, UsageEvent event, Contribution more, boolean again) {
        return again
                ? GroupKeys.hasRoom(state.groups(), turn, event, more)
                : GroupKeys.areThere(state.groups(), turn, event, more);
    }

    private Measurement measure(UsageEvent event, MeterSelection meters) {
        return Metering.measure(event, meters, expression, UltraLogLogSketch.MAKER);
    }
}
