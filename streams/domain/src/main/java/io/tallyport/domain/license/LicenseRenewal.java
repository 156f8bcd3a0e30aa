package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Validity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What RENEW asks for, and what it comes to. */
final class LicenseRenewal {

    private static final String UNTIL = "until";
    private static final String FROM = "from";
    private static final String AUTOMATIC = "automatic";
    private static final Set<String> KNOWN = Set.of(UNTIL, FROM, AUTOMATIC);

    /**
     * The outcome: a term, or a refusal.
     *
     * @param term the term after it; null if it is refused
     * @param refusal why; null if it is not
     * @param field the field at fault
     * @param detail a sentence
     */
    record Outcome(@Nullable Term term, @Nullable LicenseRefusal refusal, String field, String detail) {}

    private final License license;
    private final Validity validity;
    private final Map<String, String> asked;
    private final long nowMs;

    LicenseRenewal(License license, Validity validity, Map<String, String> asked, long nowMs) {
        this.license = license;
        this.validity = validity;
        this.asked = asked;
        this.nowMs = nowMs;
    }

    /** Whether a command only says whether the license renews itself. */
    static boolean isSetting(LicenseCommand command) {
        return command.attributes().containsKey(AUTOMATIC);
    }

    Outcome decide() {
        if (asked.size() > 1 || !KNOWN.containsAll(asked.keySet())) {
            return refuse(LicenseRefusal.RENEWAL_INVALID, "", "say one of until, from and automatic, or nothing");
        }
        if (asked.containsKey(UNTIL)) {
            return until(asked.get(UNTIL));
        }
        return asked.containsKey(AUTOMATIC) ? automatic(asked.get(AUTOMATIC)) : from(asked.get(FROM));
    }

    private Outcome until(String text) {
        long endMs;
        try {
            endMs = Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return refuse(
                    LicenseRefusal.RENEWAL_INVALID, UNTIL, "'" + text + "' is no instant, as 2027-01-01T00:00:00Z is");
        }
        if (license.term().isWaiting() && !license.term().fixed()) {
            return notBegun();
        }
        return endMs <= nowMs ? inPast(UNTIL, endMs) : renewed(license.term().endingAt(endMs, true, validity));
    }

    private Outcome automatic(String text) {
        if (!text.equals("on") && !text.equals("off")) {
            return refuse(LicenseRefusal.RENEWAL_INVALID, AUTOMATIC, "must be on or off");
        }
        boolean on = text.equals("on");
        if (license.expiresAtMs() == Term.NEVER && !license.term().isWaiting()) {
            return noEnd();
        }
        if (on && validity.lasts() == null) {
            return noPeriod("validity.for");
        }
        return on && license.expiresAtMs() <= nowMs
                ? inPast(AUTOMATIC, license.expiresAtMs())
                : renewed(license.term().renewing(on));
    }

    private Outcome from(@Nullable String text) {
        if (text != null && !text.equals("expiry") && !text.equals("now")) {
            return refuse(LicenseRefusal.RENEWAL_INVALID, FROM, "must be expiry or now");
        }
        Term term = license.term();
        if (term.isWaiting()) {
            return notBegun();
        }
        if (term.expiresAtMs() == Term.NEVER) {
            return noEnd();
        }
        Period period = term.trial() ? validity.trial() : validity.lasts();
        if (period == null) {
            return noPeriod(term.trial() ? "trial" : "validity.for");
        }
        ZoneId zone = license.calendar().zone();
        boolean now = text == null ? validity.renewFrom() == Validity.RenewFrom.NOW : text.equals("now");
        if (now) {
            return renewed(term.startedAt(nowMs).endingAt(Validity.after(nowMs, period, 1, zone), false, validity));
        }
        long endMs = Validity.next(term.startedAtMs(), term.expiresAtMs(), period, zone);
        return endMs <= nowMs ? inPast(FROM, endMs) : renewed(term.endingAt(endMs, false, validity));
    }

    private static Outcome renewed(Term term) {
        return new Outcome(term, null, "", "");
    }

    private static Outcome notBegun() {
        return refuse(LicenseRefusal.NO_END, "kind", "the validity of the license has not begun");
    }

    private static Outcome noEnd() {
        return refuse(LicenseRefusal.NO_END, "kind", "the license has no end");
    }

    private Outcome noPeriod(String key) {
        return refuse(
                LicenseRefusal.TERM_UNKNOWN,
                "plan",
                "the plan " + license.plan() + " has no " + key + " to renew it by");
    }

    private static Outcome inPast(String field, long endMs) {
        return refuse(
                LicenseRefusal.EXPIRY_IN_PAST,
                field,
                "its end is " + Instant.ofEpochMilli(endMs) + ", and that has passed");
    }

    private static Outcome refuse(LicenseRefusal refusal, String field, String detail) {
        return new Outcome(null, refusal, field, detail);
    }
}
