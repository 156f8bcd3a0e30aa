package io.tallyport.port.answer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks again until something is there: for answers that arrive a moment after the record they come from. */
public final class Polling {

    private static final long LOOK_AGAIN_MS = 10;

    /** What the look gives as soon as it gives something; empty when the time is over first. Holds no thread. */
    public static <T> CompletableFuture<Optional<T>> until(
            Supplier<Optional<T>> look, Duration within, Executor executor) {
        return until(look, System.nanoTime() + within.toNanos(), executor);
    }

    private static <T> CompletableFuture<Optional<T>> until(
            Supplier<Optional<T>> look, long deadline, Executor executor) {
        Optional<T> seen = look.get();
        if (seen.isPresent() || System.nanoTime() - deadline > 0) {
            return CompletableFuture.completedFuture(seen);
        }
        var delayed = CompletableFuture.delayedExecutor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS, executor);
        return CompletableFuture.runAsync(() -> {}, delayed).thenCompose(nothing -> until(look, deadline, executor));
    }

    private Polling() {}
}
