package io.tallyport.port.license;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an issue.
 *
 * @param license id chosen by the caller; empty for a new one
 * @param startsAtMs when it starts by itself, and is a draft until then, ms since the epoch; null if it starts as its plan says
 * @param expiresAtMs end of validity, exclusive, ms since the epoch; null if none
 * @param timeZone time zone of its windows; empty for UTC
 * @param anchorMs an instant at which a month of it begins, ms since the epoch; null for calendar months
 * @param commandId chosen by the caller so that a repeat is safe; empty if not
 */
public record IssueRequest(
        String license,
        String product,
        String plan,
        String customer,
        @Nullable Long startsAtMs,
        @Nullable Long expiresAtMs,
        String timeZone,
        @Nullable Long anchorMs,
        String author,
        String reason,
        String commandId) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}");
    private static final Set<String> FIELDS = Set.of(
            "product",
            "plan",
            "customer",
            "id",
            "startsAt",
            "expiresAt",
            "timeZone",
            "anchor",
            "author",
            "reason",
            "commandId");

    /**
     * Reads a body.
     *
     * @param idempotencyKey the header of that name, which the field commandId overrides; empty if not given
     */
    public static IssueRequest of(byte[] body, String idempotencyKey) {
        var in = RequestFields.of(body, FIELDS);
        String license = in.optional("id");
        if (!license.isEmpty()) {
            license = licenseId("id", license);
        }
        String commandId = in.optional("commandId");
        String timeZone = in.optional("timeZone");
        if (!UsageCalendar.isTimeZone(timeZone)) {
            throw Problem.badInput(
                            "MALFORMED",
                            "timeZone",
                            "'" + timeZone + "' is no time zone, as Europe/Berlin or +05:30 are")
                    .asException();
        }
        timeZone = UsageCalendar.of(timeZone, UsageCalendar.NO_ANCHOR).timeZone();
        String anchor = in.optional("anchor");
        return new IssueRequest(
                license,
                in.required("product"),
                in.required("plan"),
                in.required("customer"),
                in.instantMs("startsAt"),
                in.instantMs("expiresAt"),
                timeZone,
                anchor.isEmpty() ? null : (Long) Anchor.parse(anchor, timeZone),
                in.optional("author"),
                in.optional("reason"),
                commandId.isEmpty() ? idempotencyKey : commandId);
    }

    /** A license id as it may be chosen and asked for. */
    public static String licenseId(String field, String text) {
        if (!ID.matcher(RequestFields.checked(field, text)).matches()) {
            throw Problem.badInput(
                            "MALFORMED",
                            field,
                            "a license id has up to 128 letters, digits and . _ : ~ -, beginning with a letter or digit")
                    .asException();
        }
        return text;
    }

    /** Whether a license issued before has the terms that are asked for. */
    boolean isLike(JsonNode event) {
        return event.path("product").asText("").equals(product)
                && event.path("plan").asText("").equals(plan)
                && event.path("customer").asText("").equals(customer)
                && event.path("timeZone").asText("").equals(timeZone)
                && start(event).equals(startsAtMs == null ? "" : Json.instant(startsAtMs))
                && event.path("anchor").asText("").equals(anchorMs == null ? "" : Json.instant(anchorMs));
    }

    /** Of another license than a draft, it is the instant since which its first use is waited for: nobody asked for that. */
    private static String start(JsonNode event) {
        return event.path("state").asText("").equals("DRAFT")
                ? event.path("startsAt").asText("")
                : "";
    }
}
