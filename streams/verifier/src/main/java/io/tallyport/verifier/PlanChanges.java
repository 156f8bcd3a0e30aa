package io.tallyport.verifier;

import io.tallyport.verifier.Licenses.Answer;
import io.tallyport.verifier.LifeTime.Due;
import io.tallyport.wire.LicenseCommandV1;
import org.jspecify.annotations.Nullable;

/** Changes of plan that are asked for, at once or for later, taken back, and done by time. */
final class PlanChanges {

    private static final String AT = "at";

    /** Decides on CHANGE_PLAN, of a license whose state allows it. */
    static Answer change(Life life, LicenseCommandV1 command, Terms terms, long nowMs) {
        String to = command.getPlan();
        if (life.plan().equals(to)) {
            return Answer.refused("PLAN_UNCHANGED");
        }
        var plan = terms.plans().get(to);
        if (plan == null) {
            return Answer.refused("PLAN_UNKNOWN");
        }
        if (!plan.product().equals(life.product)) {
            return Answer.refused("PLAN_NOT_OF_PRODUCT");
        }
        String at = command.getAttributes().get(AT);
        if (at != null) {
            return schedule(life, to, at, nowMs);
        }
        if (isUnderWay(life)) {
            return underWay();
        }
        var term = under(life, plan.validity(), nowMs);
        life.changePlan(to);
        life.move("PLAN_CHANGED", firstMs(life, nowMs), stays(life) ? life.state() : term.stateAt(nowMs), term);
        return Answer.moved("PLAN_CHANGED");
    }

    private static Answer schedule(Life life, String to, String at, long nowMs) {
        Long asked = asked(life, at, nowMs);
        if (asked == null) {
            return Answer.refused("CHANGE_INVALID");
        }
        if (asked == Term.NEVER) {
            return Answer.refused("NO_END");
        }
        if (asked <= nowMs) {
            return Answer.refused("CHANGE_IN_PAST");
        }
        if (isUnderWay(life)) {
            return underWay();
        }
        life.schedule(new NextPlan(to, Math.max(firstMs(life, asked), life.planFromMs)));
        life.stays("PLAN_CHANGE_SCHEDULED", nowMs);
        return Answer.moved("PLAN_CHANGE_SCHEDULED");
    }

    /** The instant that was asked; {@link Term#NEVER} for an end that there is none of, null if it is no instant. */
    private static @Nullable Long asked(Life life, String at, long nowMs) {
        return switch (at) {
            case "period-end" -> life.windows.to(Period.MONTH, life.windows.from(Period.MONTH, nowMs));
            case "term-end" -> life.term().expiresAtMs();
            default -> Renewal.instant(at);
        };
    }

    /** Decides on CANCEL_CHANGE, of a license whose state allows it. */
    static Answer cancel(Life life, long nowMs) {
        if (!life.next().isScheduled()) {
            return Answer.refused("NO_CHANGE");
        }
        if (isUnderWay(life)) {
            return underWay();
        }
        life.schedule(NextPlan.NONE);
        life.stays("PLAN_CHANGE_CANCELLED", nowMs);
        return Answer.moved("PLAN_CHANGE_CANCELLED");
    }

    /** The change that was scheduled, at its instant: what else is due then, as an end, comes behind it. */
    static Due byTime(Life life, Terms terms) {
        var next = life.next();
        var term = under(life, terms.validity(next.plan()), next.atMs());
        return new Due("PLAN_CHANGED", next.atMs(), stays(life) ? life.state() : term.stateAt(next.atMs() - 1), term);
    }

    /** The first instant, from one on, from which another plan can hold: behind all usage that was counted. */
    static long firstMs(Life life, long ms) {
        return Math.max(ms, life.latestMs + 1);
    }

    /** Whether usage of the plan that is scheduled was counted already. */
    private static boolean isUnderWay(Life life) {
        return life.next().isScheduled() && life.latestMs >= life.next().atMs();
    }

    private static Answer underWay() {
        return Answer.refused("CHANGE_UNDER_WAY");
    }

    private static Term under(Life life, Validity next, long atMs) {
        return life.term().under(next, life.is("GRACE"), atMs, life.zone);
    }

    private static boolean stays(Life life) {
        return life.is("SUSPENDED") || life.is("DRAFT");
    }

    private PlanChanges() {}
}
