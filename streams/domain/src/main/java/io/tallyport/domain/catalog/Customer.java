package io.tallyport.domain.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is billed.
 *
 * @param id as licenses name it
 * @param externalIds its ids in other systems, by the name of the system
 */
public record Customer(String id, Map<String, String> externalIds) {
    public Customer {
        externalIds = Collections.unmodifiableMap(new TreeMap<>(externalIds));
    }
}
