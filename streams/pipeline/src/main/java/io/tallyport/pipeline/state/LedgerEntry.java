package io.tallyport.pipeline.state;

import io.tallyport.domain.ledger.LicenseLedger;

/** One license's ledger on the heap: as it is now, and as it was last logged. */
public final class LedgerEntry {

    private LicenseLedger ledger;
    private LicenseLedger logged;
    private long readingVersion;
    private boolean dirty;

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

    void markLogged() {
        logged = ledger;
        dirty = false;
    }
}
