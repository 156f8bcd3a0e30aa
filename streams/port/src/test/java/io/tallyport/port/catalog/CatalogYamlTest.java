package io.tallyport.port.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallyport.domain.catalog.CatalogDocument;
import io.tallyport.expression.CelFilters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogYamlTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void wordsHaveNoQuotesAndDecimalsKeepThem() {
        var document = new LinkedHashMap<String, Object>();
        document.put("format", 1);
        document.put("id", "acme");
        document.put("name", "Acme API");
        document.put("sources", List.of("acme/*", "acme/web"));
        document.put("limit", "1000.5");
        document.put("filter", "data.region == 'eu'");
        document.put("windows", List.of());
        assertEquals("""
                format: 1
                id: acme
                name: "Acme API"
                sources:
                - "acme/*"
                - acme/web
                limit: "1000.5"
                filter: "data.region == 'eu'"
                windows: []
                """, CatalogYaml.of(document));
    }

    /** Whatever somebody calls a product or filters by, it is read as the text that it was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "~",
                "null",
                "Null",
                "yes",
                "NO",
                "on",
                "off",
                "y",
                "n",
                "true",
                "False",
                "1",
                "-1",
                "0x1F",
                "0o7",
                "1e5",
                "1_000",
                ".5",
                ".inf",
                ".NaN",
                "12:30:45",
                "2026-11-24",
                "2026-11-24T00:00:00Z",
                "- a",
                "a: b",
                "a #b",
                "#a",
                "&a",
                "*a",
                "!a",
                "%a",
                "@a",
                "`a",
                "'a'",
                "\"a\"",
                "[a]",
                "{a}",
                "a,b",
                "?",
                "a\tb",
                "a\nb",
                "a\n",
                " a ",
                "\u00c4\u20ac\ud83d\ude00",
                "\u2028",
                "\u0085",
                "=",
                "<<",
                "a\\b",
                "|",
                ">",
                "---",
                "...",
                "a:",
                ":a"
            })
    void everyTextComesBackAsItWas(String text) throws Exception {
        var document = Map.of("name", text, "list", List.of(text, Map.of("in", text)));
        assertEquals(document, read(CatalogYaml.of(document)));
    }

    @Test
    void soDoesEveryRandomText() throws Exception {
        var random = new Random(7);
        String alphabet = "ab01.:-#'\"[]{},&*!|>%@` \\\n\t~?=<yYnNeE+_\u00e9";
        for (int i = 0; i < 5_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(9); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            var document = Map.of("name", text.toString(), "list", List.of(text.toString()));
            assertEquals(document, read(CatalogYaml.of(document)), () -> "'" + text + "'");
        }
    }

    /** What an export says is the same document on an empty installation, to the byte. */
    @Test
    void theExamplesHaveTheSameDigestAfterAnExport() throws Exception {
        var seen = new ArrayList<String>();
        try (var files = Files.list(Path.of("../../examples"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
                var first = CatalogDocument.read(CatalogText.tree(Files.readAllBytes(file)), 1, CelFilters.CEL)
                        .catalog();
                if (first.isPresent()) {
                    String canonical = JSON.writeValueAsString(CatalogDocument.write(first.get()));
                    String yaml = CatalogYaml.of(new StoredCatalog(1, "", 0, canonical).tree());
                    var second =
                            CatalogDocument.read(read(yaml), 1, CelFilters.CEL).catalog();
                    assertEquals(canonical, JSON.writeValueAsString(CatalogDocument.write(second.orElseThrow())));
                    seen.add(file.getFileName().toString());
                }
            }
        }
        assertEquals(true, seen.size() >= 3, seen.toString());
    }

    private static Object read(String yaml) {
        Object tree = CatalogText.tree(yaml.getBytes(StandardCharsets.UTF_8));
        assertNotNull(tree);
        return tree;
    }
}
