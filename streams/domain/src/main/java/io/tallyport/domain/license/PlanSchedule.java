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

    /** Whether a command asks for a change that holds later. */
    static boolean isAsked(LicenseCommand command) {
        return command.kind() == LicenseCommand.Kind.CHANGE_PLAN
                && command.attributes().containsKey(AT);
    }

    /**
     * When it is to hold, at the earliest.
     *
     * @param attributes those of the command
     * @throws RefusedException if that is no instant, or none ahead
     */
    static long atMs(License license, Map<String, String> attributes, long nowMs) throws RefusedException {
        String at = attributes.getOrDefault(AT, "");
        long atMs = switch (at) {
            case PERIOD_END ->
                license.calendar().toMs(Window.MONTH, license.calendar().fromMs(Window.MONTH, nowMs));
            case TERM_END -> license.expiresAtMs();
            default -> instant(at);
        };
        if (atMs == Term.NEVER) {
            throw new RefusedException(LicenseRefusal.NO_END, AT, "the license has no end");
        }
        if (atMs <= nowMs) {
            throw new RefusedException(LicenseRefusal.CHANGE_IN_PAST, AT, Instant.ofEpochMilli(atMs) + " has passed");
        }
        return atMs;
    }

    private static long instant(String at) throws RefusedException {
        try {
            return Instant.parse(at).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new RefusedException(
                    LicenseRefusal.CHANGE_INVALID,
                    AT,
                    "'" + at + "' is neither an instant, as 2027-01-01T00:00:00Z is, nor period-end or term-end");
        }
    }

    private PlanSchedule() {}
}
