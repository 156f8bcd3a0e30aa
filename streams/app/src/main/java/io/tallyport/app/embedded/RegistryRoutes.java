package io.tallyport.app.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The routes of Confluent's registry that its client uses, over a {@link RegistryStore}. */
final class RegistryRoutes {

    private final RegistryStore store;

    RegistryRoutes(RegistryStore store) {
        this.store = store;
    }

    /**
     * One request.
     *
     * @param path decoded segments of the path
     * @param flags query parameters
     * @param body the JSON body; missing when there is none
     */
    record Request(String method, List<String> path, Map<String, String> flags, JsonNode body) {

        boolean flag(String name) {
            return Boolean.parseBoolean(flags.get(name));
        }

        /** Whether method and path have this shape; {@code *} stands for any one segment. */
        boolean is(String wantedMethod, String... segments) {
            if (!method.equals(wantedMethod) || path.size() != segments.length) {
                return false;
            }
            for (int i = 0; i < segments.length; i++) {
                if (!segments[i].equals("*") && !segments[i].equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * The answer, to be written as JSON.
     *
     * @throws RegistryProblem when the request is refused
     */
    Object answer(Request request) throws RegistryProblem, InterruptedException {
        if (request.path().isEmpty()) {
            return Map.of(
                    "name", "Tallyport's embedded schema registry",
                    "scope", "One machine. Point the node at a Confluent-compatible registry for anything larger.");
        }
        return switch (request.path().get(0)) {
            case "subjects" -> subjects(request);
            case "schemas" -> schemas(request);
            case "config" -> config(request);
            case "compatibility" -> compatibility(request);
            case "mode" -> Map.of("mode", "READWRITE");
            default -> throw unknown(request);
        };
    }

    private Object subjects(Request request) throws RegistryProblem, InterruptedException {
        boolean deleted = request.flag("deleted");
        if (request.is("GET", "subjects")) {
            return store.ask(ledger -> ledger.subjects(deleted));
        }
        if (request.is("POST", "subjects", "*", "versions")) {
            var version = store.register(request.path().get(1), schemaOf(request));
            return Map.of("id", version.id(), "version", version.version());
        }
        if (request.is("POST", "subjects", "*")) {
            return view(lookup(request.path().get(1), schemaOf(request), deleted));
        }
        if (request.is("DELETE", "subjects", "*")) {
            return store.delete(request.path().get(1), request.flag("permanent"));
        }
        if (request.is("GET", "subjects", "*", "versions")) {
            return versions(request.path().get(1), deleted).stream()
                    .map(SchemaVersion::version)
                    .toList();
        }
        if (request.is("GET", "subjects", "*", "versions", "*")) {
            return view(version(request.path().get(1), request.path().get(3), deleted));
        }
        if (request.is("GET", "subjects", "*", "versions", "*", "schema")) {
            return parsed(version(request.path().get(1), request.path().get(3), deleted));
        }
        throw unknown(request);
    }

    private Object schemas(Request request) throws RegistryProblem {
        if (request.is("GET", "schemas", "types")) {
            return List.of(AvroSchema.TYPE);
        }
        if (request.is("GET", "schemas", "ids", "*")) {
            return Map.of("schema", withId(request).get(0).schema());
        }
        if (request.is("GET", "schemas", "ids", "*", "schema")) {
            return parsed(withId(request).get(0));
        }
        if (request.is("GET", "schemas", "ids", "*", "subjects")) {
            return withId(request).stream()
                    .filter(v -> request.flag("deleted") || !v.deleted())
                    .map(SchemaVersion::subject)
                    .distinct()
                    .toList();
        }
        if (request.is("GET", "schemas", "ids", "*", "versions")) {
            return withId(request).stream()
                    .filter(v -> request.flag("deleted") || !v.deleted())
                    .map(v -> Map.of("subject", v.subject(), "version", v.version()))
                    .toList();
        }
        throw unknown(request);
    }

    private Object config(Request request) throws RegistryProblem, InterruptedException {
        boolean ofSubject = request.path().size() == 2;
        String subject = ofSubject ? request.path().get(1) : "";
        if (request.path().size() > 2) {
            throw unknown(request);
        }
        switch (request.method()) {
            case "GET" -> {
                var own = store.ask(ledger -> ledger.ownLevel(subject));
                if (ofSubject && own.isEmpty() && !request.flag("defaultToGlobal")) {
                    throw RegistryProblem.noLevel(subject);
                }
                return Map.of("compatibilityLevel", store.ask(ledger -> ledger.level(subject)).name);
            }
            case "PUT" -> {
                String name = request.body().path("compatibility").asText();
                CompatibilityLevel level = CompatibilityLevel.forName(name);
                if (level == null) {
                    throw RegistryProblem.invalidLevel(name);
                }
                store.putLevel(subject, level);
                return Map.of("compatibility", level.name);
            }
            case "DELETE" -> {
                var before = store.ask(ledger -> ledger.level(subject));
                store.putLevel(subject, null);
                return Map.of("compatibilityLevel", before.name);
            }
            default -> throw unknown(request);
        }
    }

    private Object compatibility(Request request) throws RegistryProblem {
        boolean againstOne = request.is("POST", "compatibility", "subjects", "*", "versions", "*");
        if (!againstOne && !request.is("POST", "compatibility", "subjects", "*", "versions")) {
            throw unknown(request);
        }
        String subject = request.path().get(2);
        var schema = schemaOf(request);
        List<SchemaVersion> against;
        if (!againstOne) {
            against = store.ask(ledger -> ledger.versions(subject, false));
        } else if (isLatest(request.path().get(4))) {
            var all = store.ask(ledger -> ledger.versions(subject, false));
            against = all.subList(Math.max(0, all.size() - 1), all.size());
        } else {
            against = List.of(version(subject, request.path().get(4), false));
        }
        var faults = store.ask(ledger -> ledger.incompatibilities(subject, schema, against));
        var answer = new LinkedHashMap<String, Object>();
        answer.put("is_compatible", faults.isEmpty());
        if (request.flag("verbose")) {
            answer.put("messages", faults);
        }
        return answer;
    }

    private SchemaVersion lookup(String subject, AvroSchema schema, boolean deleted) throws RegistryProblem {
        if (store.ask(ledger -> ledger.versions(subject, deleted)).isEmpty()) {
            throw RegistryProblem.subjectNotFound(subject);
        }
        return store.ask(ledger -> ledger.find(subject, schema, deleted))
                .orElseThrow(() -> RegistryProblem.schemaNotFound("under subject '" + subject + "'"));
    }

    private List<SchemaVersion> versions(String subject, boolean deleted) throws RegistryProblem {
        var found = store.ask(ledger -> ledger.versions(subject, deleted));
        if (found.isEmpty()) {
            throw RegistryProblem.subjectNotFound(subject);
        }
        return found;
    }

    private SchemaVersion version(String subject, String wanted, boolean deleted) throws RegistryProblem {
        int number = numberOf(wanted);
        var found = versions(subject, deleted);
        if (isLatest(wanted)) {
            return found.get(found.size() - 1);
        }
        return found.stream()
                .filter(v -> v.version() == number)
                .findFirst()
                .orElseThrow(() -> RegistryProblem.versionNotFound(wanted));
    }

    private List<SchemaVersion> withId(Request request) throws RegistryProblem {
        String id = request.path().get(2);
        List<SchemaVersion> found;
        try {
            int number = Integer.parseInt(id);
            found = store.ask(ledger -> ledger.withId(number));
        } catch (NumberFormatException e) {
            throw RegistryProblem.badRequest("The id '" + id + "' is not a number");
        }
        if (found.isEmpty()) {
            throw RegistryProblem.schemaNotFound(id);
        }
        return found;
    }

    private static boolean isLatest(String version) {
        return version.equals("latest") || version.equals("-1");
    }

    private static int numberOf(String version) throws RegistryProblem {
        if (isLatest(version)) {
            return -1;
        }
        try {
            int number = Integer.parseInt(version);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw RegistryProblem.invalidVersion(version);
        }
        throw RegistryProblem.invalidVersion(version);
    }

    private static AvroSchema schemaOf(Request request) throws RegistryProblem {
        String type = request.body().path("schemaType").asText(AvroSchema.TYPE);
        if (!type.equals(AvroSchema.TYPE) && !type.equals("null")) {
            throw RegistryProblem.invalidSchema("schemaType " + type + ": the embedded registry knows AVRO only");
        }
        if (request.body().path("references").size() > 0) {
            throw RegistryProblem.invalidSchema("references: the embedded registry takes whole schemas only");
        }
        String text = request.body().path("schema").asText();
        if (text.isEmpty()) {
            throw RegistryProblem.invalidSchema("the field schema is missing or empty");
        }
        try {
            var schema = new AvroSchema(text);
            schema.validate(false);
            return request.flag("normalize") ? schema.normalize() : schema;
        } catch (RuntimeException e) {
            throw RegistryProblem.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> view(SchemaVersion version) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("subject", version.subject());
        fields.put("version", version.version());
        fields.put("id", version.id());
        fields.put("schema", version.schema());
        return fields;
    }

    private static Object parsed(SchemaVersion version) {
        try {
            return RegistryEntry.JSON.readTree(version.schema());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("a registered schema is no JSON: " + version, e);
        }
    }

    private static RegistryProblem unknown(Request request) {
        return RegistryProblem.noSuchRoute(request.method(), "/" + String.join("/", request.path()));
    }

    /** A body that is not there. */
    static JsonNode noBody() {
        return MissingNode.getInstance();
    }
}
