package io.tallyport.pipeline.state;

import io.tallyport.domain.usage.UsageVerdict;

/**
 * The records that a task read of one usage topic, and what became of them: a record more has a verdict more, or waits. Changed
 * in place, record by record.
 */
public final class TopicTally {

    private static final int KINDS = UsageVerdict.Kind.values().length;

    private final long fromOffset;
    private long endOffset;
    private long records;
    private long parked;
    private final long[] verdicts;
    private boolean changed = true;

    TopicTally(long fromOffset) {
        this(fromOffset, fromOffset, 0, 0, new long[KINDS]);
    }

    private TopicTally(long fromOffset, long endOffset, long records, long parked, long[] verdicts) {
        this.fromOffset = fromOffset;
        this.endOffset = endOffset;
        this.records = records;
        this.parked = parked;
        this.verdicts = verdicts;
    }

    /** Notes that a usage record was taken, and all before it. Ticks are not noted: they come for ever, and change nothing. */
    void read(long offset) {
        endOffset = offset + 1;
        records++;
        changed = true;
    }

    void decided(UsageVerdict.Kind kind, boolean hadWaited) {
        verdicts[kind.ordinal()]++;
        parked -= hadWaited ? 1 : 0;
        changed = true;
    }

    void parked() {
        parked++;
        changed = true;
    }

    /** Records are told from this offset on. */
    public long fromOffset() {
        return fromOffset;
    }

    /** The offset after the last usage record that was taken. */
    public long endOffset() {
        return endOffset;
    }

    /** Usage records, ticks aside. */
    public long records() {
        return records;
    }

    /** How many of them wait for the release of their license. */
    public long parkedNow() {
        return parked;
    }

    /** How many have a verdict of a kind. */
    public long verdicts(UsageVerdict.Kind kind) {
        return verdicts[kind.ordinal()];
    }

    /** Records without a verdict that do not wait either; 0 as long as nothing is wrong. */
    public long missing() {
        long sum = parked;
        for (long of : verdicts) {
            sum += of;
        }
        return records - sum;
    }

    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    byte[] write() {
        var out = new BinaryOutput(TaskFacts.FORMAT)
                .number(fromOffset)
                .number(endOffset)
                .number(records)
                .number(parked);
        // In the order of the kinds, of which new ones come last.
        for (long of : verdicts) {
            out.number(of);
        }
        return out.toBytes();
    }

    static TopicTally read(BinaryInput in) {
        var tally = new TopicTally(in.number(), in.number(), in.number(), in.number(), new long[KINDS]);
        for (int kind = 0; kind < KINDS && in.hasMore(); kind++) {
            tally.verdicts[kind] = in.number();
        }
        tally.changed = false;
        return tally;
    }
}
