package io.tallyport.verifier;

import io.tallyport.wire.UsageStatementV1;
import java.util.HashSet;

/** When a revision changes what a plan is, the timeline says so soon. */
final class PlanOfCatalog {

    private static final long HOUR_MS = 3_600_000L;

    /** Requires it of a statement that was issued long enough after it. */
    static void require(
            Attempt attempt, UsageStatementV1 head, Life life, PlanTimeline.Story story, Catalogs catalogs) {
        Terms now = catalogs.inForce();
        var plan = now.plans().get(life.plan());
        var part = story.partAt(head.getIssuedAtMs(), Long.MAX_VALUE, head.getIssuedAtMs());
        var held = catalogs.upTo(part.revision()).plans().get(part.plan());
        boolean isFresh = head.getIssuedAtMs() - catalogs.adoptedAtMs(now.revision()) < HOUR_MS;
        if (plan != null && held != null && part.plan().equals(life.plan()) && !isFresh && !life.isOver()) {
            attempt.require(
                    plan.version() == held.version() && isSame(plan, held),
                    "plan-change-missing",
                    "revision " + now.revision() + " changed the plan " + life.plan()
                            + "; the timeline does not say so");
        }
    }

    private static boolean isSame(Terms.Plan one, Terms.Plan other) {
        var meters = new HashSet<>(one.included().keySet());
        meters.addAll(other.included().keySet());
        return meters.stream()
                .allMatch(meter -> one.included().containsKey(meter)
                        && other.included().containsKey(meter)
                        && one.included().get(meter).compareTo(other.included().get(meter)) == 0);
    }

    private PlanOfCatalog() {}
}
