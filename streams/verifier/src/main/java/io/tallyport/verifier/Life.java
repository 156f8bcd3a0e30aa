package io.tallyport.verifier;

import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One license: where it is in its life, and what is known of it besides. */
final class Life {

    /** The pipeline remembers so many answers; an older repeat is decided anew. */
    private static final int ANSWERS = 16;

    private static final Set<String> ACCESS = Set.of("TRIAL", "ACTIVE", "GRACE");
    private static final Set<String> OVER = Set.of("EXPIRED", "REVOKED");
    /** Events behind which notices of an end are due as before. */
    private static final Set<String> MOVE_NOTHING = Set.of(
            "ADJUSTED",
            "STATEMENT_RELEASED",
            "SEAT_ASSIGNED",
            "SEAT_RELEASED",
            "QUARANTINED",
            "RELEASED",
            "PLAN_CHANGE_SCHEDULED",
            "PLAN_CHANGE_CANCELLED",
            "REKEYED",
            "OLD_KEY_ENDED");

    final String product;
    final String customer;
    final String timeZone;
    final @Nullable Long anchorMs;
    final Windows windows;
    final ZoneId zone;
    final Seats seats = new Seats();
    /** Who released which statement, and why. */
    final Map<Long, String> releases = new HashMap<>();
    /** Time of the latest event that was ever counted. */
    long latestMs;
    /** From when on the plan holds that it has now. */
    long planFromMs = Long.MIN_VALUE;
    /** Whether usage outside its entitlement was told of, and it has not come back since. */
    boolean outsideOpen;

    private final Map<String, Answered> answered = new LinkedHashMap<>();
    private String plan;
    private String planBefore;
    private NextPlan next = NextPlan.NONE;
    private Keys keys;
    private long plansUnclearFromMs = Long.MAX_VALUE;
    private String state;
    private Term term;
    private long version;
    private long movedMs;
    private long lastMs;

    private record Answered(List<?> body, Licenses.Answer answer) {}

    /** The license that a command issues. */
    Life(LicenseCommandV1 command, Validity validity, long nowMs) {
        product = command.getProduct();
        customer = command.getCustomer();
        timeZone = command.getTimeZone();
        anchorMs = command.getAnchorMs();
        plan = command.getPlan();
        planBefore = plan;
        windows = Windows.of(command.getTimeZone(), command.getAnchorMs()).orElse(Windows.utc());
        zone = timeZone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(timeZone);
        keys = Keys.first(command.getKeyHash());
        term = Term.issued(command, validity, nowMs, zone);
        state = term.stateAt(nowMs);
        version = 1;
        movedMs = nowMs;
    }

    String state() {
        return state;
    }

    Term term() {
        return term;
    }

    /** The plan that it has now. */
    String plan() {
        return plan;
    }

    /** The plan before: what time settled may rest on it still. */
    String planBefore() {
        return planBefore;
    }

    /** The plan that is scheduled. */
    NextPlan next() {
        return next;
    }

    /**
     * From when on it is not said which plan held: usage of a plan that was scheduled had been counted when its license
     * ended. The end of time if that never was.
     */
    long plansUnclearFromMs() {
        return plansUnclearFromMs;
    }

    void changePlan(String to) {
        planBefore = plan;
        plan = to;
    }

    void schedule(NextPlan change) {
        next = change;
    }

    Keys keys() {
        return keys;
    }

    void haveKeys(Keys now) {
        keys = now;
    }

    /** How many events its timeline has. */
    long version() {
        return version;
    }

    /** The instant of the last event that moved it: a notice is of no use that was due before. */
    long movedMs() {
        return movedMs;
    }

    /** The last instant at which it ran, of one that is over. */
    long lastMs() {
        return lastMs;
    }

    boolean is(String what) {
        return state.equals(what);
    }

    /** Whether it may be used. */
    boolean givesAccess() {
        return ACCESS.contains(state);
    }

