package io.tallyport.domain.anomaly;

import java.nio.ByteBuffer;

/**
 * What the duplicate-flood rule remembers about one license.
 *
 * @param fromMs start of the bucket being counted
 * @param events events in it
 * @param repeats duplicates and conflicts among them
 * @param alertFromMs start of the bucket in which the open alert began; {@link #NO_ALERT} if none is open
 */
public record FloodState(long fromMs, long events, long repeats, long alertFromMs) {

    /** Value of {@code alertFromMs} while no alert is open. */
    public static final long NO_ALERT = Long.MIN_VALUE;

    /** Nothing was seen. */
    public static final FloodState EMPTY = new FloodState(Long.MIN_VALUE, 0, 0, NO_ALERT);

    private static final byte FORMAT = 1;
    private static final int LENGTH = 1 + 4 * Long.BYTES;

    /** Whether an alert is open. */
    public boolean isAlerting() {
        return alertFromMs != NO_ALERT;
    }

    /** The state as bytes, led by a format number. */
    public byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .put(FORMAT)
                .putLong(fromMs)
                .putLong(events)
                .putLong(repeats)
                .putLong(alertFromMs)
                .array();
    }

    /**
     * The state that {@link #encode()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are of a newer format, or no state at all; the message says which
     */
    public static FloodState decode(byte[] bytes) {
        if (bytes.length > 0 && bytes[0] != FORMAT) {
            throw new IllegalArgumentException(
                    "flood state: format " + bytes[0] + " is not the one that this release reads, " + FORMAT);
        }
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("flood state: " + bytes.length + " bytes are no state");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
        return new FloodState(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }
}
