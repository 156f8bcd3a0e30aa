package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.license.Seats;
import io.tallyport.domain.metering.Detail;
import io.tallyport.domain.metering.Distinct;
import io.tallyport.domain.metering.LevelChange;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.PeriodTally;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One license's ledger on the heap: as it is now, and as it was last logged. */
public final class LedgerEntry {

    private static final int LICENSE_BYTES = 762;
    /** A line of a closed period that has changed, as stated and as it is; a plan that held before; a correction by hand. */
    private static final int CLOSED_LINE_BYTES = 300;
    /** How many events there were in its latest period. */
    private static final int TALLY_BYTES = 80;
    /** Named seats, without their members. */
    private static final int SEATS_BYTES = 80;
    /** A member without the letters of the name. */
    private static final int MEMBER_BYTES = 48;
    /** The calendar of a license with an anchor; the others share theirs. */
    private static final int ANCHORED_BYTES = 216;
    /** A meter without its sums. */
    private static final int METER_BYTES = 196;
    /** A sum of a meter, of which equal ones are one. */
    private static final int SUM_BYTES = 40;
    /** A detector with a bucket that is open. */
    private static final int DETECTOR_BYTES = 224;

    private static final int COMMAND_BYTES = 211;
    /** A quota of a license that begins, and what is published of it: nothing is shared with other licenses. */
    private static final int OWN_QUOTA_BYTES = 340;
    /** What is published of a quota, once it was published anew. */
    private static final int PUBLISHED_QUOTA_BYTES = 110;
    /** A quota that has moved, with its evidence, twice: once in what is published. */
    private static final int MOVED_QUOTA_BYTES = 1_400;
    /** A window in a tree: its node, its start, its total and the exact number in it. */
    private static final int WINDOW_BYTES = 128;
    /** What a meter that does not add has beside its numbers. */
    private static final int DETAILS_BYTES = 24;
    /** When the latest value was. */
    private static final int LATEST_BYTES = 24;
    /** With its number. */
    private static final int LEVEL_BYTES = 56;
    /** Different values, without them. */
    private static final int DISTINCT_BYTES = 64;
    /** An exact number in a list. */
    private static final int TOTAL_BYTES = 44;

    private LicenseLedger ledger;
    private LicenseLedger logged;
    /** Heap of a quota that has not moved: none while it is shared, as it was read. */
    private int quotaBytes;

    private long readingVersion;
    private boolean dirty;
    private boolean mayHaveGrown;
    private boolean kept;
    private int uses;
    private long bytes;

    private LedgerEntry(LicenseLedger ledger, long readingVersion, int quotaBytes) {
        this.ledger = ledger;
        this.logged = ledger;
        this.readingVersion = readingVersion;
        this.quotaBytes = quotaBytes;
    }

    /** A license that begins. */
    static LedgerEntry begun(LicenseLedger ledger) {
        return new LedgerEntry(ledger, 0, OWN_QUOTA_BYTES);
    }

    /** A license as it was logged; what it has in common with others is shared with them ({@link CommonParts}). */
    static LedgerEntry read(LicenseLedger ledger, long readingVersion) {
        return new LedgerEntry(ledger, readingVersion, 0);
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
        if (ledger.published() != logged.published()) {
            quotaBytes = Math.max(quotaBytes, PUBLISHED_QUOTA_BYTES);
        }
        logged = ledger;
        dirty = false;
        uses++;
        if (!mayHaveGrown) {
            return 0;
        }
        mayHaveGrown = false;
        return weigh();
    }

    /** Whether it takes more heap with any event: its values part, or it remembers more of them. */
    boolean growsWithEvents() {
        var meters = ledger.meters();
        for (int i = 0; i < meters.size(); i++) {
            if (!meters.valueAt(i).aggregation().isAdditive()) {
                return true;
            }
        }
        return false;
    }

    /** Notes that more than its counters changed, which take the same heap whatever they count. */
    void mayHaveGrown() {
        mayHaveGrown = true;
    }

