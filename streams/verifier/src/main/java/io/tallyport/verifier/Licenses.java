package io.tallyport.verifier;

import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The licenses of one partition as its commands and the time make them. */
final class Licenses {

    /** The year 2200. */
    private static final long LATEST_ANCHOR_MS = 7_258_118_400_000L;

    private final Map<String, Life> lives = new HashMap<>();

    /**
     * What a command must be answered with.
     *
     * @param type type of the license event
     * @param refusal code, if it is refused
     */
    record Answer(String type, String refusal) {
        static Answer moved(String type) {
            return new Answer(type, "");
        }

        static Answer refused(String code) {
            return new Answer("REFUSED", code);
        }
    }

    /** What stands for or against a command beside the license: which periods are closed, and what waits. */
    interface Closings {
        /**
         * What a command on statements must be answered with.
         *
         * @param said how the pipeline answered, where the rules leave it a choice; null if it did not
         */
        Answer answer(LicenseCommandV1 command, Life life, Terms terms, @Nullable Answer said);
    }

    private final Closings closings;

    Licenses(Closings closings) {
        this.closings = closings;
    }

    void forEach(BiConsumer<String, Life> taker) {
        lives.forEach(taker);
    }

    @Nullable Life find(String license) {
        return lives.get(license);
    }

    /**
     * Applies a command, to a license to which all has happened that was due.
     *
     * @param said what the pipeline answered, as to a RELEASE: whether there was a quarantine to end is not ours to tell
     */
    Answer apply(LicenseCommandV1 command, Terms terms, long nowMs, @Nullable Answer said) {
        Life life = lives.get(command.getLicense());
        if (life == null) {
            return issue(command, terms, nowMs);
        }
        Answer before = life.answerTo(command);
        if (before != null) {
            return before;
        }
        Answer answer = move(life, command, terms, nowMs, said);
        life.remember(command, answer);
        return answer;
    }

    private Answer issue(LicenseCommandV1 command, Terms terms, long nowMs) {
        if (command.getKind() != LicenseCommandKind.ISSUE) {
            return Answer.refused("LICENSE_UNKNOWN");
        }
        String refusal = refusal(command, terms, nowMs);
        if (!refusal.isEmpty()) {
            return Answer.refused(refusal);
        }
        var life = new Life(command, terms.validity(command.getPlan()), nowMs);
        lives.put(command.getLicense(), life);
        life.remember(command, Answer.moved("ISSUED"));
        return Answer.moved("ISSUED");
    }

    private static String refusal(LicenseCommandV1 command, Terms terms, long nowMs) {
        if (terms.revision() == 0) {
            return "NO_CATALOG";
        }
        if (!terms.products().containsKey(command.getProduct())) {
            return "PRODUCT_UNKNOWN";
        }
        var plan = terms.plans().get(command.getPlan());
        if (plan == null) {
            return "PLAN_UNKNOWN";
        }
        if (!plan.product().equals(command.getProduct())) {
            return "PLAN_NOT_OF_PRODUCT";
        }
        if (command.getCustomer().isBlank()) {
            return "CUSTOMER_MISSING";
        }
        if (command.getKeyHash().isBlank()) {
            return "KEY_MISSING";
        }
        long endMs = Term.orNever(command.getExpiresAtMs());
        if (endMs <= nowMs) {
            return "EXPIRY_IN_PAST";
        }
        if (Windows.of(command.getTimeZone(), null).isEmpty()) {
            return "TIME_ZONE_UNKNOWN";
        }
        Long anchor = command.getAnchorMs();
        if (anchor != null && (anchor < 0 || anchor >= LATEST_ANCHOR_MS)) {
            return "ANCHOR_OUT_OF_RANGE";
        }
        Long startsAtMs = command.getStartsAtMs();
        if (startsAtMs == null) {
            return "";
        }
        return startsAtMs <= nowMs ? "START_IN_PAST" : endMs <= startsAtMs ? "EXPIRY_IN_PAST" : "";
    }

