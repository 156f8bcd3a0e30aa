package io.tallyport.port.correction;

import io.tallyport.domain.usage.UsageAdmission;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where to begin to look for events of a time: an event is appended at most {@link UsageAdmission#FUTURE_TOLERANCE} before
 * its own time, and older ones than events are accepted for cannot be corrected.
 */
final class StartOffsets {

    private static final long AHEAD_MS = UsageAdmission.FUTURE_TOLERANCE.toMillis();
    private static final long ACCEPTED_MS = UsageAdmission.ACCEPTANCE_LIMIT.toMillis();

    private final LongSupplier nowMs;
    private final BooleanSupplier isBrokersTime;

    /**
     * @param nowMs the node's clock
     * @param isBrokersTime whether that is the time of the broker too; with a clock of its own, all is read
     */
    StartOffsets(LongSupplier nowMs, BooleanSupplier isBrokersTime) {
        this.nowMs = nowMs;
        this.isBrokersTime = isBrokersTime;
    }

    /**
     * The first offset to read.
     *
     * @param fromMs earliest event time that is looked for; null if none is said
     */
    long of(EventSearch search, String topic, int partition, @Nullable Long fromMs) {
        if (!isBrokersTime.getAsBoolean()) {
            return 0;
        }
        long acceptedMs = nowMs.getAsLong() - ACCEPTED_MS;
        long earliestMs = fromMs == null ? acceptedMs : Math.max(fromMs, acceptedMs);
        return search.offsetAt(topic, partition, earliestMs - AHEAD_MS);
    }
}
