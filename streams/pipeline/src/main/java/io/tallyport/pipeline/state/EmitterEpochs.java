package io.tallyport.pipeline.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The epochs of the emitters that number their events, in one task. An epoch is forgotten after as many days of silence
 * as an id is kept; like an id it is absent from that day on, whenever its room is given back. Past a fixed number of
 * epochs no new one is begun, so that a flood of them keeps memory flat: their events are remembered by id.
 */
final class EmitterEpochs {

    /** With 200 bytes each, and a kilobyte more if all their gaps are used, two megabytes of heap in a usual case. */
    static final int MOST = 10_000;

    /** A flood of long names must not take more either. */
    private static final int LONGEST_SOURCE = 256;

    private static final int DELETIONS_PER_COMMIT = 500;

    /** What an epoch is known by. */
    private record Key(String source, long epoch) {}

    private final TaskFacts facts;
    private final int daysKept;
    private final int most;
    private final Map<Key, EmitterEpoch> epochs = new HashMap<>();
    /** Kept as a sum: metrics ask from another thread. */
    private long bytes;

    private final List<EmitterEpoch> changed = new ArrayList<>();
    private final ArrayDeque<Key> past = new ArrayDeque<>();
    private int sweptBefore = Integer.MIN_VALUE;
    /** Last day on which an epoch found no room, so that its ids may be remembered one by one. */
    private long refusedOn;
    /** Events of one emitter come one after another. */
    private @Nullable EmitterEpoch last;

    private EmitterEpochs(TaskFacts facts, int daysKept, int most) {
        this.facts = facts;
        this.daysKept = daysKept;
        this.most = most;
    }

    static EmitterEpochs load(TaskFacts facts, int daysKept, int most) {
        var loaded = new EmitterEpochs(facts, daysKept, most);
        loaded.refusedOn = facts.emitterRefusedOn();
        facts.emitters(epoch -> loaded.put(new Key(epoch.source(), epoch.epoch()), epoch));
        return loaded;
    }

    private void put(Key key, EmitterEpoch epoch) {
        var before = epochs.put(key, epoch);
        bytes += epoch.bytes() - (before == null ? 0 : before.bytes());
    }

    /** An epoch that is known on the given day. */
    @Nullable EmitterEpoch find(String source, long epoch, int today) {
        var found = last;
        if (found == null || !found.isOf(source, epoch)) {
            found = epochs.get(new Key(source, epoch));
            if (found == null) {
                return null;
            }
            last = found;
        }
        return isPast(found, today) ? null : found;
    }

    /** Begins an epoch that is not known; null if there is no room for it. */
    @Nullable EmitterEpoch begin(String source, long epoch, int today) {
        var key = new Key(source, epoch);
        boolean isFull = epochs.size() >= most && !epochs.containsKey(key);
        if (isFull || source.length() > LONGEST_SOURCE) {
            long day = today == IdSegment.UNKNOWN_DAY ? Long.MAX_VALUE : today;
            if (day > refusedOn) {
                refusedOn = day;
                facts.emitterRefusedOn(day);
            }
            return null;
        }
        var begun = new EmitterEpoch(source, epoch, mayHaveSpilled(today));
        put(key, begun);
        last = begun;
        return begun;
    }

    /** Whether an epoch that is not known may have ids that are remembered one by one. */
    boolean mayHaveSpilled(int today) {
        return refusedOn > 0 && refusedOn >= today - daysKept;
    }

    /** Counts a number of an epoch that does not cover it; false if it has to be remembered as an id. */
    boolean add(EmitterEpoch epoch, long number, int today) {
        boolean wasDirty = epoch.isDirty();
        long before = epoch.bytes();
        boolean fits = epoch.add(number, today);
        if (!fits) {
            epoch.spill(today);
        }
        bytes += epoch.bytes() - before;
        if (!wasDirty && epoch.isDirty()) {
            changed.add(epoch);
        }
        return fits;
    }

    /** Writes what changed since the last commit, and gives some of the room of past epochs back. */
    void flush(int today) {
        if (today - daysKept > sweptBefore) {
            sweptBefore = today - daysKept;
            sweep(today);
        }
        for (int i = 0; i < DELETIONS_PER_COMMIT && !past.isEmpty(); i++) {
            var key = past.remove();
            if (!epochs.containsKey(key)) {
                facts.forgetEmitter(key.source, key.epoch);
            }
        }
        for (EmitterEpoch epoch : changed) {
            facts.emitter(epoch);
        }
        changed.clear();
    }

    private void sweep(int today) {
        epochs.entrySet().removeIf(entry -> {
            boolean isPast = isPast(entry.getValue(), today);
            if (isPast) {
                past.add(entry.getKey());
                bytes -= entry.getValue().bytes();
            }
            return isPast;
        });
        last = null;
    }

    private boolean isPast(EmitterEpoch epoch, int today) {
        return IdSegment.isPast(epoch.day(), today - daysKept);
    }

    int size() {
        return epochs.size();
    }

    /** Heap that they take. */
    long bytes() {
        return bytes;
    }
}
