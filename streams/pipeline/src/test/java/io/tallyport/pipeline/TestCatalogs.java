package io.tallyport.pipeline;

import java.util.List;
import java.util.Map;

/** Catalogs of one product, {@code acme}, and one plan, {@code starter}, as tests of meters need them. */
final class TestCatalogs {

    /** With some meters and nothing else. */
    static Map<String, Object> of(List<? extends Map<String, ?>> meters) {
        return Map.of(
                "format",
                1,
                "products",
                List.of(Map.of("id", "acme", "name", "Acme", "sources", List.of("acme/*"))),
                "meters",
                meters,
                "plans",
                List.of(Map.of("id", "starter", "product", "acme")));
    }

    /** With limits too, and a feature {@code api} that lasts as long as those of the first meter. */
    static Map<String, Object> of(List<? extends Map<String, ?>> meters, List<? extends Map<String, ?>> quotas) {
        return Map.of(
                "format", 1,
                "products", List.of(Map.of("id", "acme", "name", "Acme", "sources", List.of("acme/*"))),
                "meters", meters,
                "features",
                        List.of(Map.of(
                                "id",
                                "api",
                                "kind",
                                "METERED",
                                "meter",
                                String.valueOf(meters.get(0).get("id")))),
                "plans",
                        List.of(Map.of(
                                "id", "starter", "product", "acme", "features", List.of("api"), "quotas", quotas)));
    }

    /** A catalog with one plan: COUNT calls and SUM tokens; a hard limit of calls per month. */
    static Map<String, Object> quick(long limit) {
        return Map.of(
                "format", 1,
                "products", List.of(Map.of("id", "acme", "name", "Acme", "sources", List.of("acme/*"))),
                "meters",
                        List.of(
                                Map.of("id", "calls", "eventType", "api.call", "aggregation", "COUNT", "unit", "call"),
                                Map.of(
                                        "id",
                                        "tokens",
                                        "eventType",
                                        "api.tokens",
                                        "aggregation",
                                        "SUM",
                                        "value",
                                        "usage.tokens",
                                        "unit",
                                        "token")),
                "features", List.of(Map.of("id", "api", "kind", "METERED", "meter", "calls")),
                "plans",
                        List.of(Map.of(
                                "id",
                                "starter",
                                "product",
                                "acme",
                                "features",
                                List.of("api"),
                                "quotas",
                                List.of(Map.of(
                                        "meter",
                                        "calls",
                                        "limit",
                                        limit,
                                        "per",
                                        "MONTH",
                                        "kind",
                                        "HARD",
                                        "thresholds",
                                        List.of(80, 100))))));
    }

    private TestCatalogs() {}
}
