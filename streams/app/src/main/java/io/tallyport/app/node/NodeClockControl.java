package io.tallyport.app.node;

import io.tallyport.port.ClockControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The port's hand on the node's clock: only a test clock can be moved, and only forward.
 *
 * @param time the clock
 * @param kind system, test or scaled
 * @param decidedMs up to which tick time the pipeline has decided and the view has heard of it
 */
record NodeClockControl(TimeSource time, String kind, LongSupplier decidedMs) implements ClockControl {

    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(10);

    static NodeClockControl of(TimeSource time, LongSupplier decidedMs) {
        String kind = time instanceof TestClock ? "test" : time instanceof ScaledClock ? "scaled" : "system";
        return new NodeClockControl(time, kind, decidedMs);
    }

    @Override
    public Instant now() {
        return time.instant();
    }

    @Override
    public Instant advance(String by) {
        if (!(time instanceof TestClock clock)) {
            throw new UnsupportedOperationException("the node runs on the " + kind + " clock, which nobody moves");
        }
        try {
            Instant next = clock.advance(TestClock.amountOf(by));
            awaitDecided(next);
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException("the test clock could not be kept, so it was not moved", e);
        }
    }

    /** Who moves the clock wants to see what became due: wait for it, but not for ever. */
    private void awaitDecided(Instant next) {
        long deadline = System.nanoTime() + DECIDED_WITHIN.toNanos();
        while (decidedMs.getAsLong() < next.toEpochMilli() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(20_000_000);
        }
    }
}
