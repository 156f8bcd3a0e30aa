package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.CatalogDiff;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.catalog.CatalogAnswers;
import io.tallyport.port.catalog.CatalogYaml;
import io.tallyport.port.catalog.RevisionListing;
import io.tallyport.port.catalog.StoredCatalog;
import io.tallyport.readmodel.CatalogDocument;
import io.tallyport.readmodel.ReadModel;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The revisions of the catalog as the read model keeps them: list, show, export, compare. */
final class RevisionRoutes {

    private final ReadModel readModel;
    private final Executor executor;

    RevisionRoutes(ReadModel readModel, Executor executor) {
        this.readModel = readModel;
        this.executor = executor;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("catalog-list", this::list);
        handlers.put("catalog-show", RouteHandler.of(this::show));
        handlers.put("catalog-export", RouteHandler.of(this::export));
    }

    /** What changed from one revision to another; to the one in force for null. */
    ObjectNode diff(long from, @Nullable Long to) {
        StoredCatalog before = StoredCatalog.of(found(from, readModel.catalogRevision(from)));
        // Read second, so that its offsets hold for both.
        var read = readModel.catalogRevision(to);
        StoredCatalog after = StoredCatalog.of(found(to, read));
        ObjectNode answer = Json.object().put("base", from).put("to", after.revision());
        answer.set("changes", CatalogAnswers.json(CatalogDiff.between(before.tree(), after.tree())));
        answer.putArray("recounts");
        return ReadAnswers.readAt(answer, read);
    }

    private CompletableFuture<Answer> list(RouteCall call) {
        int limit = call.limit();
        Long after = call.number("after", 1, Long.MAX_VALUE);
        return CompletableFuture.supplyAsync(
                () -> {
                    var listing = new RevisionListing(limit);
                    var seen = readModel.visitCatalogRevisions(after, listing::add);
                    ObjectNode answer = ReadAnswers.readAt(Json.object(), seen);
                    answer.set("revisions", listing.rows());
                    if (listing.next() > 0) {
                        answer.put("next", listing.next());
                    }
                    return Answer.ok(answer);
                },
                executor);
    }

    private Answer show(RouteCall call) {
        Long revision = call.number("revision", 1, Long.MAX_VALUE);
        var found = readModel.catalogRevision(revision);
        var catalog = found(revision, found);
        ObjectNode node = ReadAnswers.readAt(RevisionListing.head(catalog), found);
        try {
            node.set("document", Json.MAPPER.readTree(catalog.document()));
        } catch (IOException e) {
            throw new IllegalStateException("revision " + catalog.revision() + " is no JSON", e);
        }
        return Answer.ok(node);
    }

    /** The document and nothing else; as JSON to the byte of which the digest was made. */
    private Answer export(RouteCall call) {
        boolean json = switch (call.query("format")) {
            case "", "yaml" -> false;
            case "json" -> true;
            default ->
                throw Problem.badInput("MALFORMED", "format", "format must be yaml or json")
                        .asException();
        };
        Long revision = call.number("revision", 0, Long.MAX_VALUE);
        if (revision != null && revision == 0) {
            throw noCatalog("revision 0 is that no catalog was applied yet");
        }
        var catalog = found(revision, readModel.catalogRevision(revision));
        return json
                ? Answer.text("application/json", catalog.document())
                : Answer.text(
                        "application/yaml",
                        CatalogYaml.of(StoredCatalog.of(catalog).tree()));
    }

    private static CatalogDocument found(
            @Nullable Long revision, io.tallyport.readmodel.Answer<Optional<CatalogDocument>> answer) {
        return answer.value()
                .orElseThrow(() -> revision == null
                        ? noCatalog("no catalog was applied yet")
                        : Problem.of(404, "REVISION_UNKNOWN", "there is no revision " + revision)
                                .asException());
    }

    private static RuntimeException noCatalog(String detail) {
        return Problem.of(404, "NO_CATALOG", detail).asException();
    }
}
