package io.tallyport.verifier;

import io.tallyport.verifier.PartitionLog.Entry;
import io.tallyport.wire.LicenseEventV1;
import org.jspecify.annotations.Nullable;

/** Compares what an event says with its license as it is after it. */
final class LifeFields {

    private final Timelines timelines;
    private final Findings findings;

    LifeFields(Timelines timelines, Findings findings) {
        this.timelines = timelines;
        this.findings = findings;
    }

    /**
     * Compares an event.
     *
     * @param atMs its instant
     */
    void compare(Entry<LicenseEventV1> entry, Life life, long atMs) {
        findings.checked("license.events");
        var event = entry.value();
        var term = life.term();
        boolean isOld = timelines.isOld(entry);
        // Before there were terms an end was noticed some time later.
        boolean isLate = isOld && event.getType().equals("EXPIRED") && event.getAtMs() > atMs;
        same(entry, "state", event.getState(), life.state());
        same(entry, "atMs", isLate ? atMs : event.getAtMs(), atMs);
        same(entry, "expiresAtMs", event.getExpiresAtMs(), said(term.expiresAtMs()));
        if (isOld) {
            return;
        }
        same(entry, "graceUntilMs", event.getGraceUntilMs(), said(term.graceUntilMs()));
        same(entry, "startedAtMs", event.getStartedAtMs(), said(term.startedAtMs()));
        same(entry, "startsAtMs", event.getStartsAtMs(), said(term.startsAtMs()));
        same(entry, "trial", event.getTrial(), term.trial());
        same(entry, "fixedEnd", event.getFixedEnd(), term.fixed());
        same(entry, "renews", event.getRenews(), term.renews());
        same(entry, "nextPlan", event.getNextPlan(), life.next().plan());
        same(entry, "nextPlanAtMs", event.getNextPlanAtMs(), said(life.next().atMs()));
        same(entry, "oldKeyUntilMs", event.getOldKeyUntilMs(), said(life.keys().oldUntilMs()));
        if (Timelines.isOfTime(event) && event.getType().equals("PLAN_CHANGED")) {
            same(entry, "plan", event.getPlan(), life.plan());
        }
    }

    static @Nullable Long said(long ms) {
        return ms == Term.NEVER ? null : ms;
    }

    private void same(Entry<LicenseEventV1> entry, String field, @Nullable Object said, @Nullable Object expected) {
        if (!java.util.Objects.equals(said, expected)) {
            var event = entry.value();
            findings.differs(
                    entry.place(),
                    "life-event",
                    event.getType() + " of license " + event.getLicense() + " says " + field + " " + said + "; it is "
                            + expected);
        }
    }
}
