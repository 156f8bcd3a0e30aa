package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.MeterMeaning;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.Backfill;
import io.tallyport.domain.usage.UsageAdmission;
import java.util.ArrayList;
import java.util.List;

/** The versions of meters that a catalog revision brought and that begin before it: from there on their meters are counted again (0031). */
public final class MeterStarts {

    /** No event of before is in a window that is kept. */
    private static final long REACHABLE_MS = Backfill.MONTHS_KEPT.toMillis();

    private static final long AHEAD_MS = UsageAdmission.FUTURE_TOLERANCE.toMillis();
    private static final long ACCEPTED_MS = UsageAdmission.ACCEPTANCE_LIMIT.toMillis();

    private final TaskFacts facts;
    private List<Start> starts;

    /**
     * A start in the past.
     *
     * @param meter id of the meter
     * @param fromMs from which event time on it is counted again
     * @param revision the catalog revision that says so
     * @param era number of the era that the revision began
     * @param adoptedMs tick time when it took over
     * @param cause the record that brought it
     */
    public record Start(String meter, long fromMs, long revision, int era, long adoptedMs, Origin cause) {}

    MeterStarts(TaskFacts facts) {
        this.facts = facts;
        this.starts = facts.meterStarts();
    }

    /** Notes that a catalog took over. */
    void adopted(Catalog before, Catalog after, int era, long nowMs, Origin cause) {
        var past = MeterMeaning.startingBy(before, after, nowMs + AHEAD_MS);
        if (past.isEmpty()) {
            return;
        }
        var next = new ArrayList<>(starts);
        next.removeIf(start -> start.adoptedMs < nowMs - REACHABLE_MS);
        past.forEach((meter, fromMs) ->
                next.add(new Start(meter, Math.max(fromMs, nowMs - ACCEPTED_MS), after.revision(), era, nowMs, cause)));
        starts = List.copyOf(next);
        facts.meterStarts(starts);
    }

    /** Those that revisions after one brought, in order. */
    public List<Start> after(long revision) {
        // Asked by each turn, and mostly nothing is new.
        if (starts.isEmpty() || starts.get(starts.size() - 1).revision <= revision) {
            return List.of();
        }
        return starts.stream().filter(start -> start.revision > revision).toList();
    }

    /** Those that began a later era than one, in order. */
    List<Start> afterEra(int era) {
        if (starts.isEmpty()) {
            return starts;
        }
        return starts.stream().filter(start -> start.era > era).toList();
    }
}
