package io.tallyport.verifier;

import io.tallyport.verifier.LifeTime.Due;
import io.tallyport.verifier.PartitionLog.Entry;
import io.tallyport.wire.LicenseEventV1;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds each timeline against the life of its license: what is due happens before anything else, every event once and in
 * order. Of a license that was ever held, the life is what its timeline says.
 *
 * <p>An event of time is taken with the tick that makes it due, and read ahead: which revision made it is for it to say,
 * for a timer runs a little later. So what is missing is told when something else lies in its place, when the license was
 * decided on, or when timers had time enough.
 */
final class LifeEvents {

    private final Timelines timelines;
    private final Licenses licenses;
    private final LifeFields fields;
    private final Findings findings;
    /** The licenses of which something is due then. */
    private final TreeMap<Long, Set<String>> due = new TreeMap<>();

    private final LifeRevisions revisions;
    private final LackingEvents lacking;
    private long nowMs;

    LifeEvents(Timelines timelines, Licenses licenses, Catalogs catalogs, Findings findings) {
        this.timelines = timelines;
        this.licenses = licenses;
        this.findings = findings;
        fields = new LifeFields(timelines, findings);
        revisions = new LifeRevisions(catalogs, findings);
        lacking = new LackingEvents(timelines, findings);
    }

    /** A tick was read: what is due by then has happened, for all that comes behind it. */
    void tick(Place tick, long clockMs) {
        nowMs = Math.max(nowMs, clockMs);
        lacking.tick(nowMs);
        while (!due.isEmpty() && due.firstKey() <= nowMs) {
            due.pollFirstEntry().getValue().forEach(license -> advance(tick, license, nowMs));
        }
    }

    /**
     * Lets happen to a license what is due by an instant.
     *
     * @param from the record that makes it so
     */
    void advance(Place from, String license, long ms) {
        var life = licenses.find(license);
        if (life == null) {
            return;
        }
        if (timelines.wasHeld(license)) {
            follow(license, life, ms);
            return;
        }
        while (LifeTime.nextMs(life) <= ms && LifeTime.nextMs(life) != Term.NEVER) {
            happen(from, license, life);
        }
        schedule(license, life);
    }

    /** Whether the next event of a license is one of time, due by an instant, that was not taken. */
    boolean isDue(String license, long ms) {
        var next = timelines.next(license);
        return next != null && Timelines.isOfTime(next.value()) && next.value().getAtMs() <= ms;
    }

    private void follow(String license, Life life, long ms) {
        Entry<LicenseEventV1> next;
        do {
            next = timelines.take(
                    license,
                    one -> Timelines.isByItself(one.value()) && one.value().getAtMs() <= ms);
            if (next != null) {
                life.adopt(next.value());
            }
        } while (next != null);
        // Of what is due while it is held nothing is required; it may happen at any later tick.
        var left = timelines.next(license);
        if (left != null && Timelines.isByItself(left.value())) {
            due.computeIfAbsent(left.value().getAtMs(), at -> new LinkedHashSet<>())
                    .add(license);
        }
    }

    private void happen(Place from, String license, Life life) {
        long atMs = LifeTime.nextMs(life);
        byCatalog(license, life, atMs);
        var next = timelines.next(license);
        var expected = LifeTime.next(life, revisions.of(next), isOf(next, "PLAN_CHANGED"));
        if (next != null && isIt(next, expected, life)) {
            var taken = timelines.take(license, one -> true);
            life.happen(expected);
            if (taken != null) {
                life.standsAt(taken.value().getVersion());
                fields.compare(taken, life, expected.atMs());
                revisions.taken(taken);
            }
            return;
        }
        life.happen(expected);
        lacking.add(license, from, expected, Math.max(nowMs, atMs));
    }

    private static boolean isOf(@Nullable Entry<LicenseEventV1> event, String type) {
        return event != null && event.value().getType().equals(type);
    }

    /** Whether an event is the expected one, even if it says it wrongly. */
    private boolean isIt(Entry<LicenseEventV1> next, Due expected, Life life) {
        var event = next.value();
        return Timelines.isOfTime(event)
                && event.getType().equals(expected.type())
                && (event.getAtMs() == expected.atMs()
                        || event.getVersion() == life.version() + 1
                        || timelines.isOld(next));
    }

    /** What revisions changed of its plan before something was due: neither its state nor its term. */
    private void byCatalog(String license, Life life, long dueMs) {
        Entry<LicenseEventV1> taken;
        do {
            // One that holds behind usage ahead of the clock does not say when it was decided.
            taken = timelines.take(
                    license,
                    one -> Timelines.isByCatalog(one.value())
                            && (one.value().getAtMs() < dueMs
                                    || one.value().getAtMs() <= Math.max(life.latestMs + 1, life.planFromMs)));
            if (taken != null) {
                changedByCatalog(taken, life);
            }
        } while (taken != null);
    }

