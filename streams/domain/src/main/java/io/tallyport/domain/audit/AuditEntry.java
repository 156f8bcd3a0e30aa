package io.tallyport.domain.audit;

import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import org.jspecify.annotations.Nullable;

/**
 * One change that somebody or something made.
 *
 * @param license license id; empty if the change is not of one license
 * @param actor author of the command, or the step that acted
 * @param action stable name, for example license.suspend
 * @param target what was changed
 * @param reason why, in the actor's words or as a code
 * @param commandId the command; empty if none
 * @param before short form of what was
 * @param after short form of what is
 * @param origin the record that led to it
 * @param evidence the inputs, when a rule decided; else null
 */
public record AuditEntry(
        String license,
        String actor,
        String action,
        String target,
        String reason,
        String commandId,
        String before,
        String after,
        Origin origin,
        @Nullable Evidence evidence) {}