    /** Whether it has expired or was revoked. */
    boolean isOver() {
        return isOver(state);
    }

    static boolean isOver(String state) {
        return OVER.contains(state);
    }

    /** Whether usage now is its first one, and its validity begins with it. */
    boolean beginsWithUse() {
        return term.awaitsUse() && (is("TRIAL") || is("ACTIVE"));
    }

    /** An event of its timeline: from here on it is so. */
    void move(String type, long atMs, String to, Term then) {
        boolean movesNothing =
                MOVE_NOTHING.contains(type) || type.equals("PLAN_CHANGED") && then.expiresAtMs() == term.expiresAtMs();
        if (!movesNothing) {
            movedMs = atMs;
        }
        if (!isOver() && isOver(to)) {
            lastMs = lastMs(type, to, atMs, then.graceUntilMs());
            takeAlong();
        }
        version++;
        state = to;
        term = then;
        outsideOpen &= !givesAccess();
    }

    /** An end takes what is scheduled with it, but for usage that was counted already. */
    private void takeAlong() {
        if (latestMs >= next.atMs()) {
            plansUnclearFromMs = Math.min(plansUnclearFromMs, next.atMs());
        }
        next = NextPlan.NONE;
    }

    /** What is due happens. */
    void happen(LifeTime.Due due) {
        if (due.type().equals("PLAN_CHANGED")) {
            changePlan(next.plan());
            next = NextPlan.NONE;
        } else if (due.type().equals("OLD_KEY_ENDED")) {
            keys = keys.until(null);
        }
        move(due.type(), due.atMs(), due.state(), due.term());
    }

    /** One that changes neither its state nor its term. */
    void stays(String type, long atMs) {
        move(type, atMs, state, term);
    }

    /** An event of the timeline as it was published, of a license of which not all is recomputed. */
    void adopt(LicenseEventV1 event) {
        move(event.getType(), event.getAtMs(), event.getState(), term.of(event));
        version = event.getVersion();
        next = NextPlan.of(event);
        keys = keys.until(event.getOldKeyUntilMs());
        if (event.getType().equals("PLAN_CHANGED") && !event.getPlan().equals(plan)) {
            changePlan(event.getPlan());
        }
    }

    /** It stands in its timeline there, whatever was lost before. */
    void standsAt(long said) {
        version = said;
    }

    /**
     * The last instant at which a license ran that an event ended: an end is exclusive, and comes at its instant, however
     * late a command notices it.
     */
    static long lastMs(String type, String to, long atMs, long graceUntilMs) {
        if (!to.equals("EXPIRED")) {
            return atMs;
        }
        return type.equals("EXPIRED") || type.equals("TRIAL_ENDED") ? atMs - 1 : Math.min(atMs, graceUntilMs - 1);
    }

    /** What a command was answered with before; null if it was not, or that is forgotten. */
    Licenses.@Nullable Answer answerTo(LicenseCommandV1 command) {
        var before = command.getCommandId().isEmpty() ? null : answered.get(command.getCommandId());
        if (before == null) {
            return null;
        }
        return before.body.equals(body(command)) ? before.answer : Licenses.Answer.refused("COMMAND_ID_REUSED");
    }

    void remember(LicenseCommandV1 command, Licenses.Answer answer) {
        if (!command.getCommandId().isEmpty()
                && answered.putIfAbsent(command.getCommandId(), new Answered(body(command), answer)) == null
                && answered.size() > ANSWERS) {
            answered.remove(answered.keySet().iterator().next());
        }
    }

    private static List<?> body(LicenseCommandV1 c) {
        return List.of(
                c.getKind(),
                c.getAuthor(),
                c.getReason(),
                c.getProduct(),
                c.getPlan(),
                c.getCustomer(),
                c.getKeyHash(),
                String.valueOf(c.getExpiresAtMs()),
                c.getTimeZone(),
                String.valueOf(c.getAnchorMs()),
                String.valueOf(c.getStartsAtMs()),
                c.getAttributes());
    }
}
