package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tallyport.app.cli.NodeHttp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A refusal of the node (RFC 9457).
 *
 * @param status HTTP status
 * @param detail a sentence
 * @param code stable code; empty when the node gave none
 * @param field the field at fault; empty when there is none
 * @param errors one per faulty event of a request
 */
record Problem(int status, String detail, String code, String field, List<Item> errors) {

    static final String CONTENT_TYPE = "application/problem+json";

    /** What is wrong with one event of a request. */
    record Item(int index, String field, String reason, String code) {}

    Problem {
        errors = List.copyOf(errors);
    }

    /** Reads a refusal; an answer that is no problem document becomes one that says so. */
    static Problem of(Reply reply) {
        JsonNode body = body(reply);
        if (!body.isObject()) {
            return new Problem(
                    reply.status(), "the node answered with HTTP status " + reply.status(), "", "", List.of());
        }
        var errors = new ArrayList<Item>();
        for (JsonNode item : body.path("errors")) {
            errors.add(new Item(
                    item.path("index").asInt(-1),
                    Json.text(item, "field"),
                    Json.text(item, "reason"),
                    Json.text(item, "code")));
        }
        String detail = Json.text(body, "detail");
        return new Problem(
                reply.status(),
                detail.isEmpty() ? Json.text(body, "title") : detail,
                Json.text(body, "code"),
                Json.text(body, "field"),
                errors);
    }

    /** Whether the same request may succeed later. */
    boolean isTransient() {
        return status == 503 || status == 504 || status == 502 || status == 429;
    }

    /** The refusal as the end of a command. */
    CliFailure asFailure() {
        return new CliFailure(exitCode(), sentence());
    }

    /** {@code <detail> (field: ..., code: ...)}, and a line for each faulty item. */
    String sentence() {
        var marks = new ArrayList<String>();
        if (!field.isEmpty()) {
            marks.add("field: " + field);
        }
        if (!code.isEmpty()) {
            marks.add("code: " + code);
        }
        var text = new StringBuilder(detail.isEmpty() ? "HTTP status " + status : detail);
        if (!marks.isEmpty()) {
            text.append(" (").append(String.join(", ", marks)).append(')');
        }
        for (Item item : errors) {
            text.append(System.lineSeparator()).append("  ");
            if (item.index() >= 0) {
                text.append('[').append(item.index()).append("] ");
            }
            text.append(item.field()).append(item.field().isEmpty() ? "" : ": ").append(item.reason());
        }
        return text.toString();
    }

    private int exitCode() {
        return switch (status) {
            case 400, 413, 415, 422 -> ExitCode.BAD_INPUT;
            case 410 -> ExitCode.EVIDENCE_EXPIRED;
            case 502, 503 -> ExitCode.UNREACHABLE;
            default -> ExitCode.FAILED;
        };
    }

    private static JsonNode body(Reply reply) {
        try {
            JsonNode tree = Json.MAPPER.readTree(reply.body());
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (IOException e) {
            // Not a problem document: the status alone has to do.
            return MissingNode.getInstance();
        }
    }
}
