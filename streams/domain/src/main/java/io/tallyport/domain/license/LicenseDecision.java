package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.UsageCalendar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One command on its way to an outcome: lets happen what is due, reads the transition table, checks what is asked, words the events. */
final class LicenseDecision {

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
            var due = LicenseTime.next(license, plan -> AskedTerm.ofPlan(catalog, plan), nowMs);
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
        } else if (cell.event() != null && !isNoUse(before)) {
            try {
                append(event(command, cell, term(before)));
            } catch (RefusedException e) {
                refuse(e.refusal(), e.field(), e.detail());
            }
        }
    }

    /** Whether usage is not what the license waits for. */
    private boolean isNoUse(@Nullable License before) {
        return command.kind() == LicenseCommand.Kind.USE && before != null && !before.awaitsUse();
    }

    private Term term(@Nullable License before) throws RefusedException {
        return before == null
                ? LicenseIssue.term(command, catalog, nowMs)
                : new AskedTerm(before, command, catalog, nowMs, circumstances.planFromMs()).decide();
    }

    private String detailOf(LicenseEventType type) {
        return switch (type) {
            case ADJUSTED, STATEMENT_RELEASED, SEAT_ASSIGNED, SEAT_RELEASED -> circumstances.detail();
            default -> "";
        };
    }

    private void refuse(LicenseRefusal refusal, String field, String detail) {
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

    /** The field at fault of what the table refuses. */
    private static String fieldOf(LicenseRefusal refusal) {
        return switch (refusal) {
            case LICENSE_EXISTS, LICENSE_UNKNOWN -> "license";
            case WRONG_STATE, NOT_QUARANTINED -> "kind";
            default -> "";
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
