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

    /**
     * The term after it.
     *
     * @throws RefusedException if what is asked does not hold
     */
    Term decide() throws RefusedException {
        if (asked.size() > 1 || !KNOWN.containsAll(asked.keySet())) {
            throw refuse(LicenseRefusal.RENEWAL_INVALID, "", "say one of until, from and automatic, or nothing");
        }
        if (asked.containsKey(UNTIL)) {
            return until(asked.get(UNTIL));
        }
        return asked.containsKey(AUTOMATIC) ? automatic(asked.get(AUTOMATIC)) : from(asked.get(FROM));
    }

    private Term until(String text) throws RefusedException {
        long endMs;
        try {
            endMs = Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw refuse(
                    LicenseRefusal.RENEWAL_INVALID, UNTIL, "'" + text + "' is no instant, as 2027-01-01T00:00:00Z is");
        }
        if (license.term().isWaiting() && !license.term().fixed()) {
            throw notBegun();
        }
        requireAhead(UNTIL, endMs);
        return license.term().endingAt(endMs, true, validity);
    }

    private Term automatic(String text) throws RefusedException {
        if (!text.equals("on") && !text.equals("off")) {
            throw refuse(LicenseRefusal.RENEWAL_INVALID, AUTOMATIC, "must be on or off");
        }
        boolean on = text.equals("on");
        if (license.expiresAtMs() == Term.NEVER && !license.term().isWaiting()) {
            throw noEnd();
        }
        if (on && validity.lasts() == null) {
            throw noPeriod("validity.for");
        }
        if (on) {
            requireAhead(AUTOMATIC, license.expiresAtMs());
        }
        return license.term().renewing(on);
    }

    private Term from(@Nullable String text) throws RefusedException {
        if (text != null && !text.equals("expiry") && !text.equals("now")) {
            throw refuse(LicenseRefusal.RENEWAL_INVALID, FROM, "must be expiry or now");
        }
        Term term = license.term();
        if (term.isWaiting()) {
            throw notBegun();
        }
        if (term.expiresAtMs() == Term.NEVER) {
            throw noEnd();
        }
        Period period = term.trial() ? validity.trial() : validity.lasts();
        if (period == null) {
            throw noPeriod(term.trial() ? "trial" : "validity.for");
        }
        ZoneId zone = license.calendar().zone();
        boolean now = text == null ? validity.renewFrom() == Validity.RenewFrom.NOW : text.equals("now");
        if (now) {
            return term.startedAt(nowMs).endingAt(Validity.after(nowMs, period, 1, zone), false, validity);
        }
        long endMs = Validity.next(term.startedAtMs(), term.expiresAtMs(), period, zone);
        requireAhead(FROM, endMs);
        return term.endingAt(endMs, false, validity);
    }

    private static RefusedException notBegun() {
        return refuse(LicenseRefusal.NO_END, "kind", "the validity of the license has not begun");
    }

    private static RefusedException noEnd() {
        return refuse(LicenseRefusal.NO_END, "kind", "the license has no end");
    }

    private RefusedException noPeriod(String key) {
        return refuse(
                LicenseRefusal.TERM_UNKNOWN,
                "plan",
                "the plan " + license.plan() + " has no " + key + " to renew it by");
    }

    private void requireAhead(String field, long endMs) throws RefusedException {
        if (endMs <= nowMs) {
            throw refuse(
                    LicenseRefusal.EXPIRY_IN_PAST,
                    field,
                    "its end is " + Instant.ofEpochMilli(endMs) + ", and that has passed");
        }
    }

    private static RefusedException refuse(LicenseRefusal refusal, String field, String detail) {
        return new RefusedException(refusal, field, detail);
    }
}
