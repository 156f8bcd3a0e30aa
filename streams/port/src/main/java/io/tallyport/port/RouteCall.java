package io.tallyport.port;

import io.javalin.http.Context;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.ingest.EventLimits;
import io.tallyport.port.license.IssueRequest;
import io.tallyport.port.license.LicenseChange;
import io.tallyport.wire.LicenseCommandKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request on its way through a handler; every parameter is checked and refused by name. */
final class RouteCall {

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final int CURSOR_MAX = 512;

    private final Route route;
    private final Context context;

    RouteCall(Route route, Context context) {
        this.route = route;
        this.context = context;
        for (String name : context.queryParamMap().keySet()) {
            if (!route.query().contains(name)) {
                throw Problem.badInput(
                                "UNKNOWN_PARAMETER",
                                RequestFields.checked("query", name),
                                route.query().isEmpty()
                                        ? "this route takes no query parameters"
                                        : "this route takes " + String.join(", ", route.query()))
                        .asException();
            }
        }
    }

    Context context() {
        return context;
    }

    String path(String name) {
        return RequestFields.checked(name, context.pathParam(name));
    }

    String license() {
        return IssueRequest.licenseId("license", context.pathParam("license"));
    }

    /** A query parameter; empty if it is not there. */
    String query(String name) {
        return RequestFields.checked(name, raw(name));
    }

    /** Where a call before stopped, which may hold a whole license id; empty if it is not there. */
    String cursor(String name) {
        return RequestFields.checked(name, raw(name), CURSOR_MAX);
    }

    private String raw(String name) {
        if (!route.query().contains(name)) {
            throw new IllegalStateException(route.operationId() + " does not declare the query parameter " + name);
        }
        String value = context.queryParam(name);
        return value == null ? "" : value;
    }

    @Nullable String queryOrNull(String name) {
        String value = query(name);
        return value.isEmpty() ? null : value;
    }

    boolean flag(String name) {
        return switch (query(name)) {
            case "", "false" -> false;
            case "true" -> true;
            default ->
                throw Problem.badInput("MALFORMED", name, name + " must be true or false")
                        .asException();
        };
    }

    /** A whole number in a range; null if it is not there. */
    @Nullable Long number(String name, long least, long most) {
        String text = query(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw Problem.badInput("MALFORMED", name, name + " must be a whole number from " + least + " to " + most)
                .asException();
    }

    int limit() {
        Long limit = number("limit", 1, LIMIT_MAX);
        return limit == null ? LIMIT_DEFAULT : limit.intValue();
    }

    String header(String name) {
        String value = context.header(name);
        return value == null ? "" : RequestFields.checked(name, value);
    }

    /** A change of the license in the path that must say why, with what the body says of who, and of the command's id. */
    LicenseChange change(LicenseCommandKind kind, RequestFields fields, String plan, Map<String, String> attributes) {
        return change(kind, fields, fields.required("reason"), plan, attributes);
    }

    /** The same of one that need not say why. */
    LicenseChange unreasoned(LicenseCommandKind kind, RequestFields fields, Map<String, String> attributes) {
        return change(kind, fields, fields.optional("reason"), "", attributes);
    }

    private LicenseChange change(
            LicenseCommandKind kind, RequestFields fields, String reason, String plan, Map<String, String> attributes) {
        String inBody = fields.optional("commandId");
        return new LicenseChange(
                kind,
                license(),
                inBody.isEmpty() ? header("Idempotency-Key") : inBody,
                fields.optional("author"),
                reason,
                plan,
                attributes);
    }

    /** All headers, names in lower case. */
    Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        context.headerMap().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    /** The body, bounded. */
    byte[] body() {
        try {
            byte[] body = context.req().getInputStream().readNBytes(EventLimits.BODY_BYTES_MAX + 1);
            if (body.length > EventLimits.BODY_BYTES_MAX) {
                throw Problem.of(413, "TOO_LARGE", "the body is larger than " + EventLimits.BODY_BYTES_MAX + " bytes")
                        .asException();
            }
            return body;
        } catch (IOException e) {
            throw Problem.badInput("BODY_INCOMPLETE", "body", "the body broke off")
                    .asException(e);
        }
    }
}
