package io.tallyport.domain.usage;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which corrections are taken: of events that were counted, and as long as events of that time are. */
public final class CorrectionRules {

    /** What is wrong with the correction itself. */
    public static Optional<Rejection> checkForm(UsageCorrection correction) {
        UsageEvent original = correction.original();
        if (correction.license().isEmpty()) {
            return reject(RejectionReason.LICENSE_MISSING, "license", "the correction names no license");
        }
        if (!original.license().equals(correction.license())) {
            return reject(
                    RejectionReason.ORIGINAL_MISSING,
                    "original.license",
                    "a correction lies with the license of the event that it corrects");
        }
        if (correction.commandId().isEmpty()) {
            return reject(
                    RejectionReason.ID_MISSING,
                    "correction.commandId",
                    "the correction has no id, so a repeat could not be told apart");
        }
        if (correction.author().isBlank() || correction.reason().isBlank()) {
            return reject(
                    RejectionReason.REASON_MISSING,
                    correction.author().isBlank() ? "correction.author" : "correction.reason",
                    "a correction says who asks for it, and why");
        }
        UsageEvent replacement = correction.replacement();
        if (replacement != null && !replacement.license().equals(correction.license())) {
            return reject(
                    RejectionReason.ORIGINAL_MISSING,
                    "correction.replacement",
                    "what takes the place of an event in one step is of the same license");
        }
        if (replacement != null && !replacement.job().equals(original.job())) {
            return reject(
                    RejectionReason.BACKFILL_NOT_BULK,
                    "job",
                    "what takes the place of an event is of the same job, or of none as well");
        }
        if (correction.kind() == UsageCorrection.Kind.AMEND && replacement != null) {
            return replacement.source().equals(original.source())
                            && replacement.id().equals(original.id())
                    ? reject(
                            RejectionReason.ID_MISSING,
                            "id",
                            "an event that takes the place of another has an id of its own")
                    : UsageAdmission.checkForm(replacement);
        }
        return Optional.empty();
    }

    /**
     * What keeps the event from being corrected.
     *
     * @param seen what is known of the event
     * @param state what was corrected about it so far
     * @param nowMs tick time
     */
    public static Optional<Rejection> check(UsageCorrection correction, Seen seen, CorrectionState state, long nowMs) {
        UsageEvent original = correction.original();
        if (UsageAdmission.isLate(original, nowMs)) {
            return reject(
                    RejectionReason.TOO_OLD_TO_CORRECT,
                    "original.time",
                    "the event is of " + Instant.ofEpochMilli(original.timeMs()) + ", and events "
                            + (original.isBackfilled() ? "of a backfill " : "") + "are corrected for "
                            + (original.isBackfilled() ? Backfill.REACH : UsageAdmission.ACCEPTANCE_LIMIT).toDays()
                            + " days");
        }
        if (seen != Seen.SAME_PAYLOAD) {
            return notCounted(original, seen);
        }
        if (state.count() >= CorrectionState.MOST) {
            return reject(
                    RejectionReason.TOO_MANY_CORRECTIONS,
                    "original.id",
                    "an event is corrected " + CorrectionState.MOST + " times at most");
        }
        if (correction.kind() != UsageCorrection.Kind.RESTORE) {
            return state.isVoided()
                    ? reject(
                            RejectionReason.ALREADY_VOIDED,
                            "original.id",
                            "the event counts no more: it was " + (state.isAmended() ? "amended" : "voided")
                                    + " before")
                    : Optional.empty();
        }
        if (!state.isVoided()) {
            return reject(RejectionReason.NOT_VOIDED, "original.id", "the event counts: nothing is to be restored");
        }
        if (!correction.undoes().isEmpty() && !state.isOfCommand()) {
            return reject(
                    RejectionReason.NOT_VOIDED,
                    "correction.undoes",
                    "it was another command that corrected the event last");
        }
        if (state.isAmended() != correction.isOfAmendment()) {
            return reject(
                    RejectionReason.REPLACEMENT_MISSING,
                    "correction.replacement",
                    state.isAmended()
                            ? "the event was amended: to restore it, name the event that took its place"
                            : "the event was voided, and no event took its place");
        }
        return Optional.empty();
    }

    /**
     * What keeps the event that took the place of another from being voided with its restoring.
     *
     * @param seen what is known of it
     * @param state what was corrected about it so far
     * @param nowMs tick time
     */
    public static @Nullable Rejection checkReplacement(
            UsageEvent replacement, Seen seen, CorrectionState state, long nowMs) {
        if (seen != Seen.SAME_PAYLOAD) {
            return notCounted(replacement, seen).orElseThrow();
        }
        if (UsageAdmission.isLate(replacement, nowMs)) {
            return new Rejection(
                    RejectionReason.TOO_OLD_TO_CORRECT,
                    "correction.replacement",
                    "the event " + replacement.id() + " that took its place is of "
                            + Instant.ofEpochMilli(replacement.timeMs()));
        }
        if (state.count() >= CorrectionState.MOST) {
            return new Rejection(
                    RejectionReason.TOO_MANY_CORRECTIONS,
                    "correction.replacement",
                    "the event " + replacement.id() + " that took its place was corrected " + CorrectionState.MOST
                            + " times");
        }
        return state.isVoided()
                ? new Rejection(
                        RejectionReason.ALREADY_VOIDED,
                        "correction.replacement",
                        "the event " + replacement.id()
                                + " that took its place was corrected itself: restore that first")
                : null;
    }

    private static Optional<Rejection> notCounted(UsageEvent event, Seen seen) {
        return reject(
                RejectionReason.NOT_COUNTED,
                "original.id",
                seen == Seen.NEW
                        ? "no event " + event.id() + " of source " + event.source() + " was counted"
                                + (event.isBackfilled()
                                        ? " in the last " + UsageAdmission.ACCEPTANCE_LIMIT.toDays()
                                                + " days: so long after they were counted are those of a backfill corrected"
                                        : "")
                        : "the event " + event.id() + " was counted with another payload");
    }

    private static Optional<Rejection> reject(RejectionReason reason, String field, String detail) {
        return Optional.of(new Rejection(reason, field, detail));
    }

    private CorrectionRules() {}
}
