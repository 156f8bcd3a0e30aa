package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Validity;
import java.time.ZoneId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What time does to a license, one event after the other, each at its instant:
 *
 * <pre>
 * state               due                                 event
 * DRAFT               its start                           ACTIVATED: its term begins, or it waits for use
 * DRAFT               its end, if that is first           EXPIRED
 * TRIAL, ACTIVE       14, 7 and 1 days before its end     EXPIRING, unless it renews itself
 * TRIAL, or one       its end                             TRIAL_ENDED: ACTIVE if it renews itself, else EXPIRED
 *   that is suspended
 * ACTIVE, SUSPENDED   its end, if it renews itself        RENEWED; RENEWAL_SET (no more) if its plan has no length any more
 * ACTIVE              its end otherwise                   GRACE_BEGAN, or EXPIRED without grace
 * GRACE, SUSPENDED    the end of its grace                EXPIRED
 * all of these        a change of plan that is scheduled  PLAN_CHANGED, before what is due at the same instant
 * each, these too     the end of the key before          OLD_KEY_ENDED, before all else that is due at the same instant
 * EXPIRED, REVOKED    nothing else
 * </pre>
 *
 * A suspended license stays suspended through all of them but its end.
 */
final class LicenseTime {

    private LicenseTime() {}

    /**
     * Something that is due.
     *
     * @param atMs when it is
     * @param state the state after it
     * @param term the term after it
     * @param plan the plan after it
     * @param detail a sentence
     */
    record Due(LicenseEventType type, long atMs, LicenseState state, Term term, String plan, String detail) {}

    /** When something is due next; {@link Term#NEVER} if nothing is. */
    static long nextMs(LicenseState state, Term term) {
        long ownMs = Math.min(ownMs(state, term), term.oldKeyUntilMs());
        var change = term.next();
        return change == null || state.isOver() ? ownMs : Math.min(ownMs, change.atMs());
    }

    /** When something is due next but a change of plan. */
    private static long ownMs(LicenseState state, Term term) {
        return switch (state) {
            case DRAFT -> Math.min(term.startsAtMs(), term.expiresAtMs());
            case TRIAL, ACTIVE -> Math.min(term.nextNoticeMs(), term.expiresAtMs());
            case GRACE -> term.graceUntilMs();
            case SUSPENDED -> term.trial() || term.renews() ? term.expiresAtMs() : term.graceUntilMs();
            case EXPIRED, REVOKED -> Term.NEVER;
        };
    }

    /**
     * What is due by an instant; null if nothing is.
     *
     * @param validities those of plans, by plan id
     */
    static @Nullable Due next(License license, Function<String, Validity> validities, long nowMs) {
        long atMs = nextMs(license.state(), license.term());
        if (atMs > nowMs || atMs == Term.NEVER) {
            return null;
        }
        Term term = license.term();
        if (term.oldKeyUntilMs() == atMs) {
            return due(
                    license,
                    LicenseEventType.OLD_KEY_ENDED,
                    atMs,
                    license.state(),
                    term.takingOldKeyUntil(Term.NEVER),
                    "the key before the last one is not taken any more");
        }
        var change = term.next();
        if (change != null && change.atMs() == atMs) {
            return planChanged(license, change, validities);
        }
        Validity validity = validities.apply(license.plan());
        return switch (license.state()) {
            case DRAFT -> started(license, validity, atMs);
            case TRIAL, ACTIVE -> atMs < term.expiresAtMs() ? announced(license, atMs) : ended(license, validity, atMs);
            case SUSPENDED -> ended(license, validity, atMs);
            case GRACE -> expired(license, atMs);
            case EXPIRED, REVOKED -> null;
        };
    }

    private static Due planChanged(License license, Term.PlanChange change, Function<String, Validity> validities) {
        Term term = under(license, validities.apply(change.plan()), change.atMs());
        // What else is due at that instant comes behind it.
        boolean stays = license.state() == LicenseState.DRAFT || license.state() == LicenseState.SUSPENDED;
        return new Due(
                LicenseEventType.PLAN_CHANGED,
                change.atMs(),
                stays ? license.state() : term.stateAt(change.atMs() - 1),
                term.scheduling(null),
                change.plan(),
                "as it was scheduled");
    }

    /** The term under another plan. */
    static Term under(License license, Validity after, long atMs) {
        return license.state() == LicenseState.DRAFT
                ? license.term()
                : license.term()
                        .under(
                                after,
                                license.state() == LicenseState.GRACE,
                                atMs,
                                license.calendar().zone());
    }

    private static Due started(License license, Validity validity, long atMs) {
        Term term = license.term();
        if (atMs == term.expiresAtMs()) {
            return expired(license, atMs);
        }
        Term next = start(term, validity, atMs, license.calendar().zone());
        return due(license, LicenseEventType.ACTIVATED, atMs, next.stateAt(atMs), next, "its start was reached");
    }

    /** A draft that starts: with its first use, if the plan says so and its end is not fixed. */
    static Term start(Term draft, Validity validity, long atMs, ZoneId zone) {
        return validity.from() == Validity.From.USE && !draft.fixed()
                ? Term.waiting(validity, atMs, Term.NEVER, atMs).scheduling(draft.next())
                : draft.begun(validity, atMs, zone);
    }

    private static Due announced(License license, long atMs) {
        long days = license.term().daysLeft(atMs);
        return due(
                license,
                LicenseEventType.EXPIRING,
                atMs,
                license.state(),
                license.term(),
                "it ends in " + days + (days == 1 ? " day" : " days"));
    }

    private static Due ended(License license, Validity validity, long atMs) {
        Term term = license.term();
        ZoneId zone = license.calendar().zone();
        boolean suspended = license.state() == LicenseState.SUSPENDED;
        if (term.renews() && validity.lasts() == null) {
            return due(
                    license,
                    LicenseEventType.RENEWAL_SET,
                    atMs,
                    license.state(),
                    term.renewing(false),
                    "the plan " + license.plan() + " has no length to renew it by");
        }
        if (term.trial()) {
            return term.renews()
                    ? due(
                            license,
                            LicenseEventType.TRIAL_ENDED,
                            atMs,
                            suspended ? LicenseState.SUSPENDED : LicenseState.ACTIVE,
                            term.sold(validity, atMs, zone),
                            "its trial is over, and its term begins")
                    : due(
                            license,
                            LicenseEventType.TRIAL_ENDED,
                            atMs,
                            LicenseState.EXPIRED,
                            term.scheduling(null),
                            "its trial is over");
        }
        if (term.renews()) {
            long endMs =
                    Validity.next(term.startedAtMs(), atMs, java.util.Objects.requireNonNull(validity.lasts()), zone);
            return due(
                    license,
                    LicenseEventType.RENEWED,
                    atMs,
                    license.state(),
                    term.endingAt(endMs, false, validity),
                    "it renewed itself");
        }
        if (atMs < term.graceUntilMs()) {
            return due(
                    license,
                    LicenseEventType.GRACE_BEGAN,
                    atMs,
                    LicenseState.GRACE,
                    term,
                    "its end was reached; its grace began");
        }
        return expired(license, atMs);
    }

    private static Due expired(License license, long atMs) {
        Term term = license.term();
        return due(
                license,
                LicenseEventType.EXPIRED,
                atMs,
                LicenseState.EXPIRED,
                term.scheduling(null),
                atMs > term.expiresAtMs() ? "the end of its grace was reached" : "its end was reached");
    }

    private static Due due(
            License license, LicenseEventType type, long atMs, LicenseState state, Term term, String detail) {
        return new Due(type, atMs, state, term, license.plan(), detail);
    }
}
