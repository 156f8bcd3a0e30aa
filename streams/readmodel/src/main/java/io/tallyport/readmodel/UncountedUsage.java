package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Origin;

/**
 * A usage record that was not counted, and why.
 *
 * @param kind the verdict
 * @param reason stable code
 * @param field field at fault; empty if none
 * @param detail a sentence
 * @param license license id as the record names it; may be empty
 * @param source CloudEvents source; may be empty
 * @param id CloudEvents id; may be empty
 * @param type CloudEvents type; may be empty
 * @param timeMs event time, ms since the epoch
 * @param decidedAtMs tick time of the verdict
 * @param catalogRevision revision it was decided by
 * @param origin where the usage record itself stands
 * @param resubmitted whether the record was sent again since
 */
public record UncountedUsage(
        UncountedKind kind,
        String reason,
        String field,
        String detail,
        String license,
        String source,
        String id,
        String type,
        long timeMs,
        long decidedAtMs,
        long catalogRevision,
        Origin origin,
        boolean resubmitted) {}
