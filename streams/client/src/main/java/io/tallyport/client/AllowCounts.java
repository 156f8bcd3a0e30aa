package io.tallyport.client;

import io.tallyport.client.internal.TracedDecision;
import io.tallyport.domain.entitlement.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Equal allows, counted until their second is over. Lock-free and exact: what is counted is taken exactly once. */
final class AllowCounts {

    private static final long SEALED = Long.MIN_VALUE / 2;

    private record Key(String license, String feature, String caller, long second, long version) {}

    private static final class Count {
        private final TracedDecision first;
        private final AtomicLong allows = new AtomicLong();

        Count(TracedDecision first) {
            this.first = first;
        }

        /** False when it was sealed before: the allow then belongs to another count. */
        boolean add() {
            return allows.getAndIncrement() >= 0;
        }

        long seal() {
            return allows.getAndSet(SEALED);
        }
    }

    private final ConcurrentHashMap<Key, Count> counts = new ConcurrentHashMap<>();
    private final int keysMax;

    AllowCounts(int keysMax) {
        this.keysMax = keysMax;
    }

    /** Counts an allow and returns the id that its trace will have; null when there is no room for another count. */
    @Nullable String add(Decision decision, String caller, long wallMs, int partition, long offset) {
        var key = new Key(
                decision.license(),
                decision.feature(),
                caller,
                Math.floorDiv(wallMs, 1000L),
                decision.entitlementVersion());
        while (true) {
            Count count = counts.get(key);
            if (count == null) {
                if (counts.size() >= keysMax) {
                    return null;
                }
                var fresh = new Count(
                        new TracedDecision(DecisionIds.next(), decision, 1, caller, wallMs, partition, offset));
                Count raced = counts.putIfAbsent(key, fresh);
                count = raced == null ? fresh : raced;
            }
            if (count.add()) {
                return count.first.decisionId();
            }
            counts.remove(key, count);
        }
    }

    /** Takes out the counts of all seconds before one. */
    List<TracedDecision> takeBefore(long second) {
        var taken = new ArrayList<TracedDecision>();
        counts.forEach((key, count) -> {
            if (key.second() < second) {
                long allows = count.seal();
                counts.remove(key, count);
                if (allows > 0) {
                    TracedDecision f = count.first;
                    taken.add(new TracedDecision(
                            f.decisionId(),
                            f.decision(),
                            allows,
                            f.caller(),
                            f.wallMs(),
                            f.viewPartition(),
                            f.viewOffset()));
                }
            }
        });
        return taken;
    }
}
