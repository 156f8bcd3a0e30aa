package io.tallyport.domain.anomaly;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one detector remembers about one license. Belongs to one meter and one bucket length.
 *
 * @param nextFromMs start of the oldest bucket that is not closed; {@link #NOTHING_SEEN} before the first value
 * @param open buckets with values that are not closed, oldest first
 * @param history totals of the last closed buckets, oldest first
 * @param alert the open alert; null if none
 * @param refractoryBuckets buckets to close before another alert may open
 */
public record DetectorState(
        long nextFromMs,
        List<OpenBucket> open,
        List<BigDecimal> history,
        @Nullable OpenAlert alert,
        int refractoryBuckets) {

    /** Value of {@code nextFromMs} before the first value. */
    public static final long NOTHING_SEEN = Long.MIN_VALUE;

    /** A detector that has seen nothing. */
    public static final DetectorState EMPTY = new DetectorState(NOTHING_SEEN, List.of(), List.of(), null, 0);

    public DetectorState {
        open = List.copyOf(open);
        history = List.copyOf(history);
    }

    /** With other open buckets, oldest first. */
    DetectorState withOpen(List<OpenBucket> next) {
        return new DetectorState(nextFromMs, next, history, alert, refractoryBuckets);
    }

    /** The state as bytes, led by a format number. */
    public byte[] encode() {
        return DetectorStateFormat.encode(this);
    }

    /**
     * The state that {@link #encode()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are of a newer format, or no state at all; the message says which
     */
    public static DetectorState decode(byte[] bytes) {
        return DetectorStateFormat.decode(bytes);
    }
}
