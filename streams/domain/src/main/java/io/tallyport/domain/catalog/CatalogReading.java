package io.tallyport.domain.catalog;

import java.util.List;
import java.util.Optional;

/**
 * What reading a catalog document came to: a catalog, or everything that is wrong with the document.
 *
 * @param catalog the catalog; empty if there are problems
 * @param problems all problems, in document order; empty if there is a catalog
 */
public record CatalogReading(Optional<Catalog> catalog, List<CatalogProblem> problems) {
    public CatalogReading {
        problems = List.copyOf(problems);
        if (catalog.isPresent() != problems.isEmpty()) {
            throw new IllegalArgumentException("problems: a catalog has none, a refused document at least one");
        }
    }

    /** Whether the document is a valid catalog. */
    public boolean isValid() {
        return catalog.isPresent();
    }
}
