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
        // Asked once per event: it makes no garbage.
        for (int i = 0; i < sources.size(); i++) {
            String allowed = sources.get(i);
            int prefix = allowed.length() - 1;
            if (allowed.endsWith("*") ? source.regionMatches(0, allowed, 0, prefix) : allowed.equals(source)) {
                return true;
            }
        }
        return sources.isEmpty();
    }
}
