package io.tallyport.domain.catalog;

import java.util.List;

/**
 * What is sold.
 *
 * @param id stable id
 * @param name for people
 * @param sources sources that may emit its usage, exact or ending in {@code *}; empty = any
 */
public record Product(String id, String name, List<String> sources) {
    public Product {
        sources = List.copyOf(sources);
    }

    /** Whether events of this source may count for the product. */
    public boolean allows(String source) {
        return sources.isEmpty()
                || sources.stream()
                        .anyMatch(s ->
                                s.endsWith("*") ? source.startsWith(s.substring(0, s.length() - 1)) : s.equals(source));
    }
}