    private Answer move(Life life, LicenseCommandV1 command, Terms terms, long nowMs, @Nullable Answer said) {
        return switch (command.getKind()) {
            case ISSUE -> Answer.refused("LICENSE_EXISTS");
            case ACTIVATE -> {
                if (!life.is("DRAFT")) {
                    yield wrongState();
                }
                yield byTerm(
                        life, "ACTIVATED", nowMs, life.term().activated(terms.validity(life.plan()), nowMs, life.zone));
            }
            case SUSPEND -> life.givesAccess() ? to(life, "SUSPENDED", nowMs, life.term()) : wrongState();
            case RESUME -> life.is("SUSPENDED") ? byTerm(life, "RESUMED", nowMs, life.term()) : wrongState();
            case RENEW ->
                life.is("DRAFT") || life.is("REVOKED") ? wrongState() : renew(life, command, terms, nowMs, said);
            case REVOKE ->
                life.is("REVOKED")
                        ? wrongState()
                        : to(life, "REVOKED", nowMs, life.term().revoked());
            case REINSTATE -> {
                if (!life.is("REVOKED")) {
                    yield wrongState();
                }
                yield command.getReason().isBlank()
                        ? Answer.refused("REASON_MISSING")
                        : byTerm(life, "REINSTATED", nowMs, life.term());
            }
            case RELEASE ->
                said != null && said.type().equals("RELEASED")
                        ? stays(life, Answer.moved("RELEASED"), nowMs)
                        : Answer.refused("NOT_QUARANTINED");
            case CHANGE_PLAN -> life.isOver() ? wrongState() : PlanChanges.change(life, command, terms, nowMs);
            case CANCEL_CHANGE -> life.isOver() ? wrongState() : PlanChanges.cancel(life, nowMs);
            case ADJUST, RELEASE_STATEMENT -> stays(life, closings.answer(command, life, terms, said), nowMs);
            case SEAT_ASSIGN, SEAT_RELEASE -> stays(life, seat(life, command, terms, said), nowMs);
            case REKEY -> life.is("REVOKED") ? wrongState() : Keys.change(life, command, nowMs, said);
            case TICK, UNKNOWN -> throw new IllegalArgumentException("no command: " + command.getKind());
        };
    }

    private static Answer seat(Life life, LicenseCommandV1 command, Terms terms, @Nullable Answer said) {
        boolean releases = command.getKind() == LicenseCommandKind.SEAT_RELEASE;
        return life.givesAccess() || releases && life.is("SUSPENDED")
                ? life.seats.apply(command, terms.plans().get(life.plan()), said)
                : wrongState();
    }

    private static Answer renew(Life life, LicenseCommandV1 command, Terms terms, long nowMs, @Nullable Answer said) {
        boolean mayWait = said != null && !said.refusal().equals("NO_END");
        var renewal = Renewal.of(life, command.getAttributes(), terms.validity(life.plan()), nowMs, mayWait);
        if (!renewal.refusal().isEmpty()) {
            return Answer.refused(renewal.refusal());
        }
        boolean stays = life.is("SUSPENDED") || renewal.type().equals("RENEWAL_SET");
        life.move(renewal.type(), nowMs, stays ? life.state() : renewal.term().stateAt(nowMs), renewal.term());
        return Answer.moved(renewal.type());
    }

    private static Answer wrongState() {
        return Answer.refused("WRONG_STATE");
    }

    private static Answer to(Life life, String state, long nowMs, Term term) {
        life.move(state, nowMs, state, term);
        return Answer.moved(state);
    }

    private static Answer byTerm(Life life, String type, long nowMs, Term term) {
        life.move(type, nowMs, term.stateAt(nowMs), term);
        return Answer.moved(type);
    }

    /** What is done, if it is, leaves the license where it is in its life. */
    private static Answer stays(Life life, Answer answer, long nowMs) {
        if (answer.refusal().isEmpty()) {
            life.stays(answer.type(), nowMs);
        }
        return answer;
    }
}
