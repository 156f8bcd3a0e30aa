package io.tallyport.verifier;

import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which licenses wait until a whole meter was counted again: since a revision brought a version of it that begins in the
 * past, up to the answer that switches them. Until then a reading may say so, and may be published once more for that.
 */
final class MeterRecounts {

    private static final BigInteger DIGESTS = BigInteger.ONE.shiftLeft(128);

    /**
     * What stood of a license in the periods from some instant on.
     *
     * @param events how many events
     * @param digest of their ids
     */
    record Tally(long events, String digest) {}

    /** What a revision brought. */
    static final class Brought {
        private final long revision;
        private final long fromMs;
        /** What stood at the records that may have been the cause of a recount. */
        private final Map<Place, Tally> atCauses = new HashMap<>();

        private Brought(long revision, long fromMs) {
            this.revision = revision;
            this.fromMs = fromMs;
        }

        long revision() {
            return revision;
        }

        long fromMs() {
            return fromMs;
        }

        /** What stood at a record; null if it can be no cause. */
        @Nullable Tally at(Place cause) {
            return atCauses.get(cause);
        }
    }

    /** What a license waits for, of one meter. */
    static final class Waiting {
        private final TreeMap<Long, Brought> byRevision = new TreeMap<>();
        private final Map<Place, Set<Long>> parts = new HashMap<>();
        /** The months in which something stood when it began: of those it must wait. */
        private final Set<Long> months = new HashSet<>();

        /** What revisions brought up to one, in their order. */
        Collection<Brought> upTo(long revision) {
            return byRevision.headMap(revision, true).values();
        }

        /** The parts of an answer that have come, by its cause. */
        Set<Long> parts(Place cause) {
            return parts.computeIfAbsent(cause, c -> new TreeSet<>());
        }

        private boolean isOf(long toMs) {
            return byRevision.values().stream().anyMatch(brought -> brought.fromMs < toMs);
        }
    }

    private final Accounts accounts;
    /** Licenses of which it cannot be told which groups found room. */
    private final Set<String> unclear = new HashSet<>();

    private final Map<String, Map<String, Waiting>> waiting = new HashMap<>();
    /** The meters of which each license ever waited. */
    private final Map<String, Set<String>> ever = new HashMap<>();

    MeterRecounts(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Notes what a revision brings, for all licenses that there are. */
    void adopted(Place record, Terms before, Terms after, long nowMs, Licenses licenses) {
        if (before.revision() == after.revision()) {
            return;
        }
        after.startingBy(before, nowMs + PastVersions.AHEAD_MS)
                .forEach((meter, fromMs) -> licenses.forEach((license, life) -> {
                    var wait = waiting.computeIfAbsent(license, l -> new HashMap<>())
                            .computeIfAbsent(meter, m -> new Waiting());
                    ever.computeIfAbsent(license, l -> new HashSet<>()).add(meter);
                    var brought = new Brought(after.revision(), fromMs);
                    wait.byRevision.put(after.revision(), brought);
                    brought.atCauses.put(record, tally(license, fromMs));
                    for (PeriodUse use : accounts.of(license).periods().values()) {
                        if (use.toMs > fromMs && use.standing() > 0) {
                            wait.months.add(use.fromMs);
                        }
                    }
                }));
    }

    /** Notes what stands of a license after a record that may be the cause of another recount. */
    void mayCause(Place record, String license) {
        for (Waiting wait : waiting.getOrDefault(license, Map.of()).values()) {
            wait.byRevision.values().forEach(brought -> brought.atCauses.put(record, tally(license, brought.fromMs)));
        }
    }

    @Nullable Waiting find(String license, String meter) {
        return waiting.getOrDefault(license, Map.of()).get(meter);
    }

    /** Notes that a license was switched to what the revisions up to one brought. */
    void switched(String license, String meter, long revision) {
        var wait = find(license, meter);
        if (wait != null) {
            wait.byRevision.headMap(revision, true).clear();
            wait.parts.clear();
            if (wait.byRevision.isEmpty()) {
                waiting.getOrDefault(license, Map.of()).remove(meter);
            }
        }
    }

    /** Says that a recount brought more groups than a month may have: which of them count depends on their order. */
    void setUnclear(String license) {
        unclear.add(license);
    }

    /** Whether what a license used cannot be told any more. */
    boolean isUnclear(String license) {
        return unclear.contains(license);
    }

    /** Whether a license ever waited for a meter. */
    boolean wereOf(String license, String meter) {
        return ever.getOrDefault(license, Set.of()).contains(meter);
    }

    /** Whether a license may wait for a window of a meter that ends then. */
    boolean mayWait(String license, String meter, long toMs) {
        var wait = find(license, meter);
        return wait != null && wait.isOf(toMs);
    }

    /** Whether a license must wait for a month of a meter: something stood in it, and stands, that is counted again. */
    boolean mustWait(String license, String meter, long monthFromMs) {
        var wait = find(license, meter);
        if (wait == null || !wait.months.contains(monthFromMs)) {
            return false;
        }
        var use = accounts.of(license).find(monthFromMs);
        return use != null && use.standing() > 0 && wait.isOf(use.toMs);
    }

    /** The meters of which a license may wait for a month that ends then. */
    Set<String> metersOf(String license, long toMs) {
        var meters = new TreeSet<String>();
        waiting.getOrDefault(license, Map.of()).forEach((meter, wait) -> {
            if (wait.isOf(toMs)) {
                meters.add(meter);
            }
        });
        return meters;
    }

    /** At the very end: which recounts still are awaited. */
    void finish(Findings findings) {
        waiting.values()
                .forEach(meters -> meters.keySet().forEach(meter -> findings.unchecked("recount.meterPending")));
    }

    private Tally tally(String license, long fromMs) {
        long events = 0;
        var digest = BigInteger.ZERO;
        for (PeriodUse use : accounts.of(license).periods().values()) {
            if (use.toMs > fromMs) {
                events += use.standing();
                digest = digest.add(new BigInteger(use.digest(), 16));
            }
        }
        return new Tally(events, "%032x".formatted(digest.mod(DIGESTS)));
    }
}
