package io.tallyport.app.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of the registry's compacted topic. The state of the registry is the fold of these; both a live write and
 * a start go through {@link #applyTo}.
 */
sealed interface RegistryEntry {

    ObjectMapper JSON = new ObjectMapper();

    /** What the entry changes. */
    void applyTo(SchemaLedger ledger);

    /** Key fields of the record, in order. */
    Map<String, Object> keyFields();

    /** Value fields of the record, in order; null for a tombstone. */
    @Nullable Map<String, Object> valueFields();

    /** A version of a subject, new or changed. */
    record VersionPut(SchemaVersion version) implements RegistryEntry {
        @Override
        public void applyTo(SchemaLedger ledger) {
            ledger.put(version);
        }

        @Override
        public Map<String, Object> keyFields() {
            return versionKey(version.subject(), version.version());
        }

        @Override
        public Map<String, Object> valueFields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("subject", version.subject());
            fields.put("version", version.version());
            fields.put("id", version.id());
            fields.put("schema", version.schema());
            fields.put("deleted", version.deleted());
            return fields;
        }
    }

    /** A version that is gone for good. */
    record VersionGone(String subject, int version) implements RegistryEntry {
        @Override
        public void applyTo(SchemaLedger ledger) {
            ledger.remove(subject, version);
        }

        @Override
        public Map<String, Object> keyFields() {
            return versionKey(subject, version);
        }

        @Override
        public @Nullable Map<String, Object> valueFields() {
            return null;
        }
    }

    /** The compatibility level of a subject, or of all subjects without their own when the subject is empty. */
    record LevelPut(String subject, @Nullable CompatibilityLevel level) implements RegistryEntry {
        @Override
        public void applyTo(SchemaLedger ledger) {
            ledger.putLevel(subject, level);
        }

        @Override
        public Map<String, Object> keyFields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("keytype", "CONFIG");
            fields.put("subject", subject);
            return fields;
        }

        @Override
        public @Nullable Map<String, Object> valueFields() {
            return level == null ? null : Map.of("compatibilityLevel", level.name);
        }
    }

    /** The highest id ever given, so that the id of a schema that is gone is not given again. */
    record LastId(int id) implements RegistryEntry {
        @Override
        public void applyTo(SchemaLedger ledger) {
            ledger.raiseLastId(id);
        }

        @Override
        public Map<String, Object> keyFields() {
            return Map.of("keytype", "LAST_ID");
        }

        @Override
        public Map<String, Object> valueFields() {
            return Map.of("id", id);
        }
    }

    /** Bytes of the record's key. */
    default byte[] key() {
        return bytes(keyFields());
    }

    /** Bytes of the record's value; null for a tombstone. */
    default byte @Nullable [] value() {
        var fields = valueFields();
        return fields == null ? null : bytes(fields);
    }

    /**
     * The entry of a record.
     *
     * @throws IOException when the bytes are no entry
     */
    static RegistryEntry read(byte[] key, byte @Nullable [] value) throws IOException {
        JsonNode keyNode = JSON.readTree(key);
        JsonNode valueNode = value == null ? null : JSON.readTree(value);
        String subject = keyNode.path("subject").asText("");
        return switch (keyNode.path("keytype").asText()) {
            case "SCHEMA" ->
                valueNode == null
                        ? new VersionGone(subject, keyNode.path("version").asInt())
                        : new VersionPut(new SchemaVersion(
                                subject,
                                keyNode.path("version").asInt(),
                                valueNode.path("id").asInt(),
                                valueNode.path("schema").asText(),
                                valueNode.path("deleted").asBoolean()));
            case "CONFIG" ->
                new LevelPut(
                        subject,
                        valueNode == null
                                ? null
                                : CompatibilityLevel.forName(
                                        valueNode.path("compatibilityLevel").asText()));
            case "LAST_ID" ->
                new LastId(valueNode == null ? 0 : valueNode.path("id").asInt());
            default -> throw new IOException("unknown keytype in key " + keyNode);
        };
    }

    private static Map<String, Object> versionKey(String subject, int version) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("keytype", "SCHEMA");
        fields.put("subject", subject);
        fields.put("version", version);
        return fields;
    }

    private static byte[] bytes(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (IOException e) {
            throw new UncheckedIOException("a registry entry cannot be written as JSON", e);
        }
    }
}
