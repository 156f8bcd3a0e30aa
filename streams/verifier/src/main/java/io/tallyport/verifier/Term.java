package io.tallyport.verifier;

import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How long a license is valid, as the last event of its timeline says. {@link #NEVER} stands for an instant that there is
 * none of.
 *
 * @param startsAtMs when a draft starts by itself, or since when a license waits for its first use
 * @param startedAtMs when its validity began
 * @param expiresAtMs its end, exclusive
 * @param graceUntilMs until when it may be used on after its end
 * @param trial whether it is a trial
 * @param fixed whether its end was said by hand
 * @param renews whether it renews itself
 * @param draft whether it waits to start; no event says so, but that it was not activated
 */
record Term(
        long startsAtMs,
        long startedAtMs,
        long expiresAtMs,
        long graceUntilMs,
        boolean trial,
        boolean fixed,
        boolean renews,
        boolean draft) {

    static final long NEVER = Long.MAX_VALUE;

    private static final long DAY_MS = 86_400_000L;

    /** That of a license which is issued. */
    static Term issued(LicenseCommandV1 command, Validity validity, long nowMs, ZoneId zone) {
        long startsAtMs = orNever(command.getStartsAtMs());
        long endMs = orNever(command.getExpiresAtMs());
        boolean isFixed = endMs != NEVER;
        boolean isTrial = validity.trial() != null;
        var draft = new Term(startsAtMs, NEVER, endMs, endMs, isTrial, isFixed, validity.renews() && !isFixed, true);
        return startsAtMs != NEVER || validity.isFromActivation() ? draft : draft.activated(validity, nowMs, zone);
    }

    /** That of an event; what builds from before there were terms did not say is as it was. */
    Term of(LicenseEventV1 event) {
        long endMs = orNever(event.getExpiresAtMs());
        Long graceMs = event.getGraceUntilMs();
        Long started = event.getStartedAtMs();
        boolean isUnsaid = started == null && event.getStartsAtMs() == null && !draft;
        return new Term(
                orNever(event.getStartsAtMs()),
                isUnsaid ? startedAtMs : orNever(started),
                endMs,
                graceMs == null ? endMs : graceMs,
                event.getTrial(),
                event.getFixedEnd() || isUnsaid && fixed,
                event.getRenews(),
                draft && started == null && !event.getType().equals("ACTIVATED"));
    }

    static long orNever(@Nullable Long ms) {
        return ms == null ? NEVER : ms;
    }

    /** The state at an instant of a license that is neither suspended nor revoked. */
    String stateAt(long ms) {
        if (ms >= graceUntilMs) {
            return "EXPIRED";
        }
        if (ms >= expiresAtMs) {
            return "GRACE";
        }
        return draft ? "DRAFT" : trial ? "TRIAL" : "ACTIVE";
    }

    /** Whether its validity begins with its first use, which was not yet. */
    boolean awaitsUse() {
        return startedAtMs == NEVER && !draft;
    }

    /** A draft that starts: its term begins, or it waits for its first use. */
    Term activated(Validity validity, long atMs, ZoneId zone) {
        return validity.isFromUse() && !fixed
                ? new Term(atMs, NEVER, NEVER, NEVER, validity.trial() != null, false, validity.renews(), false)
                : begun(validity, atMs, zone);
    }

    /** Begins it, with a trial if the plan has one. */
    Term begun(Validity validity, long atMs, ZoneId zone) {
        return begun(validity, validity.trial(), atMs, zone);
    }

    /** Begins another one behind a trial, or in the place of one without an end: nothing of it goes on. */
    static Term sold(Validity validity, long atMs, ZoneId zone) {
        return new Term(NEVER, NEVER, NEVER, NEVER, false, false, false, false).begun(validity, null, atMs, zone);
    }

    private Term begun(Validity validity, java.time.@Nullable Period trial, long atMs, ZoneId zone) {
        var length = trial == null ? validity.lasts() : trial;
        long endMs = fixed ? expiresAtMs : length == null ? NEVER : Validity.plus(atMs, length, 1, zone);
        boolean isTrial = trial != null;
        return new Term(
                NEVER,
                atMs,
                endMs,
                grace(endMs, validity, isTrial),
                isTrial,
                fixed,
                validity.renews() && !fixed,
                false);
    }

    /** The same with another end. */
    Term until(long endMs, boolean byHand, Validity validity) {
        return new Term(
                startsAtMs,
                startedAtMs,
                endMs,
                grace(endMs, validity, trial || startedAtMs == NEVER),
                trial,
                byHand,
                renews && !byHand,
                draft);
    }

    /** Renewed by so long a period, which begins now. */
    Term renewedFrom(long nowMs, java.time.Period length, Validity validity, ZoneId zone) {
        return new Term(startsAtMs, nowMs, expiresAtMs, graceUntilMs, trial, fixed, renews, false)
                .until(Validity.plus(nowMs, length, 1, zone), false, validity);
    }

    Term renewing(boolean on) {
        return new Term(startsAtMs, startedAtMs, expiresAtMs, graceUntilMs, trial, fixed, on, draft);
    }

    /** That of a license which is revoked: a draft does not start by itself any more. */
    Term revoked() {
        return draft ? new Term(NEVER, NEVER, expiresAtMs, graceUntilMs, trial, fixed, renews, true) : this;
    }

    /**
     * The same under another plan.
     *
     * @param inGrace whether its end has come; one at this very instant may be due still
     */
    Term under(Validity next, boolean inGrace, long nowMs, ZoneId zone) {
        boolean becomesSold = trial ? next.trial() == null : expiresAtMs == NEVER && next.lasts() != null;
        if (draft) {
            return this;
        }
        if (becomesSold) {
            return sold(next, nowMs, zone);
        }
        boolean staysEnd = trial || fixed || next.lasts() != null;
        long endMs = staysEnd ? expiresAtMs : NEVER;
        boolean hasPassed = staysEnd && (inGrace || endMs < nowMs);
        return new Term(
                startsAtMs,
                startedAtMs,
                endMs,
                hasPassed ? graceUntilMs : grace(endMs, next, trial),
                trial,
                fixed,
                renews && next.lasts() != null,
                false);
    }

    /** The next end: periods are counted from its beginning, if its end is one of theirs. */
    long nextEnd(java.time.Period length, ZoneId zone) {
        int times = startedAtMs == NEVER ? 0 : surelyBefore(length);
        long beforeMs = startedAtMs == NEVER ? NEVER : Validity.plus(startedAtMs, length, times, zone);
        while (beforeMs < expiresAtMs) {
            beforeMs = Validity.plus(startedAtMs, length, ++times, zone);
        }
        return beforeMs == expiresAtMs
                ? Validity.plus(startedAtMs, length, times + 1, zone)
                : Validity.plus(expiresAtMs, length, 1, zone);
    }

    /** How many periods have passed before the end at least: calendars and clocks are less than two days apart. */
    private int surelyBefore(java.time.Period length) {
        long days = length.getYears() * 366L + length.getMonths() * 31L + length.getDays();
        return (int) Math.max(0, Math.min((expiresAtMs - startedAtMs) / (days * DAY_MS) - 2, Integer.MAX_VALUE / 2));
    }

    private static long grace(long endMs, Validity validity, boolean hasNone) {
        return hasNone ? endMs : endMs + Math.min(validity.graceMs(), NEVER - endMs);
    }
}
