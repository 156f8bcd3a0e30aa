package io.tallyport.domain.usage;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One immutable usage fact, as the emitter said it.
 *
 * @param license license id; empty when nobody named or resolved one
 * @param source CloudEvents source
 * @param id CloudEvents id, unique within license and source
 * @param type CloudEvents type
 * @param timeMs event time, ms since the epoch
 * @param epoch numbering epoch of the emitter; 0 = not numbered
 * @param sequence number within epoch, source and partition ({@link EmitterNumber}); -1 = not numbered
 * @param subjectPath who produced it, outermost first
 * @param values payload by field path: Boolean, Long, BigDecimal, String or null
 * @param unresolved why the edge could not resolve the license; empty if it could
 * @param job the backfill that brings it ({@link Backfill}); empty if it is live
 */
public record UsageEvent(
        String license,
        String source,
        String id,
        String type,
        long timeMs,
        long epoch,
        long sequence,
        List<String> subjectPath,
        Map<String, ? extends @Nullable Object> values,
        String unresolved,
        String job)
        implements UsageRecord {

    /** A live event. */
    public UsageEvent(
            String license,
            String source,
            String id,
            String type,
            long timeMs,
            long epoch,
            long sequence,
            List<String> subjectPath,
            Map<String, ? extends @Nullable Object> values,
            String unresolved) {
        this(license, source, id, type, timeMs, epoch, sequence, subjectPath, values, unresolved, "");
    }

    /** Whether a backfill brings it. */
    public boolean isBackfilled() {
        return !job.isEmpty();
    }
}
