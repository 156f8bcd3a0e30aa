package io.tallyport.app.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bytes in the registry's topic are kept for ever: what is written today must be read by every later version. */
class RegistryEntryTest {

    @Test
    void storedBytesStayAsTheyAre() throws IOException {
        assertStored(
                "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":2}",
                "{\"subject\":\"s\",\"version\":2,\"id\":7,\"schema\":\"\\\"string\\\"\",\"deleted\":false}",
                new RegistryEntry.VersionPut(new SchemaVersion("s", 2, 7, "\"string\"", false)));
        assertStored(
                "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":2}",
                null,
                new RegistryEntry.VersionGone("s", 2));
        assertStored(
                "{\"keytype\":\"CONFIG\",\"subject\":\"\"}",
                "{\"compatibilityLevel\":\"FULL\"}",
                new RegistryEntry.LevelPut("", CompatibilityLevel.FULL));
        assertStored("{\"keytype\":\"CONFIG\",\"subject\":\"s\"}", null, new RegistryEntry.LevelPut("s", null));
        assertStored("{\"keytype\":\"LAST_ID\"}", "{\"id\":9}", new RegistryEntry.LastId(9));
    }

    @Test
    void anUnknownKindIsRefused() {
        assertThrows(IOException.class, () -> RegistryEntry.read(bytes("{\"keytype\":\"NEW\"}"), null));
    }

    private static void assertStored(String key, @Nullable String value, RegistryEntry entry) throws IOException {
        byte[] written = entry.value();
        assertEquals(key, new String(entry.key(), StandardCharsets.UTF_8));
        assertEquals(value, written == null ? null : new String(written, StandardCharsets.UTF_8));
        assertEquals(entry, RegistryEntry.read(bytes(key), value == null ? null : bytes(value)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
