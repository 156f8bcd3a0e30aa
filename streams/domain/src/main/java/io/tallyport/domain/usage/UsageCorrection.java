package io.tallyport.domain.usage;

import io.tallyport.domain.evidence.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's word that a counted event is not to be charged, or is after all. It carries the event as it was sent, so that
 * what it added can be computed again and taken back.
 *
 * @param kind what is asked
 * @param license license id of the record
 * @param original the event that was counted
 * @param originalAt the record that was counted
 * @param replacement for AMEND the event that takes its place; for the RESTORE of an amended event the one that did; else null
 * @param replacementAt for RESTORE the record that brought the replacement; for AMEND the record itself; else null
 * @param movedTo for the VOID of an event that is amended to another license, and for the RESTORE that undoes it: that
 *     license; else empty
 * @param undoes for RESTORE: only if this command was the last to correct the event; empty for any
 * @param commandId unique; a repeated id changes nothing
 * @param author who asks
 * @param reason why
 */
public record UsageCorrection(
        Kind kind,
        String license,
        UsageEvent original,
        Origin originalAt,
        @Nullable UsageEvent replacement,
        @Nullable Origin replacementAt,
        String movedTo,
        String undoes,
        String commandId,
        String author,
        String reason)
        implements UsageRecord {

    /** Whether another event counts, or counted, in the place of the original: here or at another license. */
    public boolean isOfAmendment() {
        return replacement != null || !movedTo.isEmpty();
    }

    /** What can be asked. */
    public enum Kind {
        /** The event counts no more. */
        VOID,
        /** A voided event counts again. */
        RESTORE,
        /** Another event counts in its place. */
        AMEND
    }
}
