package io.tallyport.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a schema of the contract may be, and become. The folder {@code src/test/resources/schemas} holds every version
 * that was ever recorded; a new one must be readable by each of them, and read each of them. To record a changed schema:
 * {@code mvn test -pl schemas/contract -am -Dtest=SchemaLawsTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dgolden.update=true}. Recorded versions are never changed.
 */
class SchemaLawsTest {

    private static final Path RECORDED = Path.of("src/test/resources/schemas");

    static List<TallyTopic<?>> topics() {
        return TopicCatalog.ALL;
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyFieldHasADefaultAndEveryEnumAnUnknown(TallyTopic<?> topic) {
        visit(topic.schema(), new HashSet<>(), schema -> {
            if (schema.getType() == Schema.Type.RECORD) {
                schema.getFields()
                        .forEach(field -> assertTrue(
                                field.hasDefaultValue(), schema.getName() + "." + field.name() + " has no default"));
            }
            if (schema.getType() == Schema.Type.ENUM) {
                assertEquals("UNKNOWN", schema.getEnumDefault(), schema.getName());
                assertEquals("UNKNOWN", schema.getEnumSymbols().get(0), schema.getName());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everySchemaSaysWhatItIs(TallyTopic<?> topic) {
        assertFalse(topic.schema().getDoc() == null, topic.name() + " has no doc");
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyRecordedVersionReadsTheSchemaAndIsReadByIt(TallyTopic<?> topic) throws IOException {
        for (Schema recorded : recorded(topic)) {
            assertEquals(List.of(), faults(recorded, topic.schema()), topic.name());
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    void theSchemaIsRecorded(TallyTopic<?> topic) throws IOException {
        var versions = recorded(topic);
        if (!versions.contains(topic.schema()) && Boolean.getBoolean("golden.update")) {
            Files.createDirectories(RECORDED.resolve(topic.name()));
            Files.writeString(
                    RECORDED.resolve(topic.name()).resolve((versions.size() + 1) + ".avsc"),
                    topic.schema().toString(true) + "\n");
            versions = recorded(topic);
        }
        assertTrue(
                versions.contains(topic.schema()),
                "the schema of " + topic.name() + " differs from every recorded version; see the class comment");
    }

    @Test
    void anIncompatibleChangeIsFoundInEitherDirection() {
        Schema first = record("{\"name\": \"n\", \"type\": \"long\", \"default\": 0}");
        Schema grown = record("{\"name\": \"n\", \"type\": \"long\", \"default\": 0},"
                + "{\"name\": \"added\", \"type\": \"string\", \"default\": \"\"}");
        Schema retyped = record("{\"name\": \"n\", \"type\": \"string\", \"default\": \"\"}");
        Schema demanding = record("{\"name\": \"n\", \"type\": \"long\", \"default\": 0},"
                + "{\"name\": \"added\", \"type\": \"string\"}");
        assertEquals(List.of(), faults(first, grown));
        assertFalse(faults(first, retyped).isEmpty());
        assertFalse(faults(first, demanding).isEmpty());
        assertFalse(faults(demanding, first).isEmpty());
    }

    private static Schema record(String fields) {
        return new Schema.Parser().parse("{\"type\": \"record\", \"name\": \"Sample\", \"fields\": [" + fields + "]}");
    }

    private static List<String> faults(Schema one, Schema other) {
        var faults = new ArrayList<String>();
        faultsOf(one, other, faults);
        faultsOf(other, one, faults);
        return faults;
    }

    private static void faultsOf(Schema reader, Schema writer, List<String> faults) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        if (result.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
            result.getIncompatibilities().forEach(fault -> faults.add(fault.toString()));
        }
    }

    private static List<Schema> recorded(TallyTopic<?> topic) throws IOException {
        var versions = new ArrayList<Schema>();
        Path folder = RECORDED.resolve(topic.name());
        for (int n = 1; Files.exists(folder.resolve(n + ".avsc")); n++) {
            versions.add(new Schema.Parser().parse(Files.readString(folder.resolve(n + ".avsc"))));
        }
        return versions;
    }

    private static void visit(Schema schema, Set<String> seen, Consumer<Schema> visitor) {
        switch (schema.getType()) {
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    visitor.accept(schema);
                    schema.getFields().forEach(field -> visit(field.schema(), seen, visitor));
                }
            }
            case UNION -> schema.getTypes().forEach(type -> visit(type, seen, visitor));
            case ARRAY -> visit(schema.getElementType(), seen, visitor);
            case MAP -> visit(schema.getValueType(), seen, visitor);
            default -> visitor.accept(schema);
        }
    }
}
