package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.CatalogRevisionV1;

/**
 * Whether a partition's catalogs bring versions of meters that begin in the past, and where the earliest begins. Read
 * ahead: only then do events have to be remembered, for they will be counted again.
 */
final class PastVersions {

    /** How far events may be ahead of the time: a version that begins so soon may have events already. */
    static final long AHEAD_MS = 3_600_000L;

    private long earliestMs = Long.MAX_VALUE;

    PastVersions(PartitionLog log, Catalogs catalogs) {
        var last = Terms.NONE;
        // The tick time of the partition is never later than the last tick of one of its topics.
        long tickMs = 0;
        for (Stored record : log.of(TopicCatalog.CATALOG_REVISIONS)) {
            tickMs = Math.max(tickMs, Control.tickMs(record));
            var revision = record.as(CatalogRevisionV1.class);
            if (revision == null || !catalogs.mayBeAdopted(record, revision, last)) {
                continue;
            }
            var terms = Terms.of(revision.getRevision(), revision.getDocument()).orElse(last);
            for (long fromMs : terms.startingBy(last, tickMs + AHEAD_MS).values()) {
                earliestMs = Math.min(earliestMs, fromMs);
            }
            last = terms;
        }
    }

    boolean areThere() {
        return earliestMs < Long.MAX_VALUE;
    }

    /** Whether an event of that time lies in a window that is counted again at some time. */
    boolean concern(Windows windows, long timeMs) {
        if (!areThere()) {
            return false;
        }
        for (Period period : Period.values()) {
            if (windows.to(period, windows.from(period, timeMs)) > earliestMs) {
                return true;
            }
        }
        return false;
    }
}