    private void changedByCatalog(Entry<LicenseEventV1> entry, Life life) {
        if (life.isOver()) {
            differs(entry, "life-event-unfounded", "catalogs change nothing of a license that is " + life.state());
        }
        if (entry.value().getAtMs() >= life.next().atMs()) {
            differs(entry, "plan-changed", "from " + life.next().atMs() + " on the plan holds that is scheduled");
        }
        life.stays("PLAN_CHANGED", entry.value().getAtMs());
        life.standsAt(entry.value().getVersion());
        fields.compare(entry, life, entry.value().getAtMs());
    }

    /**
     * A license is decided on, to which all has happened that was due.
     *
     * @param answer the answer to the command; null if it is none, or has none
     * @param firm whether all that was due before must have been read
     */
    void decided(String license, @Nullable Entry<LicenseEventV1> answer, boolean firm) {
        if (firm) {
            lacking.require(license);
        }
        revisions.decided(license);
        if (answer != null && timelines.isLeft(answer)) {
            upTo(license, licenses.find(license), answer);
        }
    }

    /** Takes what stands before an answer, and the answer. */
    private void upTo(String license, @Nullable Life life, Entry<LicenseEventV1> answer) {
        for (var one = take(license); one != null && one != answer; one = take(license)) {
            if (life != null && timelines.wasHeld(license)) {
                life.adopt(one.value());
            } else if (life != null && Timelines.isByCatalog(one.value())) {
                changedByCatalog(one, life);
            } else {
                unfounded(one);
            }
        }
    }

    private @Nullable Entry<LicenseEventV1> take(String license) {
        return timelines.take(license, one -> true);
    }

    /**
     * A command was decided.
     *
     * @param answer its answer, if it is the right one and no repeat
     */
    void answered(String license, Life life, @Nullable Entry<LicenseEventV1> answer, long nowMs) {
        boolean moves = answer != null && !answer.value().getType().equals("REFUSED");
        if (answer != null && timelines.wasHeld(license)) {
            if (moves) {
                life.adopt(answer.value());
            }
        } else if (answer != null) {
            if (moves) {
                life.standsAt(answer.value().getVersion());
            }
            boolean changesPlan = answer.value().getType().equals("PLAN_CHANGED");
            fields.compare(answer, life, changesPlan ? PlanChanges.firstMs(life, nowMs) : nowMs);
        }
        schedule(license, life);
    }

    /** Usage was counted: the first use of a license may begin its validity. */
    void used(Moment at) {
        var life = at.life();
        if (!life.beginsWithUse() || timelines.wasHeld(at.license())) {
            return;
        }
        var term = life.term().begun(at.terms().validity(life.plan()), at.nowMs(), life.zone);
        var place = at.record().place();
        var expected = new Due("FIRST_USED", at.nowMs(), term.stateAt(at.nowMs()), term);
        byCatalog(at.license(), life, at.nowMs());
        var taken = timelines.take(at.license(), one -> isIt(one, expected, life));
        life.happen(expected);
        if (taken != null) {
            life.standsAt(taken.value().getVersion());
            fields.compare(taken, life, at.nowMs());
            var basis = taken.value().getEvidence();
            if (basis != null && !Evidence.originOf(basis).equals(place)) {
                differs(taken, "life-event", "the first use is the event at " + place);
            }
        } else {
            lacking.add(at.license(), place, expected, at.nowMs());
            if (at.firm()) {
                lacking.require(at.license());
            }
        }
        schedule(at.license(), life);
    }

    private void schedule(String license, Life life) {
        long nextMs = LifeTime.nextMs(life);
        if (nextMs != Term.NEVER) {
            due.computeIfAbsent(nextMs, ms -> new LinkedHashSet<>()).add(license);
        }
    }

    /** At the end of what must be there: timers have run. */
    void requireDone() {
        lacking.requireDone();
    }

    /** Whether the life of a license is all that its timeline says, and nothing else. */
    boolean isSettled(String license) {
        return !timelines.wasHeld(license) && !lacking.isOf(license) && timelines.next(license) == null;
    }

    /** At the very end: no event may be left that nothing led to. */
    void finish(Map<String, SourceCursor> cursors) {
        timelines.forEachLeft((license, left) -> {
            var life = licenses.find(license);
            for (var one : left) {
                var basis = one.value().getEvidence();
                var cursor = basis == null ? null : cursors.get(basis.getTopic());
                if (basis != null && cursor != null && cursor.isPending(basis.getOffset())) {
                    findings.unchecked("license.eventsPending");
                    return;
                }
                if (timelines.wasHeld(license)) {
                    findings.unchecked("license.heldEvents");
                } else if (life != null && Timelines.isByCatalog(one.value())) {
                    changedByCatalog(one, life);
                } else {
                    unfounded(one);
                }
            }
        });
    }

    private void unfounded(Entry<LicenseEventV1> entry) {
        if (timelines.wasHeld(entry.value().getLicense())) {
            return;
        }
        var event = entry.value();
        differs(
                entry,
                "life-event-unfounded",
                event.getType() + " at " + event.getAtMs() + " of license " + event.getLicense() + " is not due there");
    }

    private void differs(Entry<LicenseEventV1> entry, String law, String detail) {
        findings.differs(entry.place(), law, detail);
    }
}
