package io.tallyport.pipeline.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.CatalogDocument;
import io.tallyport.domain.catalog.Meter;
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

    /** One version of a meter of a catalog, as JSON. */
    static String meter(String document, String id, int version) {
        try {
            for (JsonNode meter : JSON.readTree(document).path("meters")) {
                if (meter.path("id").asText().equals(id)
                        && meter.path("version").asInt(1) == version) {
                    return meter.toString();
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the catalog is no JSON", e);
        }
        throw new IllegalArgumentException("the catalog has no meter " + id + " of version " + version);
    }

    /** A version of a meter as JSON. */
    static String json(Meter meter) {
        try {
            return JSON.writeValueAsString(CatalogDocument.write(meter));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a meter cannot be written", e);
        }
    }

    /** A catalog of the meter of such a JSON, and nothing else. */
    public static Catalog ofMeter(String json) {
        String alone = "{\"format\":1,\"products\":[{\"id\":\"any\",\"name\":\"any\"}],\"meters\":[" + json
                + "],\"plans\":[{\"id\":\"any\",\"product\":\"any\"}]}";
        return parse(new TaskCatalog(1, alone));
    }

    private CatalogParser() {}
}
