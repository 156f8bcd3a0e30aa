package io.tallyport.port.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.CatalogChange;
import io.tallyport.domain.catalog.CatalogProblem;
import io.tallyport.port.answer.FieldError;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the writer answers: what changes, what is counted again, and what is wrong. */
public final class CatalogAnswers {

    static ProblemException invalid(List<CatalogProblem> problems) {
        var errors = new ArrayList<FieldError>();
        for (var problem : problems) {
            errors.add(new FieldError(errors.size(), problem.path(), problem.code(), problem.reason()));
        }
        var first = problems.get(0);
        return new Problem(
                        400,
                        "CATALOG_INVALID",
                        "The catalog is not valid",
                        first.toString() + (errors.size() > 1 ? ", and " + (errors.size() - 1) + " more" : ""),
                        first.path().isEmpty() ? null : first.path(),
                        errors,
                        0)
                .asException();
    }

    static ObjectNode of(
            long revision, long base, List<CatalogChange> changes, List<BroughtMeter> recounts, boolean dryRun) {
        ObjectNode answer =
                Json.object().put("revision", revision).put("base", base).put("dryRun", dryRun);
        answer.set("changed", json(changes));
        answer.set("recounts", BroughtMeter.json(recounts));
        return answer;
    }

    /** As answers list changes. */
    public static ArrayNode json(List<CatalogChange> changes) {
        var array = Json.MAPPER.createArrayNode();
        for (CatalogChange change : changes) {
            ObjectNode node = array.addObject()
                    .put("kind", change.item().name().toLowerCase(Locale.ROOT))
                    .put("id", change.id())
                    .put("change", change.kind().name().toLowerCase(Locale.ROOT));
            if (change.kind() == CatalogChange.Kind.CHANGED) {
                node.put("field", change.field()).put("before", change.before()).put("after", change.after());
            }
        }
        return array;
    }

    private CatalogAnswers() {}
}
