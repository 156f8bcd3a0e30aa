package io.tallyport.verifier;

import io.tallyport.verifier.LifeTime.Due;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was due and is not in a timeline, or not yet: timers run in slices. */
final class LackingEvents {

    /**
     * One event.
     *
     * @param from the record that made it due
     * @param sinceMs when it was due, or made so
     */
    private record Lacking(Place from, Due what, long sinceMs) {}

    private final Map<String, List<Lacking>> lacking = new HashMap<>();
    private final Patience patience = new Patience();
    private final Timelines timelines;
    private final Findings findings;

    LackingEvents(Timelines timelines, Findings findings) {
        this.timelines = timelines;
        this.findings = findings;
    }

    void tick(long clockMs) {
        patience.tick(clockMs);
    }

    /** Notes an event that is not in its place. Where another one is, it is missing; where none is, it may come. */
    void add(String license, Place from, Due what, long sinceMs) {
        var next = timelines.next(license);
        boolean isOld = next == null ? timelines.areOld() : timelines.isOld(next);
        if (isOld && what.type().equals("EXPIRING")) {
            // Builds before there were terms gave no notice.
            return;
        }
        var one = new Lacking(from, what, sinceMs);
        if (next != null) {
            missing(license, one);
        } else {
            lacking.computeIfAbsent(license, l -> new ArrayList<>()).add(one);
        }
    }

    /** Whether anything of a license may still come. */
    boolean isOf(String license) {
        return lacking.containsKey(license);
    }

    /** A license was decided on: what was due comes before. */
    void require(String license) {
        var late = lacking.remove(license);
        if (late != null) {
            late.forEach(one -> missing(license, one));
        }
    }

    /** Timers have run of all that was due long enough ago. */
    void requireDone() {
        lacking.forEach((license, all) -> {
            for (Lacking one : all) {
                if (one.sinceMs <= patience.doneMs()) {
                    missing(license, one);
                }
            }
        });
    }

    private void missing(String license, Lacking one) {
        findings.differs(one.from, "life-event-missing", "license " + license + " lacks " + one.what);
    }
}
