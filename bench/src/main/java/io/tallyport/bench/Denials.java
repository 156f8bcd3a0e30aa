package io.tallyport.bench;

import io.tallyport.client.EntitlementChange;
import io.tallyport.domain.entitlement.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Licenses that used up their limit, and how long it took until the client library knew of the denial. */
final class Denials {

    private final Map<String, Long> crossedAtNanos = new ConcurrentHashMap<>();
    private final Map<String, Long> latencyNanos = new ConcurrentHashMap<>();

    /** Notes that the event that crosses the limit of a license is about to be emitted. */
    void crossed(String license) {
        crossedAtNanos.put(license, System.nanoTime());
    }

    /** Notes what the client library heard. */
    void heard(EntitlementChange change) {
        var current = change.current();
        Long crossed = crossedAtNanos.get(change.license());
        boolean denied = current != null
                && current.entitlement()
                        .feature(BenchCatalog.FEATURE)
                        .filter(feature -> feature.access() == Verdict.DENY)
                        .isPresent();
        if (denied && crossed != null) {
            latencyNanos.putIfAbsent(change.license(), System.nanoTime() - crossed);
        }
    }

    /** Waits for the denial of every license that crossed its limit. */
    void awaitAll(Duration patience) {
        await("every denial", patience, () -> latencyNanos.keySet().containsAll(crossedAtNanos.keySet()));
    }

    /** Time from the crossing to the denial, by license, in nanoseconds; those heard of so far. */
    Map<String, Long> latencyNanos() {
        return latencyNanos;
    }

    /** Begins anew. */
    void forget() {
        crossedAtNanos.clear();
        latencyNanos.clear();
    }

    /** Waits for something that must come. */
    static void await(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(what + " did not come within " + patience);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
