package io.tallyport.pipeline.state;

import java.util.Arrays;

/**
 * Which numbers of one emitter's epoch were counted: all below a mark, but for at most {@link #MOST_GAPS} ranges. So the
 * ids of millions of events take some hundred bytes, and nothing is approximate: what does not fit is refused.
 */
final class EmitterEpoch {

    static final int MOST_GAPS = 64;
    static final int FORMAT = 1;

    private static final long[] NO_GAPS = {};
    /** Object, key and place in the map without the name of the source, measured. */
    private static final int FIXED_BYTES = 184;

    private final String source;
    private final long epoch;
    private long mark;
    /** From (included) and to (not included) of each range below the mark that was not counted, ascending. */
    private long[] gaps = NO_GAPS;

    private int gapCount;
    private int day;
    private boolean spilled;
    private boolean dirty;

    EmitterEpoch(String source, long epoch, boolean spilled) {
        this.source = source;
        this.epoch = epoch;
        this.spilled = spilled;
    }

    String source() {
        return source;
    }

    long epoch() {
        return epoch;
    }

    boolean isOf(String otherSource, long otherEpoch) {
        return epoch == otherEpoch && source.equals(otherSource);
    }

    /** Day on which one of its numbers was last counted; {@link IdSegment#UNKNOWN_DAY} if no tick had said which it was. */
    int day() {
        return day;
    }

    /** Whether some of its numbers were refused here and are remembered as ids. */
    boolean hasSpilled() {
        return spilled;
    }

    /** Notes that a number was refused, which is kept for as long as the epoch is. */
    void spill(int today) {
        dirty |= !spilled || today > day;
        spilled = true;
        day = Math.max(day, today);
    }

    /** Whether a number was counted. */
    boolean covers(long number) {
        if (number >= mark) {
            return false;
        }
        // What comes late comes mostly soon, so the newest gaps first.
        for (int gap = gapCount - 1; gap >= 0; gap--) {
            if (number >= to(gap)) {
                return true;
            }
            if (number >= from(gap)) {
                return false;
            }
        }
        return true;
    }

    /** Takes a number that is not covered; refuses one that would make a gap too many. */
    boolean add(long number, int today) {
        if (number == mark) {
            mark++;
        } else if (number > mark) {
            if (gapCount == MOST_GAPS) {
                return false;
            }
            insert(gapCount, mark, number);
            mark = number + 1;
        } else if (!fill(number)) {
            return false;
        }
        day = Math.max(day, today);
        dirty = true;
        return true;
    }

    private boolean fill(long number) {
        int gap = gapCount - 1;
        while (from(gap) > number) {
            gap--;
        }
        if (number == from(gap) && number == to(gap) - 1) {
            System.arraycopy(gaps, 2 * gap + 2, gaps, 2 * gap, 2 * (gapCount - gap - 1));
            gapCount--;
        } else if (number == from(gap)) {
            gaps[2 * gap]++;
        } else if (number == to(gap) - 1) {
            gaps[2 * gap + 1]--;
        } else {
            if (gapCount == MOST_GAPS) {
                return false;
            }
            insert(gap, from(gap), number);
            gaps[2 * gap + 2] = number + 1;
        }
        return true;
    }

    private void insert(int at, long from, long to) {
        if (2 * gapCount == gaps.length) {
            gaps = Arrays.copyOf(gaps, Math.min(2 * MOST_GAPS, Math.max(4, 2 * gaps.length)));
        }
        System.arraycopy(gaps, 2 * at, gaps, 2 * at + 2, 2 * (gapCount - at));
        gaps[2 * at] = from;
        gaps[2 * at + 1] = to;
        gapCount++;
    }

    private long from(int gap) {
        return gaps[2 * gap];
    }

    private long to(int gap) {
        return gaps[2 * gap + 1];
    }

    /** Whether it changed since it was last written. */
    boolean isDirty() {
        return dirty;
    }

    /** Heap that it takes. */
    long bytes() {
        return FIXED_BYTES + source.length() + (long) Long.BYTES * gaps.length;
    }

    byte[] write() {
        var out = new BinaryOutput(FORMAT, 64)
                .number(day)
                .flag(spilled)
                .number(mark)
                .number(gapCount);
        long last = 0;
        for (int i = 0; i < 2 * gapCount; i++) {
            out.number(gaps[i] - last);
            last = gaps[i];
        }
        dirty = false;
        return out.toBytes();
    }

    static EmitterEpoch read(String source, long epoch, BinaryInput in) {
        int day = (int) in.number();
        var read = new EmitterEpoch(source, epoch, in.flag());
        read.day = day;
        read.mark = in.number();
        int count = (int) in.number();
        if (count < 0 || count > MOST_GAPS) {
            throw new IllegalArgumentException(
                    "an epoch has " + count + " gaps; at most " + MOST_GAPS + " are written");
        }
        read.gaps = new long[2 * count];
        read.gapCount = count;
        long last = 0;
        for (int i = 0; i < read.gaps.length; i++) {
            last += in.number();
            read.gaps[i] = last;
        }
        return read;
    }
}
