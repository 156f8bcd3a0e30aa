package io.tallyport.pipeline.state;

import io.tallyport.domain.usage.EventIdentity;
import io.tallyport.domain.usage.Seen;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ids of one task: a table on the heap in segments that grow one by one, so that no event waits for a large step,
 * and a log of what each commit added ({@link IdLog}). The day says when an id is forgotten, never where to look, so a
 * retry with another timestamp is found as well. What is forgotten follows from the day of the look-up alone, whenever
 * its room is given back: a replay and a restart see the same.
 */
public final class EventIds {

    /** Name of the logged store that they are loaded from. */
    public static final String STORE = IdLog.STORE;

    /** With 50 million ids, a segment holds 49,000: it is rebuilt within about two milliseconds. */
    private static final int SEGMENTS = 1024;

    private static final int SEGMENT_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SEGMENTS);
    private static final int SWEEPS_PER_COMMIT = 2;

    private final IdSegment[] segments = new IdSegment[SEGMENTS];
    private final IdLog log;
    private final int daysKept;
    private int sweptBefore = Integer.MIN_VALUE;
    private int nextSweep = SEGMENTS;
    private boolean purged = true;

    private EventIds(IdLog log, int daysKept) {
        this.log = log;
        this.daysKept = daysKept;
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new IdSegment();
        }
    }

    /**
     * Rebuilds the table from the log.
     *
     * @param daysKept whole days for which an id is kept after the day on which it was counted
     * @param today day of the task's clock, days since the epoch; 0 while no tick was read
     */
    public static EventIds load(KeyValueStore<Bytes, byte[]> store, int daysKept, int today) {
        var log = new IdLog(store);
        var ids = new EventIds(log, daysKept);
        int firstDay = today - daysKept;
        log.load((high, low, payload, day) -> {
            if (!IdSegment.isPast(day, firstDay)) {
                ids.segmentOf(high).put(high, low, payload, day, firstDay);
            }
        });
        return ids;
    }

    /** What is known of an identity on the given day. */
    public Seen lookUp(EventIdentity id, int today) {
        return segmentOf(id.high()).lookUp(id.high(), id.low(), id.payload(), today - daysKept);
    }

    /** Remembers an id that was counted today; 0 while no tick said which day it is. */
    public void add(EventIdentity id, int today) {
        segmentOf(id.high()).put(id.high(), id.low(), id.payload(), today, today - daysKept);
        log.add(id, today);
    }

    /** How many ids are held, some past ones included for a while after each midnight. */
    public int size() {
        int size = 0;
        for (IdSegment segment : segments) {
            size += segment.size();
        }
        return size;
    }

    /** Heap that they take. */
    public long bytes() {
        long bytes = 0;
        for (IdSegment segment : segments) {
            bytes += segment.bytes();
        }
        return bytes;
    }

    /** Logs what was added since the last commit, and gives some of the room of past ids back. */
    public void flush(int today) {
        log.flush();
        int firstDay = today - daysKept;
        if (firstDay > sweptBefore) {
            sweptBefore = firstDay;
            nextSweep = 0;
            purged = firstDay <= IdSegment.UNKNOWN_DAY + 1;
        }
        for (int i = 0; i < SWEEPS_PER_COMMIT && nextSweep < SEGMENTS; i++) {
            segments[nextSweep++].sweep(firstDay);
        }
        if (!purged) {
            purged = log.purge(firstDay);
        }
    }

    private IdSegment segmentOf(long high) {
        return segments[(int) (high >>> SEGMENT_SHIFT)];
    }
}
