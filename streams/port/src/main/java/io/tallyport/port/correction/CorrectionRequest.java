package io.tallyport.port.correction;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.domain.catalog.FilterException;
import io.tallyport.expression.EventFilter;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.license.IssueRequest;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a correction.
 *
 * @param selection which events
 * @param author who asks
 * @param reason why
 * @param commandId chosen by the caller so that a repeat is safe; else a new one
 * @param dryRun whether to say what would be corrected, and change nothing
 * @param after where a call before this one stopped; empty at the beginning
 * @param undoes for a restore: only what this command was the last to correct; empty for all
 * @param set what an amendment sets, by field path; null removes the field
 * @param timeMs the event time that an amendment sets; null to leave it
 * @param toLicense the license that an amendment moves the event to; empty to leave it
 */
record CorrectionRequest(
        EventSelection selection,
        String author,
        String reason,
        String commandId,
        boolean dryRun,
        String after,
        String undoes,
        JsonNode set,
        @Nullable Long timeMs,
        String toLicense) {

    private static final Set<String> FIELDS = Set.of(
            "license",
            "source",
            "id",
            "type",
            "where",
            "from",
            "to",
            "author",
            "reason",
            "commandId",
            "dryRun",
            "after",
            "undoes");
    private static final Set<String> AMEND_FIELDS =
            Set.of("license", "source", "id", "set", "time", "toLicense", "author", "reason", "commandId", "from");
    private static final int FILTER_CHARS = 1_000;

    /** A void or restore: of one event, or of all that are selected. */
    static CorrectionRequest of(byte[] body, String idempotencyKey) {
        var in = RequestFields.of(body, FIELDS);
        var selection = selection(in);
        if (!selection.isOne()
                && selection.source().isEmpty()
                && selection.type().isEmpty()
                && selection.where().text().isEmpty()) {
            throw Problem.badInput(
                            "MISSING",
                            "where",
                            "say which events: license, source and id of one, or where, type or source of many")
                    .asException();
        }
        return request(in, selection, idempotencyKey);
    }

    /** An amendment of one event. */
    static CorrectionRequest amendment(byte[] body, String idempotencyKey) {
        var in = RequestFields.of(body, AMEND_FIELDS);
        in.required("id");
        return request(in, selection(in), idempotencyKey);
    }

    private static CorrectionRequest request(RequestFields in, EventSelection selection, String idempotencyKey) {
        boolean dryRun = in.flag("dryRun");
        String inBody = in.optional("commandId");
        String commandId = inBody.isEmpty() ? idempotencyKey : inBody;
        String author = in.optional("author");
        String toLicense = in.optional("toLicense");
        return new CorrectionRequest(
                selection,
                author.isEmpty() ? "http" : author,
                dryRun ? in.optional("reason") : in.required("reason"),
                commandId.isEmpty() ? "cmd-" + UUID.randomUUID() : commandId,
                dryRun,
                in.optional("after"),
                in.optional("undoes"),
                in.object("set"),
                in.instantMs("time"),
                toLicense.isEmpty() ? "" : IssueRequest.licenseId("toLicense", toLicense));
    }

    private static EventSelection selection(RequestFields in) {
        String id = in.optional("id");
        String license = id.isEmpty() ? in.optional("license") : in.required("license");
        Long fromMs = in.instantMs("from");
        Long toMs = in.instantMs("to");
        if (fromMs != null && toMs != null && fromMs >= toMs) {
            throw Problem.badInput("MALFORMED", "to", "to must be later than from")
                    .asException();
        }
        return new EventSelection(
                license.isEmpty() ? "" : IssueRequest.licenseId("license", license),
                id.isEmpty() ? in.optional("source") : in.required("source"),
                id,
                in.optional("type"),
                filter(in.longText("where", FILTER_CHARS)),
                fromMs,
                toMs);
    }

    private static EventFilter filter(String text) {
        try {
            return EventFilter.compile(text);
        } catch (FilterException e) {
            throw Problem.badInput("MALFORMED", "where", "where is no filter: " + e.getMessage())
                    .asException(e);
        }
    }
}
