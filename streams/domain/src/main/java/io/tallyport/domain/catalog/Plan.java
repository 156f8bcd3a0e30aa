package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Versioned terms of a product.
 *
 * @param id stable id
 * @param version rises when its terms change
 * @param product product id
 * @param features granted features: id to static value (empty for the other kinds)
 * @param included what is included of a meter in each period, by meter id
 * @param seats how many named seats a license has; 0 if it has none
 * @param validity how long its licenses are valid
 * @param quotas limits
 * @param detectors detectors
 */
public record Plan(
        String id,
        int version,
        String product,
        Map<String, String> features,
        Map<String, BigDecimal> included,
        int seats,
        Validity validity,
        List<Quota> quotas,
        List<DetectorRule> detectors) {
    public Plan {
        // Licenses name it as well: with one string for all, it is found by identity.
        id = id.intern();
        features = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(features));
        included = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(included));
        quotas = List.copyOf(quotas);
        detectors = List.copyOf(detectors);
    }
}
