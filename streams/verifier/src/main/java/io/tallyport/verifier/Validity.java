package io.tallyport.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How a plan makes the terms of its licenses.
 *
 * @param lasts how long a term is; null if it has no end
 * @param from what it begins with: issue, activation or use
 * @param graceMs how long a license may be used on after its end
 * @param renews whether a term renews itself
 * @param fromNow whether a renewal counts from now, not from the end before, if it does not say
 * @param trial how long a license is a trial first; null if it is none
 */
record Validity(
        java.time.@Nullable Period lasts,
        String from,
        long graceMs,
        boolean renews,
        boolean fromNow,
        java.time.@Nullable Period trial) {

    /** That of a plan which says nothing of it, or is in no catalog. */
    static final Validity NONE = new Validity(null, "issue", 0, false, false, null);

    private static final long MOST_MONTHS = 1_200;

    /** Reads that of a plan. */
    static Validity of(JsonNode plan) {
        var validity = plan.path("validity");
        return new Validity(
                period(validity.path("for")),
                validity.path("from").asText("issue"),
                Duration.parse(validity.path("expiryGrace").asText("PT0S")).toMillis(),
                validity.path("renews").asBoolean(false),
                validity.path("renewFrom").asText("expiry").equals("now"),
                period(plan.path("trial")));
    }

    boolean isFromUse() {
        return from.equals("use");
    }

    boolean isFromActivation() {
        return from.equals("activation");
    }

    private static java.time.@Nullable Period period(JsonNode said) {
        if (!said.isTextual()) {
            return null;
        }
        var period = java.time.Period.parse(said.asText());
        if (period.isNegative() || period.isZero() || period.toTotalMonths() > MOST_MONTHS) {
            throw new IllegalArgumentException("no length of a term: " + period);
        }
        return period;
    }

    /** An instant and so many periods, as calendars of a time zone have them; {@link Term#NEVER} where those end. */
    static long plus(long ms, java.time.Period period, int times, ZoneId zone) {
        try {
            return Instant.ofEpochMilli(ms)
                    .atZone(zone)
                    .plus(period.multipliedBy(times))
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return Term.NEVER;
        }
    }
}
