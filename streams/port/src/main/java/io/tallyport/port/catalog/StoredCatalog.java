package io.tallyport.port.catalog;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.CatalogDocument;
import io.tallyport.domain.catalog.CatalogReading;
import io.tallyport.expression.CelFilters;
import io.tallyport.port.answer.Json;
import java.io.IOException;
import java.util.Map;
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

    /** A revision as the read model keeps it. */
    public static StoredCatalog of(io.tallyport.readmodel.CatalogDocument revision) {
        return new StoredCatalog(revision.revision(), revision.author(), revision.appliedAtMs(), revision.document());
    }

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

    /** The document as a tree, as it was written; empty if there is none. */
    public Map<?, ?> tree() {
        if (revision == 0) {
            return Map.of();
        }
        try {
            return Json.MAPPER.readValue(document, Map.class);
        } catch (IOException e) {
            throw new IllegalStateException("revision " + revision + " of the catalog is no JSON", e);
        }
    }

    private CatalogReading read() {
        return CatalogDocument.read(tree(), revision, CelFilters.CEL);
    }
}
