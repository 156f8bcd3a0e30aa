package io.tallyport.app.node;

import java.time.Instant;
import java.util.function.LongSupplier;

/** Simulated time that begins at a chosen instant and runs a whole number of times as fast as real time. */
public final class ScaledClock implements TimeSource {

    private final Instant start;
    private final long factor;
    private final LongSupplier nanoTime;
    private final long startNanos;

    /**
     * A clock that begins now.
     *
     * @param start the simulated instant of the beginning
     * @param factor simulated seconds per real second, at least 1
     */
    public ScaledClock(Instant start, long factor) {
        this(start, factor, System::nanoTime);
    }

    ScaledClock(Instant start, long factor, LongSupplier nanoTime) {
        if (factor < 1) {
            throw new IllegalArgumentException("factor is " + factor + ", below 1");
        }
        this.start = start;
        this.factor = factor;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        long realMicros = (nanoTime.getAsLong() - startNanos) / 1_000;
        long micros = Math.multiplyExact(realMicros, factor);
        return start.plusSeconds(micros / 1_000_000).plusNanos(micros % 1_000_000 * 1_000);
    }

    @Override
    public void onJump(Runnable listener) {}
}
