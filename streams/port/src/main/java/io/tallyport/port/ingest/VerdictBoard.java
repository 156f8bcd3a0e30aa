package io.tallyport.port.ingest;

import io.tallyport.wire.UsageVerdictV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where verdicts meet those who wait for them. A verdict may come before its waiter: the most recent ones are kept,
 * bounded per partition. Thread-safe; completes nobody's future under its lock.
 */
public final class VerdictBoard {

    /** Verdict records kept per source partition. */
    public static final int RECENT_MAX = 8192;

    /** Offsets that may be waited for at a time; beyond it waits end at once, as pending. */
    public static final int WAITED_MAX = 200_000;

    private record Partition(String topic, int number) {}

    private static final class Lane {
        final TreeMap<Long, List<Wait>> waits = new TreeMap<>();
        final TreeMap<Long, UsageVerdictV1> recent = new TreeMap<>();
    }

    private final Map<Partition, Lane> lanes = new HashMap<>();
    private int waited;

    /** The wait for the verdicts of some records. Close it, or its slots stay taken. */
    public final class Wait implements AutoCloseable {
        private final Map<Coordinates, UsageVerdictV1> verdicts = new LinkedHashMap<>();
        private final CompletableFuture<Void> complete = new CompletableFuture<>();
        private final List<Coordinates> wanted;
        private int missing;

        private Wait(List<Coordinates> wanted) {
            this.wanted = wanted;
        }

        /** Completes when every verdict is there. */
        public CompletableFuture<Void> complete() {
            return complete;
        }

        /** The verdict of one record; null while it is pending. */
        public @Nullable UsageVerdictV1 of(Coordinates coordinates) {
            synchronized (VerdictBoard.this) {
                return verdicts.get(coordinates);
            }
        }

        @Override
        public void close() {
            synchronized (VerdictBoard.this) {
                for (Coordinates c : wanted) {
                    if (!verdicts.containsKey(c)) {
                        release(c, this);
                    }
                }
            }
        }

        private boolean take(Coordinates c, UsageVerdictV1 verdict) {
            return verdicts.put(c, verdict) == null && --missing == 0;
        }
    }

    /** Begins to wait for the verdicts of records that were just appended. */
    public Wait await(List<Coordinates> records) {
        var wait = new Wait(List.copyOf(new java.util.LinkedHashSet<>(records)));
        wait.missing = wait.wanted.size();
        boolean done = wait.missing == 0;
        synchronized (this) {
            for (Coordinates c : wait.wanted) {
                Lane lane = lane(c.topic(), c.partition());
                UsageVerdictV1 known = covering(lane, c.offset());
                if (known != null) {
                    done |= wait.take(c, known);
                } else if (waited < WAITED_MAX) {
                    lane.waits
                            .computeIfAbsent(c.offset(), o -> new ArrayList<>(1))
                            .add(wait);
                    waited++;
                }
            }
        }
        if (done) {
            wait.complete.complete(null);
        }
        return wait;
    }

    /** Takes a verdict: on one record, or on a run of consecutive ones. */
    public void accept(UsageVerdictV1 verdict) {
        var done = new ArrayList<Wait>();
        synchronized (this) {
            Lane lane = lane(verdict.getTopic(), verdict.getPartition());
            remember(lane, verdict);
            long from = verdict.getFirstOffset();
            var met = lane.waits.subMap(from, from + Math.max(1, verdict.getCount()));
            met.forEach((offset, waits) -> {
                var c = new Coordinates(verdict.getTopic(), verdict.getPartition(), offset);
                waited -= waits.size();
                waits.stream().filter(wait -> wait.take(c, verdict)).forEach(done::add);
            });
            met.clear();
        }
        done.forEach(wait -> wait.complete.complete(null));
    }

    /** How many offsets are waited for. */
    public synchronized int waited() {
        return waited;
    }

    private Lane lane(String topic, int partition) {
        return lanes.computeIfAbsent(new Partition(topic, partition), p -> new Lane());
    }

    private void release(Coordinates c, Wait wait) {
        Lane lane = lane(c.topic(), c.partition());
        List<Wait> waits = lane.waits.get(c.offset());
        if (waits != null && waits.remove(wait)) {
            waited--;
            if (waits.isEmpty()) {
                lane.waits.remove(c.offset());
            }
        }
    }

    private static @Nullable UsageVerdictV1 covering(Lane lane, long offset) {
        var entry = lane.recent.floorEntry(offset);
        return entry != null
                        && offset
                                < entry.getKey() + Math.max(1, entry.getValue().getCount())
                ? entry.getValue()
                : null;
    }

    private static void remember(Lane lane, UsageVerdictV1 verdict) {
        lane.recent.put(verdict.getFirstOffset(), verdict);
        while (lane.recent.size() > RECENT_MAX) {
            lane.recent.pollFirstEntry();
        }
    }
}
