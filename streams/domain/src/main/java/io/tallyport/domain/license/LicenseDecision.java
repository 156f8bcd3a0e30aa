package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Plan;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Validity;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One command on its way to an outcome: lets happen what is due, reads the transition table, checks what is asked, words the events. */
final class LicenseDecision {

    private static final Duration LONGEST_OVERLAP = Duration.ofDays(366);

    private final LicenseCommand command;
    private final Catalog catalog;
    private final long nowMs;
    private final LicenseCircumstances circumstances;
    private final List<LicenseTimelineEvent> events = new ArrayList<>();
    private @Nullable License license;

    private LicenseDecision(
            @Nullable License current,
            LicenseCommand command,
            Catalog catalog,
            long nowMs,
            LicenseCircumstances circumstances) {
        this.catalog = catalog;
        this.circumstances = circumstances;
        this.license = current;
        this.command = command;
        this.nowMs = nowMs;
    }

    /** The outcome of a command that was not answered before. */
    static LicenseOutcome decide(
            @Nullable License current,
            LicenseCommand command,
            Catalog catalog,
            long nowMs,
            LicenseCircumstances circumstances) {
        var decision = new LicenseDecision(current, command, catalog, nowMs, circumstances);
        decision.passTime();
        decision.take();
        return new LicenseOutcome(decision.license, decision.events, false);
    }

    /** The outcome of a command whose id was used by another one. */
    static LicenseOutcome reusedId(License current, LicenseCommand command, Catalog catalog, long nowMs) {
        var decision = new LicenseDecision(current, command, catalog, nowMs, LicenseCircumstances.from(nowMs));
        decision.refuse(
                LicenseRefusal.COMMAND_ID_REUSED,
                "commandId",
                "the id " + command.commandId() + " was used by another command on this license");
        return new LicenseOutcome(decision.license, decision.events, false);
    }

    /** Lets happen what is due, one after the other. */
    private void passTime() {
        while (license != null) {
            var due = LicenseTime.next(license, this::validity, nowMs);
            if (due == null) {
                return;
            }
            append(event(
                    LicenseCommand.passTime(license.id()),
                    due.type(),
                    due.state(),
                    due.term(),
                    due.plan(),
                    due.atMs(),
                    "",
                    "",
                    due.detail()));
        }
    }

    private void take() {
        License before = license;
        var cell = before == null
                ? LicenseTransition.of(null, false, command.kind())
                : LicenseTransition.of(before.state(), before.quarantined(), command.kind());
        if (cell.refusal() != null) {
            refuse(cell.refusal(), fieldOf(cell.refusal()), sentence(cell.refusal(), before));
        } else if (circumstances.refusal() != null) {
            refuse(circumstances.refusal(), circumstances.field(), circumstances.detail());
        } else if (cell.event() != null && holds()) {
            Term term = term();
            if (term != null) {
                append(event(command, cell, term));
            }
        }
    }

    private boolean holds() {
        return switch (command.kind()) {
            case ISSUE -> termsHold();
            case CHANGE_PLAN -> planHolds() && scheduleHolds();
            case CANCEL_CHANGE -> scheduleHolds();
            case REKEY -> keyHolds();
            case USE -> java.util.Objects.requireNonNull(license).awaitsUse();
            case REINSTATE ->
                !command.reason().isBlank()
                        || refuse(LicenseRefusal.REASON_MISSING, "reason", "a reinstatement needs a reason");
            default -> true;
        };
    }

    private boolean planHolds() {
        License of = java.util.Objects.requireNonNull(license);
        if (of.plan().equals(command.plan())) {
            return refuse(LicenseRefusal.PLAN_UNCHANGED, "plan", "the plan is " + command.plan() + " already");
        }
        return planIsOf(of.product());
    }

    private boolean keyHolds() {
        if (command.keyHash().isBlank()) {
            return refuse(LicenseRefusal.KEY_MISSING, "keyHash", "a new key needs a hash");
        }
        return overlap() != null
                || refuse(
                        LicenseRefusal.OVERLAP_INVALID,
                        "overlap",
                        "must be days, hours or minutes, as in P7D or PT12H, up to P366D");
    }

    /** How long the key before is taken too; null if what was said is no such time. */
    private @Nullable Duration overlap() {
        try {
            Duration overlap = Duration.parse(command.attributes().getOrDefault("overlap", "PT0S"));
            return overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0 ? null : overlap;
        } catch (DateTimeParseException | ArithmeticException e) {
            return null;
        }
    }

    /** Whether a change of plan can be scheduled, moved, dropped or come before one that is scheduled. */
    private boolean scheduleHolds() {
        License of = java.util.Objects.requireNonNull(license);
        var scheduled = of.term().next();
        if (PlanSchedule.isAsked(command)) {
            try {
                PlanSchedule.atMs(of, command.attributes(), nowMs);
            } catch (PlanSchedule.Refused e) {
                return refuse(e.refusal, "at", String.valueOf(e.getMessage()));
            }
        }
        if (scheduled == null) {
            return command.kind() != LicenseCommand.Kind.CANCEL_CHANGE
                    || refuse(LicenseRefusal.NO_CHANGE, "kind", "no change of plan is scheduled");
        }
        return circumstances.planFromMs() <= scheduled.atMs()
                || refuse(
                        LicenseRefusal.CHANGE_UNDER_WAY,
                        "kind",
                        "usage was counted already under the plan " + scheduled.plan() + ", which holds from "
                                + Instant.ofEpochMilli(scheduled.atMs()) + " on");
    }

