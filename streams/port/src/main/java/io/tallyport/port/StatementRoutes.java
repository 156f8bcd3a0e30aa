package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.statement.Adjustments;
import io.tallyport.port.statement.ExportRequest;
import io.tallyport.port.statement.StatementBook;
import io.tallyport.port.statement.StatementJson;
import io.tallyport.port.statement.StatementQuery;
import io.tallyport.wire.LicenseCommandKind;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Statements: what was closed, exports of it, and the commands that bear upon it. */
final class StatementRoutes {

    private static final Set<String> CHANGE_FIELDS = Set.of("author", "reason", "commandId");

    private final Supplier<PortBackend> backend;
    private final StatementBook book;
    private final Executor executor;
    private final ExportStream exports;

    /**
     * @param executor runs what reads before it asks
     * @param exportThreads one is taken by each export
     */
    StatementRoutes(
            Supplier<PortBackend> backend, StatementBook book, Executor executor, ExecutorService exportThreads) {
        this.backend = backend;
        this.book = book;
        this.executor = executor;
        this.exports = new ExportStream(book, exportThreads);
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("statements", RouteHandler.of(this::statements));
        handlers.put("statement-show", RouteHandler.of(this::show));
        handlers.put("statement-release", this::release);
        handlers.put("export", this::export);
        handlers.put("adjust", this::adjust);
    }

    private Answer statements(RouteCall call) {
        int limit = call.limit();
        var filter = StatementQuery.of(
                call.queryOrNull("license"),
                call.queryOrNull("customer"),
                call.queryOrNull("period"),
                call.queryOrNull("status"),
                call.queryOrNull("after"),
                limit);
        requireKnown(filter.license());
        var page = book.statements(filter);
        ObjectNode node = ReadAnswers.readAt(Json.object(), page);
        var rows = node.putArray("statements");
        page.value().forEach(row -> rows.add(StatementJson.of(row)));
        if (page.value().size() == limit) {
            node.put("next", StatementQuery.text(page.value().get(limit - 1).position()));
        }
        return Answer.ok(node);
    }

    private Answer show(RouteCall call) {
        String license = call.license();
        long number = number(call);
        var found = book.statement(license, number);
        var statement = found.value()
                .orElseThrow(() -> Problem.of(
                                404,
                                "STATEMENT_UNKNOWN",
                                "there is no statement " + license + "/" + number
                                        + "; a period that runs, or waits for late events, has none yet")
                        .asException());
        ObjectNode node = ReadAnswers.readAt(Json.object(), found);
        node.setAll(StatementJson.of(statement));
        return Answer.ok(node);
    }

    private CompletableFuture<Answer> release(RouteCall call) {
        var fields = RequestFields.of(call.body(), CHANGE_FIELDS);
        var number = Map.of("number", Long.toString(number(call)));
        var change = call.change(LicenseCommandKind.RELEASE_STATEMENT, fields, "", number);
        return backend.get().commands().change(change);
    }

    private CompletableFuture<Answer> adjust(RouteCall call) {
        var adjustments = new Adjustments(book, backend.get().commands());
        byte[] body = call.body();
        String key = call.header("Idempotency-Key");
        return CompletableFuture.runAsync(() -> {}, executor).thenCompose(nothing -> adjustments.adjust(body, key));
    }

    private CompletableFuture<Answer> export(RouteCall call) {
        var request = ExportRequest.of(call.query("period"), call.query("license"), call.query("format"));
        requireKnown(request.license());
        return CompletableFuture.completedFuture(exports.begin(request, call.context()));
    }

    private void requireKnown(@Nullable String license) {
        if (license != null && !book.knows(license)) {
            throw Problem.of(404, "LICENSE_UNKNOWN", "there is no license " + license)
                    .asException();
        }
    }

    private static long number(RouteCall call) {
        String text = call.path("number");
        if (!text.matches("[1-9]\\d{0,17}")) {
            throw Problem.badInput("MALFORMED", "number", "number must be a whole number from 1 on")
                    .asException();
        }
        return Long.parseLong(text);
    }
}
