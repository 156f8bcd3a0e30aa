package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Validity;
import java.time.Period;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a license is valid, as its last event said. Instants are ms since the epoch, {@link #NEVER} if there is none.
 *
 * @param startsAtMs when a draft starts by itself; of a license that waits for its first use, since when it does
 * @param startedAtMs when its validity began; {@link #NEVER} while it has not
 * @param expiresAtMs its end, exclusive
 * @param graceUntilMs until when it may be used after its end; never before that
 * @param trial whether it is a trial
 * @param fixed whether the end was said by hand, so that no plan changes it
 * @param renews whether it renews itself at its end
 * @param noticedMs up to when its end was announced, if it has one
 * @param next the change of plan that is scheduled; null if none is
 * @param oldKeyUntilMs until when the key before the last one is taken too
 */
public record Term(
        long startsAtMs,
        long startedAtMs,
        long expiresAtMs,
        long graceUntilMs,
        boolean trial,
        boolean fixed,
        boolean renews,
        long noticedMs,
        @Nullable PlanChange next,
        long oldKeyUntilMs) {

    /**
     * A change of plan that is scheduled.
     *
     * @param plan the plan that holds then
     * @param atMs from when on, ms since the epoch
     */
    public record PlanChange(String plan, long atMs) {
        public PlanChange {
            plan = plan.intern();
        }
    }

    /** No such instant. */
    public static final long NEVER = Validity.NEVER;

    private static final long DAY_MS = 86_400_000L;
    /** How many days before the end it is announced, and announced again. */
    private static final long[] NOTICE_DAYS = {14, 7, 1};

    public Term {
        if (graceUntilMs < expiresAtMs) {
            throw new IllegalArgumentException(
                    "graceUntilMs: " + graceUntilMs + " lies before the end, " + expiresAtMs);
        }
        if (expiresAtMs == NEVER) {
            // Nothing is announced, so there is nothing to remember of it.
            noticedMs = Long.MIN_VALUE;
        }
    }

    /** That of a license which was issued with an end, or none, and no more. */
    public static Term until(long issuedAtMs, long expiresAtMs) {
        return new Term(
                NEVER,
                issuedAtMs,
                expiresAtMs,
                expiresAtMs,
                false,
                expiresAtMs != NEVER,
                false,
                issuedAtMs,
                null,
                NEVER);
    }

    /**
     * One that waits to begin.
     *
     * @param startsAtMs when it does by itself; {@link #NEVER} if only when it is told
     * @param fixedEndMs its end, if that was said; else {@link #NEVER}
     */
    static Term waiting(Validity validity, long startsAtMs, long fixedEndMs, long nowMs) {
        return new Term(
                startsAtMs,
                NEVER,
                fixedEndMs,
                // What has not begun has no grace.
                fixedEndMs,
                validity.trial() != null,
                fixedEndMs != NEVER,
                validity.renews() && fixedEndMs == NEVER,
                nowMs,
                null,
                NEVER);
    }

    /** Whether its validity has not begun. */
    public boolean isWaiting() {
        return startedAtMs == NEVER;
    }

    /** The state, at an instant, of a license that is neither suspended nor revoked. */
    LicenseState stateAt(long ms) {
        if (ms >= graceUntilMs) {
            return LicenseState.EXPIRED;
        }
        if (ms >= expiresAtMs) {
            return LicenseState.GRACE;
        }
        if (isWaiting() && ms < startsAtMs) {
            return LicenseState.DRAFT;
        }
        return trial ? LicenseState.TRIAL : LicenseState.ACTIVE;
    }

    /** The end of access, if nothing is heard any more: one that renews itself has none. */
    public long accessUntilMs() {
        return renews ? NEVER : graceUntilMs;
    }

    /** Begins it, with a trial if the plan has one. A fixed end stays. */
    Term begun(Validity validity, long atMs, ZoneId zone) {
        return begun(validity, validity.trial(), atMs, zone);
    }

    /** Begins what follows a trial. The end of the trial, fixed or not, is none of it. */
    Term sold(Validity validity, long atMs, ZoneId zone) {
        return with(NEVER, NEVER, NEVER, NEVER, false, false, false, atMs).begun(validity, null, atMs, zone);
    }

    private Term begun(Validity validity, @Nullable Period tried, long atMs, ZoneId zone) {
        boolean isTrial = tried != null;
        Period lasts = isTrial ? tried : validity.lasts();
        long endMs = fixed ? expiresAtMs : lasts == null ? NEVER : Validity.after(atMs, lasts, 1, zone);
        return with(
                NEVER,
                atMs,
                endMs,
                grace(endMs, validity, isTrial),
                isTrial,
                fixed,
                !fixed && validity.renews(),
                Math.max(atMs, fixed ? noticedMs : atMs));
    }

    /** With another end. */
    Term endingAt(long endMs, boolean byHand, Validity validity) {
        return with(
                startsAtMs,
                startedAtMs,
                endMs,
                grace(endMs, validity, trial || isWaiting()),
                trial,
                byHand,
                renews && !byHand,
                noticedMs);
    }

    /** With validity that began anew at an instant. */
    Term startedAt(long atMs) {
        return with(startsAtMs, atMs, expiresAtMs, graceUntilMs, trial, fixed, renews, noticedMs);
    }

    Term renewing(boolean on) {
        return with(startsAtMs, startedAtMs, expiresAtMs, graceUntilMs, trial, fixed, on, noticedMs);
    }

    /** With all announcements up to an instant done, or missed. */
    Term noticed(long untilMs) {
        return untilMs <= noticedMs || expiresAtMs == NEVER
                ? this
                : with(startsAtMs, startedAtMs, expiresAtMs, graceUntilMs, trial, fixed, renews, untilMs);
    }

    /**
     * The same under another plan.
     *
     * @param inGrace whether its grace has begun: that is not cut short
     */
    Term under(Validity validity, boolean inGrace, long nowMs, ZoneId zone) {
        if (trial) {
            return validity.trial() != null
                    ? renewing(renews && validity.lasts() != null)
                    : sold(validity, nowMs, zone);
        }
        boolean hasEnd = validity.lasts() != null;
        if (!fixed && hasEnd && expiresAtMs == NEVER) {
            return sold(validity, nowMs, zone);
        }
        if (!fixed && !hasEnd) {
            return with(startsAtMs, startedAtMs, NEVER, NEVER, false, false, false, nowMs);
        }
        return with(
                startsAtMs,
                startedAtMs,
                expiresAtMs,
                inGrace || expiresAtMs < nowMs ? graceUntilMs : grace(expiresAtMs, validity, false),
                false,
                fixed,
                renews && hasEnd,
                noticedMs);
    }

    /** With nothing that happens by itself: neither a start nor a change of plan. */
    Term unscheduled() {
        return with(NEVER, startedAtMs, expiresAtMs, graceUntilMs, trial, fixed, renews, noticedMs)
                .scheduling(null);
    }

    /** With another change of plan that is scheduled, or none. */
    Term scheduling(@Nullable PlanChange change) {
        return Objects.equals(next, change)
                ? this
                : new Term(
                        startsAtMs,
                        startedAtMs,
                        expiresAtMs,
                        graceUntilMs,
                        trial,
                        fixed,
                        renews,
                        noticedMs,
                        change,
                        oldKeyUntilMs);
    }

    /** With another end of the time for which the key before is taken; {@link #NEVER} if it is not any more. */
    Term takingOldKeyUntil(long ms) {
        return new Term(startsAtMs, startedAtMs, expiresAtMs, graceUntilMs, trial, fixed, renews, noticedMs, next, ms);
    }

    private Term with(
            long starts,
            long started,
            long expires,
            long graceUntil,
            boolean isTrial,
            boolean isFixed,
            boolean isRenewing,
            long noticed) {
        return new Term(
                starts, started, expires, graceUntil, isTrial, isFixed, isRenewing, noticed, next, oldKeyUntilMs);
    }

    /** When its end is announced next; {@link #NEVER} if it is not any more. */
    long nextNoticeMs() {
        if (renews || expiresAtMs == NEVER) {
            return NEVER;
        }
        for (long days : NOTICE_DAYS) {
            long atMs = expiresAtMs - days * DAY_MS;
            if (atMs > noticedMs) {
                return atMs;
            }
        }
        return NEVER;
    }

    /** How many days there are from an announcement to the end. */
    long daysLeft(long noticeMs) {
        return (expiresAtMs - noticeMs) / DAY_MS;
    }

    private static long grace(long endMs, Validity validity, boolean none) {
        return endMs == NEVER || none ? endMs : endMs + validity.expiryGrace().toMillis();
    }
}
