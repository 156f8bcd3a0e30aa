package io.tallyport.pipeline.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.CatalogDocument;
import io.tallyport.expression.CelFilters;
import io.tallyport.pipeline.state.TaskState.TaskCatalog;

/** From the canonical JSON of a catalog revision to the catalog. */
public final class CatalogParser {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /**
     * The catalog of a document.
     *
     * @throws IllegalArgumentException if it is no valid catalog; the message names every problem
     */
    public static Catalog parse(TaskCatalog revision) {
        try {
            var reading = CatalogDocument.read(
                    JSON.readValue(revision.document(), Object.class), revision.revision(), CelFilters.CEL);
            return reading.catalog()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "catalog revision " + revision.revision() + " is not valid: " + reading.problems()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("catalog revision " + revision.revision() + " is no JSON", e);
        }
    }

    private CatalogParser() {}
}
