package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Polling;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.catalog.CatalogChangeRequest;
import io.tallyport.port.catalog.CatalogProposal;
import io.tallyport.port.catalog.CatalogText;
import io.tallyport.port.catalog.CatalogWriter;
import io.tallyport.port.catalog.LicenseEffects;
import io.tallyport.port.explain.MeterPreviews;
import io.tallyport.port.license.IssueRequest;
import io.tallyport.readmodel.ReadModel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/** The catalog: compare, put in force, roll back; and what it would recount. */
final class CatalogRoutes {

    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(2);
    /** Each takes a worker for as long as it reads, of a million licenses a minute. */
    private static final int DRY_RUNS = 2;

    private final Supplier<PortBackend> backend;
    private final ReadModel readModel;
    private final Executor executor;
    private final RevisionRoutes revisions;
    private final Semaphore dryRuns = new Semaphore(DRY_RUNS);

    CatalogRoutes(Supplier<PortBackend> backend, ReadModel readModel, Executor executor) {
        this.backend = backend;
        this.readModel = readModel;
        this.executor = executor;
        this.revisions = new RevisionRoutes(readModel, executor);
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("catalog-init", RouteHandler.of(call -> {
            return Answer.text("application/yaml", Resources.text("quickstart.yaml"));
        }));
        handlers.put("catalog-apply", this::apply);
        handlers.put("catalog-rollback", this::rollback);
        handlers.put("catalog-diff", this::diff);
        handlers.put("meter-preview", this::preview);
        revisions.addTo(handlers);
    }

    private CompletableFuture<Answer> apply(RouteCall call) {
        var request = new CatalogChangeRequest(
                CatalogText.tree(call.body()),
                call.number("base", 0, Long.MAX_VALUE),
                call.query("author"),
                call.query("reason"));
        return change(call, writer -> request);
    }

    private CompletableFuture<Answer> rollback(RouteCall call) {
        if (call.body().length > 0) {
            // Whoever says in it where to go back to must not be taken elsewhere.
            throw Problem.badInput("MALFORMED", "body", "a rollback has no body; its parameters are in the query")
                    .asException();
        }
        Long to = call.number("to", 1, Long.MAX_VALUE);
        Long base = call.number("base", 0, Long.MAX_VALUE);
        String author = call.query("author");
        String reason = call.query("reason");
        return change(call, writer -> writer.rollback(to, base, author, reason));
    }

    /** Puts a document in force, or says what that would change. */
    private CompletableFuture<Answer> change(RouteCall call, Function<CatalogWriter, CatalogChangeRequest> request) {
        boolean dryRun = call.flag("dryRun");
        if (!dryRun && !call.query("limit").isEmpty()) {
            throw Problem.badInput("MALFORMED", "limit", "limit is how many licenses a dry run lists")
                    .asException();
        }
        int limit = call.limit();
        CatalogWriter writer = backend.get().catalog();
        var answered = CompletableFuture.supplyAsync(
                () -> {
                    CatalogChangeRequest asked = request.apply(writer);
                    ObjectNode answer = dryRun ? checked(writer.check(asked), limit) : writer.apply(asked);
                    return asked.rollbackTo() == null ? answer : answer.put("rollbackTo", asked.rollbackTo());
                },
                executor);
        return dryRun
                ? answered.thenApply(Answer::ok)
                : answered.thenCompose(answer -> Polling.until(() -> shown(answer), SHOWN_WITHIN, executor)
                        .thenApply(seen -> Answer.ok(answer)));
    }

    /** What a document would change: of the catalog, and for licenses as the read model knows them. */
    private ObjectNode checked(CatalogProposal proposal, int limit) {
        if (!dryRuns.tryAcquire()) {
            throw Problem.unavailable("TOO_MANY_PREVIEWS", DRY_RUNS + " dry runs are on their way; try again")
                    .asException();
        }
        try {
            var effects = new LicenseEffects(proposal, limit);
            var looked = readModel.visitLicenses(effects.plans(), effects);
            ObjectNode answer = proposal.answer();
            answer.set("licenses", ReadAnswers.readAt(effects.answer(looked.value()), looked));
            return answer;
        } finally {
            dryRuns.release();
        }
    }

    private Optional<Boolean> shown(ObjectNode answer) {
        return readModel
                .catalogRevision(null)
                .value()
                .filter(latest -> latest.revision() >= answer.path("revision").asLong())
                .map(latest -> true);
    }

    private CompletableFuture<Answer> diff(RouteCall call) {
        Long from = call.number("from", 1, Long.MAX_VALUE);
        Long to = call.number("to", 1, Long.MAX_VALUE);
        byte[] body = call.body();
        if (from == null && to == null) {
            Object tree = CatalogText.tree(body);
            CatalogWriter writer = backend.get().catalog();
            return CompletableFuture.supplyAsync(() -> Answer.ok(writer.diff(tree)), executor);
        }
        if (from == null) {
            throw Problem.badInput("MISSING", "from", "from is required where to is given")
                    .asException();
        }
        if (body.length > 0) {
            throw Problem.badInput("MALFORMED", "body", "compare a document, or two revisions: not both")
                    .asException();
        }
        return CompletableFuture.supplyAsync(() -> Answer.ok(revisions.diff(from, to)), executor);
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
}
