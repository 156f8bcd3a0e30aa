package io.tallyport.verifier;

import org.jspecify.annotations.Nullable;

/** What time does to a license: one event after the other, each at its instant. */
final class LifeTime {

    private static final long DAY_MS = 86_400_000L;
    private static final long[] NOTICES_MS = {14 * DAY_MS, 7 * DAY_MS, DAY_MS};

    /**
     * An event that is due.
     *
     * @param type its type
     * @param atMs its instant
     * @param state the state after it
     * @param term the term after it
     */
    record Due(String type, long atMs, String state, Term term) {
        @Override
        public String toString() {
            return type + " at " + atMs;
        }
    }

    /** When the next one is due; {@link Term#NEVER} if none is. */
    static long nextMs(Life life) {
        return Math.min(ofTermMs(life), Math.min(life.next().atMs(), life.keys().oldUntilMs()));
    }

    private static long ofTermMs(Life life) {
        var term = life.term();
        return switch (life.state()) {
            case "DRAFT" -> Math.min(term.startsAtMs(), term.expiresAtMs());
            case "TRIAL", "ACTIVE" -> Math.min(noticeMs(life), term.expiresAtMs());
            case "GRACE" -> term.graceUntilMs();
            case "SUSPENDED" -> term.trial() || term.renews() ? term.expiresAtMs() : term.graceUntilMs();
            default -> Term.NEVER;
        };
    }

    private static long noticeMs(Life life) {
        var term = life.term();
        if (!term.renews() && term.expiresAtMs() != Term.NEVER) {
            for (long before : NOTICES_MS) {
                if (term.expiresAtMs() - before > life.movedMs()) {
                    return term.expiresAtMs() - before;
                }
            }
        }
        return Term.NEVER;
    }

    /**
     * The next event, of a license that one is due of.
     *
     * @param terms the catalog that makes terms then
     * @param planFirst whether a plan that is scheduled comes before the end of a key at the same instant: either is said to
     *     come before all else
     */
    static Due next(Life life, Terms terms, boolean planFirst) {
        long atMs = nextMs(life);
        boolean isPlan = atMs == life.next().atMs();
        if (atMs == life.keys().oldUntilMs() && !(isPlan && planFirst)) {
            return new Due("OLD_KEY_ENDED", atMs, life.state(), life.term());
        }
        return isPlan ? PlanChanges.byTime(life, terms) : ofTerm(life, terms.validity(life.plan()), atMs);
    }

    private static Due ofTerm(Life life, Validity validity, long atMs) {
        var term = life.term();
        if (life.is("DRAFT") && atMs < term.expiresAtMs()) {
            var begun = term.activated(validity, atMs, life.zone);
            return new Due("ACTIVATED", atMs, begun.stateAt(atMs), begun);
        }
        if (life.is("DRAFT") || life.is("GRACE")) {
            return expired(atMs, term);
        }
        if (atMs < term.expiresAtMs()) {
            return new Due("EXPIRING", atMs, life.state(), term);
        }
        boolean isSuspended = life.is("SUSPENDED");
        if (term.renews()) {
            return goesOn(life, validity.lasts(), validity, atMs);
        }
        if (term.trial()) {
            return new Due("TRIAL_ENDED", atMs, "EXPIRED", term);
        }
        return isSuspended || term.graceUntilMs() == atMs
                ? expired(atMs, term)
                : new Due("GRACE_BEGAN", atMs, "GRACE", term);
    }

    /** The end of a term that renews itself, if its plan still says by how much. */
    private static Due goesOn(Life life, java.time.@Nullable Period length, Validity validity, long atMs) {
        var term = life.term();
        if (length == null) {
            return new Due("RENEWAL_SET", atMs, life.state(), term.renewing(false));
        }
        if (term.trial()) {
            String state = life.is("SUSPENDED") ? "SUSPENDED" : "ACTIVE";
            return new Due("TRIAL_ENDED", atMs, state, Term.sold(validity, atMs, life.zone));
        }
        return new Due("RENEWED", atMs, life.state(), term.until(term.nextEnd(length, life.zone), false, validity));
    }

    private static Due expired(long atMs, Term term) {
        return new Due("EXPIRED", atMs, "EXPIRED", term);
    }

    private LifeTime() {}
}
