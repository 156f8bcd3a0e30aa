package io.tallyport.verifier;

import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The licenses of one partition as its commands and the time make them. */
final class Licenses {

    /** The pipeline remembers so many answers; an older repeat is decided anew. */
    private static final int ANSWERS = 16;
    /** The year 2200. */
    private static final long LATEST_ANCHOR_MS = 7_258_118_400_000L;

    private final Map<String, Life> lives = new HashMap<>();

    /** One license. */
    static final class Life {
        final String product;
        final String customer;
        final String timeZone;
        final @Nullable Long anchorMs;
        final Windows windows;
        final Seats seats = new Seats();
        /** Who released which statement, and why. */
        final Map<Long, String> releases = new HashMap<>();
        /** The plan that it has now. */
        String plan;
        /** The plan before: what time settled may rest on it still. */
        String planBefore;
        /** Time of the latest event that was ever counted. */
        long latestMs;
        /** From when on the plan holds that it has now. */
        long planFromMs = Long.MIN_VALUE;

        private final long expiresAtMs;
        private final Map<String, Answered> answered = new LinkedHashMap<>();
        private String state = "ACTIVE";
        boolean outsideOpen;

        Life(LicenseCommandV1 command) {
            product = command.getProduct();
            customer = command.getCustomer();
            timeZone = command.getTimeZone();
            anchorMs = command.getAnchorMs();
            plan = command.getPlan();
            planBefore = plan;
            windows = Windows.of(command.getTimeZone(), command.getAnchorMs()).orElse(Windows.utc());
            expiresAtMs = expiry(command);
        }

        boolean isActive() {
            return state.equals("ACTIVE");
        }

        /** Whether it has neither expired nor was revoked. */
        boolean isAlive() {
            return isActive() || state.equals("SUSPENDED");
        }

        /** Whether it has neither expired nor was revoked, and does not end up to an instant. */
        boolean isAliveAt(long ms) {
            return isAlive() && ms < expiresAtMs;
        }

        boolean isPastEnd(long nowMs) {
            return expiresAtMs <= nowMs && isAlive();
        }

        /** Lets a license whose end has passed expire. */
        void lapse(long nowMs) {
            if (isPastEnd(nowMs)) {
                state = "EXPIRED";
            }
        }

        private void remember(LicenseCommandV1 command, Answer answer) {
            if (!command.getCommandId().isEmpty()
                    && answered.putIfAbsent(command.getCommandId(), new Answered(body(command), answer)) == null
                    && answered.size() > ANSWERS) {
                answered.remove(answered.keySet().iterator().next());
            }
        }
    }

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

    private record Answered(List<?> body, Answer answer) {}

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
     * Applies a command.
     *
     * @param said what the pipeline answered, as to a RELEASE: whether there was a quarantine to end is not ours to tell
     */
    Answer apply(LicenseCommandV1 command, Terms terms, long nowMs, @Nullable Answer said) {
        Life life = lives.get(command.getLicense());
        if (life == null) {
            return issue(command, terms, nowMs);
        }
        Answered before = life.answered.get(command.getCommandId());
        if (before != null && !command.getCommandId().isEmpty()) {
            return before.body.equals(body(command)) ? before.answer : Answer.refused("COMMAND_ID_REUSED");
        }
        life.lapse(nowMs);
        Answer answer = move(life, command, terms, said);
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
        var life = new Life(command);
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
        if (expiry(command) <= nowMs) {
            return "EXPIRY_IN_PAST";
        }
        if (Windows.of(command.getTimeZone(), null).isEmpty()) {
            return "TIME_ZONE_UNKNOWN";
        }
        Long anchor = command.getAnchorMs();
        return anchor != null && (anchor < 0 || anchor >= LATEST_ANCHOR_MS) ? "ANCHOR_OUT_OF_RANGE" : "";
    }

    private Answer move(Life life, LicenseCommandV1 command, Terms terms, @Nullable Answer said) {
        return switch (command.getKind()) {
            case ISSUE -> Answer.refused("LICENSE_EXISTS");
            case SUSPEND -> life.isActive() ? to(life, "SUSPENDED", "SUSPENDED") : Answer.refused("WRONG_STATE");
            case RESUME -> {
                if (!life.state.equals("SUSPENDED")) {
                    yield Answer.refused("WRONG_STATE");
                }
                life.outsideOpen = false;
                yield to(life, "ACTIVE", "RESUMED");
            }
            case REVOKE ->
                life.state.equals("REVOKED") ? Answer.refused("WRONG_STATE") : to(life, "REVOKED", "REVOKED");
            case RELEASE ->
                said != null && said.type().equals("RELEASED")
                        ? Answer.moved("RELEASED")
                        : Answer.refused("NOT_QUARANTINED");
            case CHANGE_PLAN -> changePlan(life, command.getPlan(), terms);
            case ADJUST, RELEASE_STATEMENT -> closings.answer(command, life, terms, said);
            case SEAT_ASSIGN, SEAT_RELEASE -> seat(life, command, terms, said);
            case ACTIVATE, RENEW, REINSTATE, CANCEL_CHANGE -> Answer.refused("WRONG_STATE");
            case TICK, UNKNOWN -> throw new IllegalArgumentException("no command: " + command.getKind());
        };
    }

    private static Answer seat(Life life, LicenseCommandV1 command, Terms terms, @Nullable Answer said) {
        boolean assigns = command.getKind() == LicenseCommandKind.SEAT_ASSIGN;
        return (assigns ? life.isActive() : life.isAlive())
                ? life.seats.apply(command, terms.plans().get(life.plan), said)
                : Answer.refused("WRONG_STATE");
    }

    private static Answer changePlan(Life life, String to, Terms terms) {
        if (!life.isAlive()) {
            return Answer.refused("WRONG_STATE");
        }
        if (life.plan.equals(to)) {
            return Answer.refused("PLAN_UNCHANGED");
        }
        var plan = terms.plans().get(to);
        if (plan == null) {
            return Answer.refused("PLAN_UNKNOWN");
        }
        if (!plan.product().equals(life.product)) {
            return Answer.refused("PLAN_NOT_OF_PRODUCT");
        }
        life.planBefore = life.plan;
        life.plan = to;
        return Answer.moved("PLAN_CHANGED");
    }

    private static Answer to(Life life, String state, String event) {
        life.state = state;
        return Answer.moved(event);
    }

    private static long expiry(LicenseCommandV1 command) {
        Long expires = command.getExpiresAtMs();
        return expires == null ? Long.MAX_VALUE : expires;
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
                expiry(c),
                c.getTimeZone(),
                String.valueOf(c.getAnchorMs()),
                c.getAttributes());
    }
}
