package io.tallyport.domain.catalog;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The files of the examples folder, and the parsers that read them as the product does. */
public final class ExampleFiles {

    static final ObjectMapper YAML = YAMLMapper.builder(new YAMLFactory())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final Path FOLDER = Path.of("..", "..", "examples");

    private ExampleFiles() {}

    static List<String> lines(String file) {
        try {
            return Files.readAllLines(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    static String text(String file) {
        return String.join("\n", lines(file));
    }

    public static CatalogReading readYaml(String text) {
        try {
            return CatalogDocument.read(YAML.readValue(text, Object.class), 1, new PathFilters());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode node(ObjectMapper mapper, String text) {
        try {
            return mapper.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Catalog catalog(String file) {
        CatalogReading reading = readYaml(text(file));
        return reading.catalog().orElseThrow(() -> new AssertionError(file + ": " + reading.problems()));
    }

    static <V> V item(Map<String, V> items, String id) {
        return Objects.requireNonNull(items.get(id), id);
    }
}
