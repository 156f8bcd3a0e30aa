package io.tallyport.pipeline.state;

import io.tallyport.domain.ledger.LicenseLedger;

/** One license's ledger on the heap: as it is now, and as it was last logged. */
public final class LedgerEntry {

    private static final int LICENSE_BYTES = 1_400;
    private static final int METER_BYTES = 430;
    private static final int DETECTOR_BYTES = 200;
    private static final int QUOTA_BYTES = 250;
    private static final int COMMAND_BYTES = 600;
    /** A window in a tree: its node, its start, its total and the exact number in it. */
    private static final int WINDOW_BYTES = 128;
    /** An exact number in a list. */
    private static final int TOTAL_BYTES = 44;

    private LicenseLedger ledger;
    private LicenseLedger logged;
    private long readingVersion;
    private boolean dirty;
    private long bytes;

    LedgerEntry(LicenseLedger ledger, long readingVersion) {
        this.ledger = ledger;
        this.logged = ledger;
        this.readingVersion = readingVersion;
    }

    /** The ledger as of the last committed turn. */
    public LicenseLedger ledger() {
        return ledger;
    }

    /** The ledger as it was at the last flush: what differs from it has to be logged and read out. */
    public LicenseLedger logged() {
        return logged;
    }

    /** Number of the next reading record. */
    public long nextReadingVersion() {
        return ++readingVersion;
    }

    long readingVersion() {
        return readingVersion;
    }

    /** Replaces the ledger; returns whether the entry was clean before. */
    boolean replace(LicenseLedger next) {
        boolean first = !dirty && next != ledger;
        ledger = next;
        dirty |= next != logged;
        return first;
    }

    /** Notes that all is logged; returns by how many bytes of heap it has grown since it was weighed. */
    long markLogged() {
        logged = ledger;
        dirty = false;
        return weigh();
    }

    /** Estimates its heap anew; returns by how much it has grown. */
    long weigh() {
        long before = bytes;
        bytes = heapOf(ledger);
        return bytes - before;
    }

    /** Heap that it takes, as last weighed. */
    long bytes() {
        return bytes;
    }

    /** Estimated heap of a ledger; {@code LedgerHeapTest} holds it against what the collector measures. */
    static long heapOf(LicenseLedger ledger) {
        long[] bytes = {LICENSE_BYTES};
        ledger.meters()
                .forEach((meter, usage) -> bytes[0] += METER_BYTES
                        + WINDOW_BYTES
                                * (usage.hours().older().size()
                                        + usage.days().older().size()
                                        + usage.months().older().size()));
        ledger.quotas().forEach((rule, state) -> bytes[0] += QUOTA_BYTES);
        ledger.detectors()
                .forEach((rule, state) -> bytes[0] += DETECTOR_BYTES
                        + TOTAL_BYTES * (state.history().size() + state.open().size()));
        var license = ledger.license();
        bytes[0] +=
                license == null ? 0 : (long) COMMAND_BYTES * license.answered().size();
        return bytes[0];
    }
}