    /** In how many commits it was used since it came, or since {@link #forgetUses}. */
    int uses() {
        return uses;
    }

    void forgetUses() {
        uses = 0;
    }

    /** Whether it has gone on to the long queue ({@link LedgersInUse}). */
    boolean isKept() {
        return kept;
    }

    void keep() {
        kept = true;
        uses = 0;
    }

    /** Estimates its heap anew; returns by how much it has grown. */
    long weigh() {
        long before = bytes;
        bytes = heapOf(ledger, quotaBytes);
        return bytes - before;
    }

    /** Heap that it takes, as last weighed. */
    long bytes() {
        return bytes;
    }

    /**
     * Estimated heap of a ledger; {@code LedgerHeapTest} holds it against what the collector measures.
     *
     * @param quotaBytes heap of a quota that has not moved
     */
    static long heapOf(LicenseLedger ledger, int quotaBytes) {
        long[] bytes = {LICENSE_BYTES};
        ledger.meters()
                .forEach((meter, usage) -> bytes[0] += METER_BYTES
                        + SUM_BYTES * usage.sums()
                        + WINDOW_BYTES
                                * (usage.older(Window.HOUR).size()
                                        + usage.older(Window.DAY).size()
                                        + usage.older(Window.MONTH).size())
                        + detailsOf(usage));
        bytes[0] += closingOf(ledger.closing());
        bytes[0] += seatsOf(ledger.seats());
        bytes[0] += ledger.tally() == PeriodTally.NONE ? 0 : TALLY_BYTES;
        ledger.quotas().forEach((rule, state) -> bytes[0] += state.evidence() != null ? MOVED_QUOTA_BYTES : quotaBytes);
        ledger.detectors()
                .forEach((rule, state) -> bytes[0] +=
                        DETECTOR_BYTES + TOTAL_BYTES * state.history().size());
        if (ledger.calendar().anchorMs() != UsageCalendar.NO_ANCHOR) {
            bytes[0] += ANCHORED_BYTES;
        }
        var license = ledger.license();
        bytes[0] +=
                license == null ? 0 : (long) COMMAND_BYTES * license.answered().size();
        return bytes[0];
    }

    private static long seatsOf(Seats seats) {
        if (seats == Seats.NONE) {
            return 0;
        }
        long bytes = SEATS_BYTES;
        for (List<String> members : List.of(seats.members(), seats.releasedToday())) {
            for (String member : members) {
                bytes += MEMBER_BYTES + member.length();
            }
        }
        return bytes;
    }

    /** What is noted of closed periods, and plans that held before; mostly nothing. */
    private static long closingOf(@Nullable Closing closing) {
        if (closing == null) {
            return 0;
        }
        long lines = closing.manual().size();
        for (var period : closing.touched()) {
            lines += period.lines().size();
        }
        return CLOSED_LINE_BYTES * (lines + closing.spans().size() - 1);
    }

    /** What a meter that does not add remembers; what several latest windows share, once. */
    private static long detailsOf(MeterUsage usage) {
        if (usage.aggregation().isAdditive()) {
            return 0;
        }
        long bytes = DETAILS_BYTES;
        Set<Detail> latest = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Window window : Window.OF_LEDGERS) {
            Detail detail = usage.series(window).latest().detail();
            if (detail != null && latest.add(detail)) {
                bytes += detailOf(detail);
            }
            for (Total total : usage.older(window).values()) {
                bytes += detailOf(total.detail());
            }
        }
        return bytes;
    }

    private static long detailOf(@Nullable Detail detail) {
        if (detail instanceof Distinct distinct) {
            var sketch = distinct.sketch();
            return DISTINCT_BYTES
                    + (sketch == null ? (long) Long.BYTES * distinct.members().length : sketch.bytes().length);
        }
        if (detail instanceof LevelChange) {
            return LEVEL_BYTES;
        }
        return detail == null ? 0 : LATEST_BYTES;
    }
}
