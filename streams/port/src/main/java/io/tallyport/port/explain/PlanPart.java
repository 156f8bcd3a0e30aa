package io.tallyport.port.explain;

import io.tallyport.readmodel.TimelineEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A part of a period in which one plan held.
 *
 * @param fromMs its start, ms since the epoch
 * @param toMs its end, exclusive
 * @param plan plan id; empty if the timeline does not tell
 */
record PlanPart(long fromMs, long toMs, String plan) {

    static final String PLAN_CHANGED = "PLAN_CHANGED";

    /** The parts of a period, in order, from the timeline of a license: a plan holds from the instant of its change on. */
    static List<PlanPart> of(long fromMs, long toMs, List<TimelineEvent> timeline) {
        var starts = new TreeMap<Long, String>();
        starts.put(fromMs, "");
        boolean issued = false;
        for (TimelineEvent event : timeline) {
            if (event.type().equals(PLAN_CHANGED)) {
                starts.put(Math.max(fromMs, event.atMs()), event.plan());
                issued = true;
            } else if (!issued && !event.plan().isEmpty() && event.refusal().isEmpty()) {
                // Until the first change, every event names the plan that the license was issued on.
                starts.put(fromMs, event.plan());
            }
        }
        var parts = new ArrayList<PlanPart>();
        for (var start : starts.headMap(toMs).entrySet()) {
            Long next = starts.higherKey(start.getKey());
            parts.add(new PlanPart(start.getKey(), next == null ? toMs : Math.min(next, toMs), start.getValue()));
        }
        return parts;
    }

    /** Whether an instant is in it. */
    boolean holds(long instantMs) {
        return instantMs >= fromMs && instantMs < toMs;
    }
}
