package io.tallyport.client.internal;

/**
 * How far the view has read one partition, and what time it is there.
 *
 * @param partition partition
 * @param nextOffset offset of the next record to read
 * @param asOfMs latest tick time heard; 0 = none yet
 * @param tickAppendedAtMs broker time of that tick, from which the age of the view is measured; 0 = none yet
 * @param freshSinceTickMs broker time of the last tick that was fresh when it was read: names the stale spell after it
 * @param loaded whether the partition was once read to its end, so that an absent license is an unknown one
 */
public record PartitionClock(
        int partition, long nextOffset, long asOfMs, long tickAppendedAtMs, long freshSinceTickMs, boolean loaded) {

    /** Nothing read yet. */
    public static PartitionClock unread(int partition) {
        return new PartitionClock(partition, 0, 0, 0, 0, false);
    }

    /** After a record: time and offsets only rise. */
    public PartitionClock read(long offset, long asOf, long tickAppendedAt, boolean fresh) {
        long appended = Math.max(tickAppendedAtMs, tickAppendedAt);
        return new PartitionClock(
                partition,
                Math.max(nextOffset, offset + 1),
                Math.max(asOfMs, asOf),
                appended,
                fresh ? appended : freshSinceTickMs,
                loaded);
    }

    /** Its end was reached. */
    public PartitionClock reachedEnd() {
        return new PartitionClock(partition, nextOffset, asOfMs, tickAppendedAtMs, freshSinceTickMs, true);
    }

    /** To be read from the beginning again; what was heard stays. */
    public PartitionClock rewound() {
        return new PartitionClock(partition, 0, asOfMs, tickAppendedAtMs, freshSinceTickMs, loaded);
    }

    /** Measured age at a wall clock's time; -1 when no tick was heard. */
    public long ageMs(long wallMs) {
        return tickAppendedAtMs == 0 ? -1 : Math.max(0, wallMs - tickAppendedAtMs);
    }
}
