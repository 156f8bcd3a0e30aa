package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import org.jspecify.annotations.Nullable;

/**
 * One change that somebody or something made.
 *
 * @param entryId its id
 * @param license license id; empty if it concerns none
 * @param actor who did it
 * @param action what was done
 * @param target to what
 * @param reason why
 * @param commandId command that asked for it; else empty
 * @param before state before it
 * @param after state after it
 * @param atMs tick time, ms since the epoch
 * @param catalogRevision revision in force
 * @param evidence what it rests on; null if nothing was recorded
 * @param at where the entry stands in its topic
 */
public record AuditEntry(
        String entryId,
        String license,
        String actor,
        String action,
        String target,
        String reason,
        String commandId,
        String before,
        String after,
        long atMs,
        long catalogRevision,
        @Nullable Evidence evidence,
        Origin at) {}
