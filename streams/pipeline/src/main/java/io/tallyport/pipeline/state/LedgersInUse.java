package io.tallyport.pipeline.state;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers on the heap, by license, within a budget of bytes. One that is used once in a while must neither push out those
 * that are used all the time nor grow old on the heap, where the collector pays for each that leaves. So what comes waits in a
 * short queue; from there it goes on to the long one if it was used in a second commit, or while there is room; else it goes.
 * In the long queue, each that was used since it was last at the head gets another round. After S3-FIFO (Yang et al.,
 * SOSP 2023), without its list of ghosts.
 */
final class LedgersInUse {

    /** The short queue's part of the budget. */
    private static final int SHORT_PART = 16;

    private final Map<String, LedgerEntry> byLicense = new HashMap<>();
    private final ArrayDeque<LedgerEntry> arrived = new ArrayDeque<>();
    private final ArrayDeque<LedgerEntry> kept = new ArrayDeque<>();
    private final long arrivedBudgetBytes;
    private final long keptBudgetBytes;
    private long arrivedBytes;
    private long keptBytes;

    LedgersInUse(long budgetBytes) {
        this.arrivedBudgetBytes = budgetBytes / SHORT_PART;
        this.keptBudgetBytes = budgetBytes - arrivedBudgetBytes;
    }

    @Nullable LedgerEntry get(String license) {
        return byLicense.get(license);
    }

    /** Takes a ledger that is not there yet. */
    void add(LedgerEntry entry) {
        byLicense.put(entry.ledger().id(), entry);
        arrived.add(entry);
        arrivedBytes += entry.weigh();
    }

    /** Notes that a changed ledger was logged: it was used in a commit, and may have grown. */
    void logged(LedgerEntry entry) {
        long grown = entry.markLogged();
        if (entry.isKept()) {
            keptBytes += grown;
        } else {
            arrivedBytes += grown;
        }
    }

    /** Lets those go that the budget has no room for. To be called when all are logged, so that each can be read again. */
    void evict() {
        while (arrivedBytes > arrivedBudgetBytes && !arrived.isEmpty()) {
            LedgerEntry entry = arrived.remove();
            arrivedBytes -= entry.bytes();
            if (entry.uses() > 1 || keptBytes + entry.bytes() <= keptBudgetBytes) {
                entry.keep();
                kept.add(entry);
                keptBytes += entry.bytes();
            } else {
                byLicense.remove(entry.ledger().id());
            }
        }
        while (keptBytes > keptBudgetBytes && !kept.isEmpty()) {
            LedgerEntry entry = kept.remove();
            if (entry.uses() > 0) {
                // A round is paid for by a use: there are no more of them than licenses in commits.
                entry.forgetUses();
                kept.add(entry);
            } else {
                keptBytes -= entry.bytes();
                byLicense.remove(entry.ledger().id());
            }
        }
    }

    int size() {
        return byLicense.size();
    }

    /** Heap that they take, by {@link LedgerEntry#heapOf}. */
    long bytes() {
        return arrivedBytes + keptBytes;
    }
}
