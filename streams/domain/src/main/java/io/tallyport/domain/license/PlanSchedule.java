package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Window;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/** When a change of plan is to hold, if not at once. */
final class PlanSchedule {

    private static final String AT = "at";
    private static final String PERIOD_END = "period-end";
    private static final String TERM_END = "term-end";

    /** What is wrong with an instant that was asked. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        final LicenseRefusal refusal;

        Refused(LicenseRefusal refusal, String detail) {
            super(detail, null, false, false);
            this.refusal = refusal;
        }
    }

    /** Whether a command asks for a change that holds later. */
    static boolean isAsked(LicenseCommand command) {
        return command.kind() == LicenseCommand.Kind.CHANGE_PLAN
                && command.attributes().containsKey(AT);
    }

    /**
     * When it is to hold, at the earliest.
     *
     * @param attributes those of the command
     * @throws Refused if that is no instant, or none ahead
     */
    static long atMs(License license, Map<String, String> attributes, long nowMs) throws Refused {
        String at = attributes.getOrDefault(AT, "");
        long atMs = switch (at) {
            case PERIOD_END ->
                license.calendar().toMs(Window.MONTH, license.calendar().fromMs(Window.MONTH, nowMs));
            case TERM_END -> license.expiresAtMs();
            default -> instant(at);
        };
        if (atMs == Term.NEVER) {
            throw new Refused(LicenseRefusal.NO_END, "the license has no end");
        }
        if (atMs <= nowMs) {
            throw new Refused(LicenseRefusal.CHANGE_IN_PAST, Instant.ofEpochMilli(atMs) + " has passed");
        }
        return atMs;
    }

    private static long instant(String at) throws Refused {
        try {
            return Instant.parse(at).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new Refused(
                    LicenseRefusal.CHANGE_INVALID,
                    "'" + at + "' is neither an instant, as 2027-01-01T00:00:00Z is, nor period-end or term-end");
        }
    }

    private PlanSchedule() {}
}
