package io.tallyport.port.catalog;

import io.tallyport.wire.AuditEntryV1;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Learns from the audit entries when every partition of the pipeline has adopted a revision. Thread-safe. */
public final class AdoptionBoard {

    /** Action of the audit entry that each partition writes. */
    public static final String ACTION = "catalog.adopt";

    private static final int REVISIONS_KEPT = 64;

    private final int partitions;
    private final Map<String, Set<Integer>> adopted = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> waits = new HashMap<>();

    public AdoptionBoard(int partitions) {
        this.partitions = partitions;
    }

    /** Completes when all partitions adopted a revision. */
    public synchronized CompletableFuture<Void> await(long revision) {
        String target = target(revision);
        var wait = waits.computeIfAbsent(target, t -> new CompletableFuture<>());
        if (adopted.getOrDefault(target, Set.of()).size() >= partitions) {
            wait.complete(null);
        }
        return wait.copy();
    }

    /**
     * Takes an audit entry.
     *
     * @param partition partition of the audit topic that it stands in: an entry of the pipeline stands in the partition
     *     that it speaks of
     */
    public void accept(AuditEntryV1 entry, int partition) {
        if (!entry.getAction().equals(ACTION)) {
            return;
        }
        CompletableFuture<Void> done = null;
        synchronized (this) {
            if (adopted.size() > REVISIONS_KEPT) {
                adopted.clear();
            }
            var seen = adopted.computeIfAbsent(entry.getTarget(), t -> new HashSet<>());
            var evidence = entry.getEvidence();
            seen.add(evidence == null || evidence.getPartition() < 0 ? partition : evidence.getPartition());
            if (seen.size() >= partitions) {
                done = waits.remove(entry.getTarget());
            }
        }
        if (done != null) {
            done.complete(null);
        }
    }

    private static String target(long revision) {
        return "revision " + revision;
    }
}
