package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.UsageCalendar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right sold, as its timeline made it: {@code replay(timeline)} is the license.
 *
 * @param id license id
 * @param state where it is in its life
 * @param product product id
 * @param plan plan id
 * @param customer customer id
 * @param keyHash keyed hash of its key; the key itself is nowhere
 * @param oldKeyHash keyed hash of the key before it, which is taken as well as long as the term says; empty if there is none
 * @param term how long it is valid
 * @param calendar the windows of its usage, for its whole life
 * @param version how many events of its timeline changed it
 * @param quarantined whether decisions about it are held after a fault
 * @param issuedByCommandId the command that issued it
 * @param issuedAtMs tick time when it was issued
 * @param answered the last {@value #ANSWERS_KEPT} answered commands, oldest first, by which a repeat is known
 */
public record License(
        String id,
        LicenseState state,
        String product,
        String plan,
        String customer,
        String keyHash,
        String oldKeyHash,
        Term term,
        UsageCalendar calendar,
        long version,
        boolean quarantined,
        String issuedByCommandId,
        long issuedAtMs,
        List<AnsweredCommand> answered) {

    /** How many answered commands a license remembers; an older repeat is decided anew. */
    public static final int ANSWERS_KEPT = 16;

    public License {
        // Of a catalog's few names there is one string, whatever number of licenses has them.
        product = product.intern();
        plan = plan.intern();
        answered = List.copyOf(answered);
        if (version < 1) {
            throw new IllegalArgumentException("version: starts at 1, is " + version);
        }
        if (answered.size() > ANSWERS_KEPT) {
            throw new IllegalArgumentException("answered: at most " + ANSWERS_KEPT + ", are " + answered.size());
        }
    }

    /**
     * Decides a command. Pure: the same arguments give the same outcome.
     *
     * <p>A repeat of an answered command gets the same answer and changes nothing; the same id with another body is refused. A
     * license happens first what is due, so a late timer changes no answer. Refusals of commands to a license that does
     * not exist are not remembered, for there is nothing to remember them in.
     *
     * @param current the license; null if there is none
     * @param command what is asked
     * @param catalog the revision in force
     * @param nowMs tick time
     * @throws IllegalArgumentException if the command is for another license
     */
    public static LicenseOutcome apply(@Nullable License current, LicenseCommand command, Catalog catalog, long nowMs) {
        return apply(current, command, catalog, nowMs, LicenseCircumstances.from(nowMs));
    }

    /** The same where more than the license stands for or against the command. */
    public static LicenseOutcome apply(
            @Nullable License current,
            LicenseCommand command,
            Catalog catalog,
            long nowMs,
            LicenseCircumstances circumstances) {
        if (current != null && !current.id.equals(command.license())) {
            throw new IllegalArgumentException(
                    "license: the command is for " + command.license() + ", not for " + current.id);
        }
        if (current == null || command.commandId().isEmpty()) {
            return LicenseDecision.decide(current, command, catalog, nowMs, circumstances);
        }
        Optional<AnsweredCommand> before = current.answerTo(command.commandId());
        if (before.isEmpty()) {
            return LicenseDecision.decide(current, command, catalog, nowMs, circumstances);
        }
        if (before.get().bodyHash() == command.bodyHash()) {
            return new LicenseOutcome(current, List.of(before.get().answer()), true);
        }
        return LicenseDecision.reusedId(current, command, catalog, nowMs);
    }

    /**
     * The license that a timeline made, from its first event on.
     *
     * @return null if the timeline issued none
     */
    public static @Nullable License replay(List<LicenseTimelineEvent> timeline) {
        License license = null;
        for (LicenseTimelineEvent event : timeline) {
            license = after(license, event);
        }
        return license;
    }

    /** The license after one event: the only way in which a license changes, live and in a replay. */
    static @Nullable License after(@Nullable License license, LicenseTimelineEvent event) {
        if (license == null) {
            return event.type() == LicenseEventType.ISSUED ? issued(event) : null;
        }
        boolean held = event.type() == LicenseEventType.QUARANTINED
                || event.type() != LicenseEventType.RELEASED && license.quarantined;
        return new License(
                license.id,
                event.state() == null ? license.state : event.state(),
                license.product,
                event.type() == LicenseEventType.PLAN_CHANGED ? event.plan() : license.plan,
                license.customer,
                event.type() == LicenseEventType.REKEYED ? event.keyHash() : license.keyHash,
                oldKeyAfter(license, event),
                termAfter(license.term, event),
                license.calendar,
                event.version(),
                held,
                license.issuedByCommandId,
                license.issuedAtMs,
                remember(license.answered, event));
    }

    /** The same with the windows of another calendar, as are those of all that it answered. */
    public License in(UsageCalendar other) {
        return other.equals(calendar)
                ? this
                : new License(
                        id,
                        state,
                        product,
                        plan,
                        customer,
                        keyHash,
                        oldKeyHash,
                        term,
                        other,
                        version,
                        quarantined,
                        issuedByCommandId,
                        issuedAtMs,
                        answered.stream().map(answer -> answer.in(other)).toList());
    }

    /** The same with the key before. */
    public License withOldKey(String hash) {
        return new License(
                id,
                state,
                product,
                plan,
                customer,
                keyHash,
                hash,
                term,
                calendar,
                version,
                quarantined,
                issuedByCommandId,
                issuedAtMs,
                answered);
    }

    /** The same with terms that say more, its own and those of its answers. */
    public License with(Term itsOwn, List<AnsweredCommand> answers) {
        return new License(
                id,
                state,
                product,
                plan,
                customer,
                keyHash,
                oldKeyHash,
                itsOwn,
                calendar,
                version,
                quarantined,
                issuedByCommandId,
                issuedAtMs,
                answers);
    }

    /** When time next does something to it; {@link Term#NEVER} if never. */
    public long nextDueMs() {
        return LicenseTime.nextMs(state, term);
    }

    /** End of validity, exclusive; {@link Term#NEVER} if none. */
    public long expiresAtMs() {
        return term.expiresAtMs();
    }

    /** Whether its validity begins with its first use, and it was not used yet. */
    public boolean awaitsUse() {
        return term.isWaiting() && (state == LicenseState.TRIAL || state == LicenseState.ACTIVE);
    }

    private static String oldKeyAfter(License before, LicenseTimelineEvent event) {
        return switch (event.type()) {
            case REKEYED -> event.term().oldKeyUntilMs() == Term.NEVER ? "" : before.keyHash;
            case OLD_KEY_ENDED -> "";
            default -> before.oldKeyHash;
        };
    }

    private static Term termAfter(Term before, LicenseTimelineEvent event) {
        Term term = event.type() == LicenseEventType.REFUSED ? before : event.term();
        boolean moves = switch (event.type()) {
            case PLAN_CHANGED -> term.expiresAtMs() != before.expiresAtMs();
            case ISSUED,
                    SUSPENDED,
                    RESUMED,
                    REVOKED,
                    EXPIRED,
                    ACTIVATED,
                    FIRST_USED,
                    TRIAL_ENDED,
                    EXPIRING,
                    GRACE_BEGAN,
                    RENEWED,
                    RENEWAL_SET,
                    REINSTATED -> true;
            case REKEYED,
                    OLD_KEY_ENDED,
                    PLAN_CHANGE_SCHEDULED,
                    PLAN_CHANGE_CANCELLED,
                    QUARANTINED,
                    RELEASED,
                    ADJUSTED,
                    STATEMENT_RELEASED,
                    SEAT_ASSIGNED,
                    SEAT_RELEASED,
                    REFUSED -> false;
        };
        return moves ? term.noticed(event.atMs()) : term;
    }

    private Optional<AnsweredCommand> answerTo(String commandId) {
        return answered.stream().filter(a -> a.commandId().equals(commandId)).findFirst();
    }

    private static License issued(LicenseTimelineEvent event) {
        return new License(
                event.license(),
                java.util.Objects.requireNonNull(event.state()),
                event.product(),
                event.plan(),
                event.customer(),
                event.keyHash(),
                "",
                event.term(),
                event.calendar(),
                event.version(),
                false,
                event.commandId(),
                event.atMs(),
                remember(List.of(), event));
    }

    private static List<AnsweredCommand> remember(List<AnsweredCommand> answered, LicenseTimelineEvent event) {
        // The first answer under an id stays: a refusal of its reuse must not displace it.
        if (event.commandId().isEmpty()
                || answered.stream().anyMatch(a -> a.commandId().equals(event.commandId()))) {
            return answered;
        }
        var next = new ArrayList<>(answered);
        next.add(new AnsweredCommand(event.commandHash(), event));
        return next.size() > ANSWERS_KEPT ? next.subList(1, next.size()) : next;
    }
}
