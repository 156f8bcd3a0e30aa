package io.tallyport.verifier;

import io.tallyport.contract.LicensePartition;
import io.tallyport.wire.UsageCorrectionV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why a correction must be refused, in the order in which the reasons apply. */
final class CorrectionRefusals {

    private static final int MOST_BYTES = 144 * 1024;

    private final PartitionLog log;
    private final UsageRules rules;
    private final Corrections corrections;

    CorrectionRefusals(PartitionLog log, UsageRules rules, Corrections corrections) {
        this.log = log;
        this.rules = rules;
        this.corrections = corrections;
    }

    /** What is wrong with the correction itself; empty if nothing is. */
    String form(Stored record, UsageEventV1 event, Licenses licenses) {
        if (record.bytes() > MOST_BYTES) {
            return "TOO_LARGE";
        }
        if (event.getLicense().isEmpty()) {
            return "LICENSE_MISSING";
        }
        var original = event.getOriginal();
        if (original == null || !original.getLicense().equals(event.getLicense())) {
            return "ORIGINAL_MISSING";
        }
        var said = event.getCorrection();
        if (said == null || said.getCommandId().isEmpty()) {
            return "ID_MISSING";
        }
        if (said.getAuthor().isBlank() || said.getReason().isBlank()) {
            return "REASON_MISSING";
        }
        if (said.getReplacement() != null && !said.getReplacement().getLicense().equals(event.getLicense())) {
            return "ORIGINAL_MISSING";
        }
        var replacement = event.getKind() == UsageKind.AMEND ? event : said.getReplacement();
        if (replacement != null && !replacement.getJob().equals(original.getJob())) {
            return "BACKFILL_NOT_BULK";
        }
        if (event.getKind() == UsageKind.AMEND) {
            boolean same = event.getSource().equals(original.getSource())
                    && event.getId().equals(original.getId());
            String refusal = same ? "ID_MISSING" : UsageRules.names(event);
            if (!refusal.isEmpty()) {
                return refusal;
            }
        }
        if (licenses.find(event.getLicense()) != null) {
            return "";
        }
        return LicensePartition.of(event.getLicense(), log.partitions()) == log.partition()
                ? "LICENSE_UNKNOWN"
                : "MISROUTED";
    }

    /** What keeps the event from being corrected, by what became of it so far; empty if nothing does. */
    String state(
            UsageKind kind,
            UsageCorrectionV1 said,
            UsageEventV1 original,
            Corrections.Story story,
            long nowMs,
            UsageRules.Said verdict) {
        if (original.getTimeMs() < nowMs - Backfills.reachMs(original)) {
            return "TOO_OLD_TO_CORRECT";
        }
        if (!rules.isCounted(original, nowMs, verdict.reason().equals("NOT_COUNTED"))) {
            return "NOT_COUNTED";
        }
        if (story.isFull()) {
            return "TOO_MANY_CORRECTIONS";
        }
        if (kind != UsageKind.RESTORE) {
            return story.isVoided() ? "ALREADY_VOIDED" : "";
        }
        if (!story.isVoided()) {
            return "NOT_VOIDED";
        }
        if (!said.getUndoes().isEmpty() && !story.wasLast(said.getUndoes())) {
            return "NOT_VOIDED";
        }
        boolean ofAmendment =
                said.getReplacement() != null || !said.getMovedTo().isEmpty();
        return story.isAmended() == ofAmendment ? "" : "REPLACEMENT_MISSING";
    }

    /** What keeps the event that took its place from being taken back with its restoring; empty if nothing does. */
    String replacement(
            UsageEventV1 replacement, @Nullable Map<Terms.Meter, Added> added, long nowMs, UsageRules.Said verdict) {
        if (!rules.isCounted(replacement, nowMs, verdict.reason().equals("NOT_COUNTED")) || added == null) {
            return "NOT_COUNTED";
        }
        if (replacement.getTimeMs() < nowMs - Backfills.reachMs(replacement)) {
            return "TOO_OLD_TO_CORRECT";
        }
        var story = corrections.of(rules.identities().idOf(replacement));
        if (story.isFull()) {
            return "TOO_MANY_CORRECTIONS";
        }
        return story.isVoided() ? "ALREADY_VOIDED" : "";
    }
}
