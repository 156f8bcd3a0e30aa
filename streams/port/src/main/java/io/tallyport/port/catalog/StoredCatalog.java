package io.tallyport.port.catalog;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.CatalogDocument;
import io.tallyport.domain.catalog.CatalogReading;
import io.tallyport.expression.CelFilters;
import io.tallyport.port.answer.Json;
import java.io.IOException;
import java.util.Optional;

/**
 * A revision as it stands in the topic.
 *
 * @param revision 1, 2, 3, ...; 0 = none was applied yet
 * @param author who applied it
 * @param appliedAtMs when, ms since the epoch
 * @param document canonical JSON
 */
public record StoredCatalog(long revision, String author, long appliedAtMs, String document) {

    /** No catalog was applied yet. */
    public static final StoredCatalog NONE = new StoredCatalog(0, "", 0, "");

    /** The catalog that the document describes. */
    public Catalog catalog() {
        if (revision == 0) {
            return Catalog.EMPTY;
        }
        var reading = read();
        return reading.catalog()
                .orElseThrow(() -> new IllegalStateException(
                        "revision " + revision + " of the catalog is not valid: " + reading.problems()));
    }

    /** The same; empty for an old revision that is no longer valid, such as one with a filter that is refused since. */
    public Optional<Catalog> catalogIfValid() {
        return revision == 0 ? Optional.of(Catalog.EMPTY) : read().catalog();
    }

    private CatalogReading read() {
        try {
            return CatalogDocument.read(Json.MAPPER.readValue(document, Object.class), revision, CelFilters.CEL);
        } catch (IOException e) {
            throw new IllegalStateException("revision " + revision + " of the catalog is no JSON", e);
        }
    }
}