    /** The term after the command; null if it is refused for what it asks of it. */
    private @Nullable Term term() {
        License of = license;
        if (of == null) {
            return LicenseIssue.term(command, validity(command.plan()), nowMs);
        }
        Term term = of.term();
        var zone = of.calendar().zone();
        return switch (command.kind()) {
            case ACTIVATE -> LicenseTime.start(term, validity(of.plan()), nowMs, zone);
            case USE -> term.begun(validity(of.plan()), nowMs, zone);
            case CHANGE_PLAN ->
                PlanSchedule.isAsked(command) ? scheduled(of) : LicenseTime.under(of, validity(command.plan()), nowMs);
            case REKEY -> {
                Duration overlap = java.util.Objects.requireNonNull(overlap());
                yield term.takingOldKeyUntil(overlap.isZero() ? Term.NEVER : nowMs + overlap.toMillis());
            }
            case CANCEL_CHANGE -> term.scheduling(null);
            case REVOKE -> of.state() == LicenseState.DRAFT ? term.unscheduled() : term.scheduling(null);
            case RENEW -> renewed(of);
            default -> term;
        };
    }

    private Term scheduled(License of) {
        try {
            long atMs = PlanSchedule.atMs(of, command.attributes(), nowMs);
            return of.term()
                    .scheduling(new Term.PlanChange(command.plan(), Math.max(atMs, circumstances.planFromMs())));
        } catch (PlanSchedule.Refused e) {
            throw new IllegalStateException("it was looked at before", e);
        }
    }

    private @Nullable Term renewed(License of) {
        var outcome = new LicenseRenewal(of, validity(of.plan()), command.attributes(), nowMs).decide();
        if (outcome.refusal() != null) {
            refuse(outcome.refusal(), outcome.field(), outcome.detail());
        }
        return outcome.term();
    }

    private Validity validity(String plan) {
        Plan of = catalog.plans().get(plan);
        return of == null ? Validity.ENDLESS : of.validity();
    }

    private boolean termsHold() {
        if (catalog.revision() == 0) {
            return refuse(LicenseRefusal.NO_CATALOG, "", "no catalog was applied yet");
        }
        if (!catalog.products().containsKey(command.product())) {
            return refuse(
                    LicenseRefusal.PRODUCT_UNKNOWN,
                    "product",
                    "the catalog has no product '" + command.product() + "'");
        }
        if (!planIsOf(command.product())) {
            return false;
        }
        if (command.customer().isBlank()) {
            return refuse(LicenseRefusal.CUSTOMER_MISSING, "customer", "a license needs a customer");
        }
        if (command.keyHash().isBlank()) {
            return refuse(LicenseRefusal.KEY_MISSING, "keyHash", "a license needs the hash of its key");
        }
        if (command.expiresAtMs() <= nowMs) {
            return refuse(LicenseRefusal.EXPIRY_IN_PAST, "expiresAtMs", "the end of validity must be in the future");
        }
        if (!UsageCalendar.isTimeZone(command.timeZone())) {
            return refuse(LicenseRefusal.TIME_ZONE_UNKNOWN, "timeZone", "'" + command.timeZone() + "' is no time zone");
        }
        if (!UsageCalendar.isAnchor(command.anchorMs())) {
            return refuse(LicenseRefusal.ANCHOR_OUT_OF_RANGE, "anchorMs", "the anchor must be from 1970 to 2200");
        }
        if (command.startsAtMs() <= nowMs) {
            return refuse(LicenseRefusal.START_IN_PAST, "startsAtMs", "the start must be in the future");
        }
        if (command.startsAtMs() != Term.NEVER && command.expiresAtMs() <= command.startsAtMs()) {
            return refuse(LicenseRefusal.EXPIRY_IN_PAST, "expiresAtMs", "the end of validity must be after its start");
        }
        return true;
    }

    private boolean planIsOf(String product) {
        Plan plan = catalog.plans().get(command.plan());
        if (plan == null) {
            return refuse(LicenseRefusal.PLAN_UNKNOWN, "plan", "the catalog has no plan '" + command.plan() + "'");
        }
        return plan.product().equals(product)
                || refuse(
                        LicenseRefusal.PLAN_NOT_OF_PRODUCT,
                        "plan",
                        "the plan " + plan.id() + " belongs to the product " + plan.product());
    }

    private String detailOf(LicenseEventType type) {
        return switch (type) {
            case ADJUSTED, STATEMENT_RELEASED, SEAT_ASSIGNED, SEAT_RELEASED -> circumstances.detail();
            default -> "";
        };
    }

