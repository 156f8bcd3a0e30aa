package io.tallyport.app.proof;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition by asking again and again, up to a deadline. */
final class Await {

    private static final long BETWEEN_NANOS = 20_000_000;

    /** The first value that the probe gives; the message of the failure names the last exception. */
    static <T> T value(String what, Duration within, Callable<Optional<T>> probe) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        Exception last = null;
        while (true) {
            try {
                var found = probe.call();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "within " + within + " it did not happen that " + what + (last == null ? "" : ": " + last),
                        last);
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }

    /** Returns when the condition holds. */
    static void until(String what, Duration within, Callable<Boolean> condition) throws InterruptedException {
        var unused = value(what, within, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    private Await() {}
}
