package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Polling;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.catalog.CatalogChangeRequest;
import io.tallyport.port.catalog.CatalogText;
import io.tallyport.port.catalog.CatalogWriter;
import io.tallyport.port.explain.MeterPreviews;
import io.tallyport.port.license.IssueRequest;
import io.tallyport.readmodel.ReadModel;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The catalog: show, compare, put in force; and what it would recount. */
final class CatalogRoutes {

    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(2);

    private final Supplier<PortBackend> backend;
    private final ReadModel readModel;
    private final Executor executor;

    CatalogRoutes(Supplier<PortBackend> backend, ReadModel readModel, Executor executor) {
        this.backend = backend;
        this.readModel = readModel;
        this.executor = executor;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("catalog-init", RouteHandler.of(call -> {
            return Answer.text("application/yaml", Resources.text("quickstart.yaml"));
        }));
        handlers.put("catalog-apply", this::apply);
        handlers.put("catalog-show", RouteHandler.of(this::show));
        handlers.put("catalog-diff", this::diff);
        handlers.put("meter-preview", this::preview);
    }

    private CompletableFuture<Answer> apply(RouteCall call) {
        var request = new CatalogChangeRequest(
                CatalogText.tree(call.body()),
                call.number("base", 0, Long.MAX_VALUE),
                call.flag("dryRun"),
                call.query("author"),
                call.query("reason"));
        CatalogWriter writer = backend.get().catalog();
        return CompletableFuture.supplyAsync(() -> writer.apply(request), executor)
                .thenCompose(answer -> request.dryRun()
                        ? CompletableFuture.completedFuture(answer)
                        : Polling.until(() -> shown(answer), SHOWN_WITHIN, executor)
                                .thenApply(seen -> answer))
                .thenApply(Answer::ok);
    }

    private java.util.Optional<Boolean> shown(ObjectNode answer) {
        return readModel
                .catalogRevision(null)
                .value()
                .filter(latest -> latest.revision() >= answer.path("revision").asLong())
                .map(latest -> true);
    }

    private CompletableFuture<Answer> diff(RouteCall call) {
        Object tree = CatalogText.tree(call.body());
        CatalogWriter writer = backend.get().catalog();
        return CompletableFuture.supplyAsync(() -> Answer.ok(writer.diff(tree)), executor);
    }

    private CompletableFuture<Answer> preview(RouteCall call) {
        Object tree = CatalogText.tree(call.body());
        String from = call.query("from");
        String instant = from.isEmpty() ? null : Json.instant(RequestFields.instantMs("from", from));
        String license = call.query("license");
        var request = new MeterPreviews.Request(
                call.query("meter"),
                license.isEmpty() ? "" : IssueRequest.licenseId("license", license),
                call.cursor("after"));
        CatalogWriter writer = backend.get().catalog();
        MeterPreviews previews = backend.get().previews();
        return CompletableFuture.supplyAsync(
                () -> previews.preview(writer.propose(tree, instant, request.meter()), request), executor);
    }

    private Answer show(RouteCall call) {
        Long revision = call.number("revision", 1, Long.MAX_VALUE);
        var found = readModel.catalogRevision(revision);
        var catalog = found.value()
                .orElseThrow(() -> (revision == null
                                ? Problem.of(404, "NO_CATALOG", "no catalog was applied yet")
                                : Problem.of(404, "REVISION_UNKNOWN", "there is no revision " + revision))
                        .asException());
        ObjectNode node = Json.object()
                .put("revision", catalog.revision())
                .put("base", catalog.base())
                .put("appliedAt", Json.instant(catalog.appliedAtMs()))
                .put("author", catalog.author())
                .put("reason", catalog.reason())
                .put("digest", catalog.digest());
        ReadAnswers.readAt(node, found);
        try {
            node.set("document", Json.MAPPER.readTree(catalog.document()));
        } catch (IOException e) {
            throw new IllegalStateException("revision " + catalog.revision() + " is no JSON", e);
        }
        return Answer.ok(node);
    }
}