    /** Refuses; false, so that a check can return it. */
    private boolean refuse(LicenseRefusal refusal, String field, String detail) {
        License of = license;
        append(event(
                command,
                LicenseEventType.REFUSED,
                of == null ? null : of.state(),
                of == null ? Term.until(nowMs, command.expiresAtMs()) : of.term(),
                of == null ? command.plan() : of.plan(),
                nowMs,
                refusal.name(),
                field,
                detail));
        return false;
    }

    private void append(LicenseTimelineEvent event) {
        events.add(event);
        license = License.after(license, event);
    }

    private LicenseTimelineEvent event(LicenseCommand cause, LicenseTransition cell, Term term) {
        var type = typeOf(cause, java.util.Objects.requireNonNull(cell.event()));
        License of = license;
        LicenseState to = type == LicenseEventType.PLAN_CHANGE_SCHEDULED && of != null ? of.state() : cell.to();
        boolean changes = type == LicenseEventType.PLAN_CHANGED;
        return event(
                cause,
                type,
                to == null ? term.stateAt(nowMs) : to,
                term,
                of == null || changes ? cause.plan() : of.plan(),
                changes ? Math.max(nowMs, circumstances.planFromMs()) : nowMs,
                "",
                "",
                detailOf(type));
    }

    /** Some commands ask for one of two things. */
    private static LicenseEventType typeOf(LicenseCommand cause, LicenseEventType usual) {
        if (PlanSchedule.isAsked(cause)) {
            return LicenseEventType.PLAN_CHANGE_SCHEDULED;
        }
        boolean setting = cause.kind() == LicenseCommand.Kind.RENEW && LicenseRenewal.isSetting(cause);
        return setting ? LicenseEventType.RENEWAL_SET : usual;
    }

    private LicenseTimelineEvent event(
            LicenseCommand cause,
            LicenseEventType type,
            @Nullable LicenseState state,
            Term term,
            String plan,
            long atMs,
            String refusal,
            String field,
            String detail) {
        License of = license;
        long version = of == null ? 0 : of.version();
        return new LicenseTimelineEvent(
                cause.license(),
                type,
                type == LicenseEventType.REFUSED ? version : version + 1,
                state,
                cause.commandId(),
                cause.commandId().isEmpty() ? 0 : cause.bodyHash(),
                cause.author(),
                cause.reason(),
                refusal,
                field,
                detail,
                atMs,
                of == null ? cause.product() : of.product(),
                plan,
                of == null ? cause.customer() : of.customer(),
                type == LicenseEventType.ISSUED || type == LicenseEventType.REKEYED ? cause.keyHash() : "",
                term,
                calendar(of, cause, type));
    }

    private static UsageCalendar calendar(@Nullable License of, LicenseCommand cause, LicenseEventType type) {
        if (of != null) {
            return of.calendar();
        }
        // A refused command may name one that is none.
        return type == LicenseEventType.ISSUED
                ? UsageCalendar.of(cause.timeZone(), cause.anchorMs())
                : UsageCalendar.UTC;
    }

    private static String fieldOf(LicenseRefusal refusal) {
        return switch (refusal) {
            case LICENSE_EXISTS, LICENSE_UNKNOWN -> "license";
            case WRONG_STATE, NOT_QUARANTINED -> "kind";
            case PRODUCT_UNKNOWN,
                    PLAN_UNKNOWN,
                    PLAN_NOT_OF_PRODUCT,
                    CUSTOMER_MISSING,
                    EXPIRY_IN_PAST,
                    TIME_ZONE_UNKNOWN,
                    ANCHOR_OUT_OF_RANGE,
                    NO_CATALOG,
                    COMMAND_ID_REUSED,
                    KEY_MISSING,
                    PLAN_UNCHANGED,
                    METER_UNKNOWN,
                    PERIOD_INVALID,
                    PERIOD_NOT_CLOSED,
                    QUANTITY_INVALID,
                    TOO_MANY_ADJUSTMENTS,
                    NUMBER_INVALID,
                    STATEMENT_NOT_HELD,
                    MEMBER_INVALID,
                    SEATS_NOT_IN_PLAN,
                    SEATS_TAKEN,
                    SEAT_HELD,
                    TOO_MANY_MEMBERS,
                    SEAT_NOT_HELD,
                    START_IN_PAST,
                    RENEWAL_INVALID,
                    NO_END,
                    TERM_UNKNOWN,
                    REASON_MISSING,
                    CHANGE_INVALID,
                    CHANGE_IN_PAST,
                    CHANGE_UNDER_WAY,
                    NO_CHANGE,
                    OVERLAP_INVALID -> "";
        };
    }

    private String sentence(LicenseRefusal refusal, @Nullable License before) {
        if (before == null) {
            return "there is no license " + command.license();
        }
        return switch (refusal) {
            case LICENSE_EXISTS -> "the license " + before.id() + " was issued before";
            case NOT_QUARANTINED -> "the license is not in quarantine";
            default -> command.kind() + " does not apply to a license that is " + before.state();
        };
    }
}
