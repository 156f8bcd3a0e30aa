package io.tallyport.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The description and the routes are held against each other, both ways. */
class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final Pattern PATH_NAME = Pattern.compile("\\{([a-z]+)}");

    private final JsonNode document = read();

    @Test
    void describedAndServedOperationsAreTheSame() {
        var served = new TreeMap<String, String>();
        Routes.ALL.forEach(r -> served.put(r.operationId(), r.method() + " " + r.path()));
        var described = new TreeMap<String, String>();
        operations()
                .forEach((where, operation) ->
                        described.put(operation.path("operationId").asText(), where));
        assertEquals(served, described);
        assertEquals(Routes.ALL.size(), operations().size(), "an operation id is used twice");
    }

    @Test
    void describedAndTakenParametersAreTheSame() {
        for (Route route : Routes.ALL) {
            var query = new TreeSet<String>();
            var path = new TreeSet<String>();
            for (JsonNode parameter : parameters(route)) {
                switch (parameter.path("in").asText()) {
                    case "query" -> query.add(parameter.path("name").asText());
                    case "path" -> path.add(parameter.path("name").asText());
                    default -> assertEquals("header", parameter.path("in").asText());
                }
            }
            assertEquals(new TreeSet<>(route.query()), query, route.operationId());
            var inPath = new TreeSet<String>();
            PATH_NAME.matcher(route.path()).results().forEach(m -> inPath.add(m.group(1)));
            assertEquals(inPath, path, route.operationId());
        }
    }

    @Test
    void summariesAreTheSame() {
        operations()
                .values()
                .forEach(operation -> assertEquals(
                        summaryOf(operation.path("operationId").asText()),
                        operation.path("summary").asText()));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var references = new ArrayList<String>();
        collect(document, references);
        assertFalse(references.isEmpty());
        references.forEach(r -> assertFalse(document.at(r.substring(1)).isMissingNode(), r));
    }

    @Test
    void everyOperationSaysWhatItAnswers() {
        operations().forEach((where, operation) -> {
            assertTrue(operation.path("responses").size() > 0, where);
            assertTrue(
                    operation.path("responses").has("200")
                            || operation.path("responses").has("201"),
                    where);
        });
    }

    private static String summaryOf(String operationId) {
        return Routes.ALL.stream()
                .filter(r -> r.operationId().equals(operationId))
                .map(Route::summary)
                .findFirst()
                .orElse("");
    }

    private Map<String, JsonNode> operations() {
        var operations = new TreeMap<String, JsonNode>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .forEach(entry -> operations.put(
                                entry.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                                entry.getValue())));
        return operations;
    }

    private List<JsonNode> parameters(Route route) {
        JsonNode path = document.path("paths").path(route.path());
        var all = new ArrayList<JsonNode>();
        path.path("parameters").forEach(all::add);
        path.path(route.method().toLowerCase(java.util.Locale.ROOT))
                .path("parameters")
                .forEach(all::add);
        return all.stream()
                .map(p -> p.has("$ref") ? document.at(p.path("$ref").asText().substring(1)) : p)
                .toList();
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.has("$ref")) {
            references.add(node.path("$ref").asText());
        }
        node.forEach(child -> collect(child, references));
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Resources.text("openapi.yaml"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
