package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundTest {

    @Test
    void onlyAFeatureWithALimitHasABound(@TempDir Path folder) {
        var catalog = new HashMap<>(TestCatalogs.quick(10));
        catalog.put(
                "features",
                List.of(
                        Map.of("id", "api", "kind", "METERED", "meter", "calls"),
                        Map.of("id", "sso", "kind", "BOOLEAN"),
                        Map.of("id", "texts", "kind", "METERED", "meter", "tokens")));
        var quota = Map.of("meter", "calls", "limit", 10, "per", "MONTH", "kind", "HARD");
        catalog.put(
                "plans",
                List.of(Map.of(
                        "id",
                        "starter",
                        "product",
                        "acme",
                        "features",
                        List.of("api", "sso", "texts"),
                        "quotas",
                        List.of(quota))));
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog);
            h.issue("lic-1");
            var bounds = new TreeMap<String, String>();
            h.snapshot("lic-1").getFeatures().forEach(f -> bounds.put(f.getFeature(), f.getBound()));
            assertEquals(Map.of("api", "none (reactive)", "sso", "", "texts", ""), bounds);
        }
    }
}
