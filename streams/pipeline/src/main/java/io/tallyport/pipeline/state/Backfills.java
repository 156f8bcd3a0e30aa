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
    /** So long after their start builds before this one kept months, at least. */
    private static final long KEPT_BEFORE_MS = 67L * 86_400_000;

    private final TaskFacts facts;
    private final Map<String, Long> beganMs;
    private final long monthsFromMs;

    /**
     * Loads them.
     *
     * @param nowMs the task's time; 0 if it never read a tick, and so never counted anything
     */
    Backfills(TaskFacts facts, long nowMs) {
        this.facts = facts;
        this.beganMs = new LinkedHashMap<>(facts.backfills());
        Long known = facts.monthsKeptFromMs();
        if (known == null) {
            known = nowMs == 0 ? 0 : nowMs - KEPT_BEFORE_MS;
            facts.monthsKeptFromMs(known);
        }
        this.monthsFromMs = known;
    }

    /**
     * Whether a month of a license may have been forgotten before months were kept for as long as backfills reach.
     *
     * @param fromMs its start
     * @param toMs its end
     * @param firstMs the earliest end of a month in which live usage of the license can have been counted
     */
    public boolean isForgotten(long fromMs, long toMs, long firstMs) {
        return fromMs < monthsFromMs && toMs > firstMs;
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
