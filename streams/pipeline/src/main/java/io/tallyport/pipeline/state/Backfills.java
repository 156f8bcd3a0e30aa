package io.tallyport.pipeline.state;

import io.tallyport.domain.usage.Backfill;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that brought usage of the past to one task, and when each began. Like an id, a name is absent once its time is up, whenever
 * its room is given back.
 */
public final class Backfills {

    private static final long KEPT_MS = Backfill.NAME_KEPT.toMillis();

    private final TaskFacts facts;
    private final Map<String, Long> beganMs;

    Backfills(TaskFacts facts) {
        this.facts = facts;
        this.beganMs = new LinkedHashMap<>(facts.backfills());
    }

    /** Tick time at which the first event of a job was counted; null if none was, or too long ago to matter. */
    public @Nullable Long beganMs(String job, long nowMs) {
        Long began = beganMs.get(job);
        return began == null || isPast(began, nowMs) ? null : began;
    }

    /** How many jobs are remembered. */
    public int size(long nowMs) {
        return (int)
                beganMs.values().stream().filter(began -> !isPast(began, nowMs)).count();
    }

    /** Notes that an event of a job was counted; before the first tick nobody can say when that was. */
    void counted(String job, long nowMs) {
        if (nowMs > 0 && beganMs(job, nowMs) == null) {
            beganMs.values().removeIf(began -> isPast(began, nowMs));
            beganMs.put(job, nowMs);
            facts.backfills(beganMs);
        }
    }

    private static boolean isPast(long began, long nowMs) {
        return began < nowMs - KEPT_MS;
    }
}
