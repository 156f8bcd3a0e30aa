package io.tallyport.port.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTextTest {

    @Test
    void yamlAndJsonGiveTheSameTree() {
        var expected = Map.of("a", List.of(1, new BigDecimal("1.50"), "x", true));
        assertEquals(expected, tree("{\"a\": [1, 1.50, \"x\", true]}"));
        assertEquals(expected, tree("a:\n  - 1\n  - 1.50\n  - x  # a comment\n  - true\n"));
    }

    @Test
    void emptyFilesAreNoTree() {
        assertNull(tree(""));
        assertNull(tree("  \n"));
        assertNull(tree("# only a comment\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [1, 2\nb: 3",
                "a: 1\n  b: 2",
                "a: \"open",
                "{\"a\": }",
                "{\"a\": 1, \"a\": 2}",
                "a: 1\na: 2",
                "a: &x 1\nb: *x",
                "a: &x [1]",
                "a: !!java.net.URL [\"http://example\"]",
                "a: 1\n---\nb: 2",
                "\t- a"
            })
    void whatCannotBeReadNamesLineAndColumn(String text) {
        var problem = problemOf(text.getBytes(StandardCharsets.UTF_8));
        assertEquals("CATALOG_UNREADABLE", problem.code());
        assertTrue(problem.detail().matches("(?s)line \\d+, column \\d+: .+"), problem.detail());
    }

    @Test
    void whatIsWrongIsSaidWithoutQuotingTheFile() {
        var problem = problemOf("a: [1, 2\nb: {secret".getBytes(StandardCharsets.UTF_8));
        assertTrue(problem.detail().contains("while parsing a flow sequence: expected"), problem.detail());
        assertEquals(-1, problem.detail().indexOf("secret"), problem.detail());
    }

    @Test
    void aliasBombsStayTexts() {
        var bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
        }
        assertEquals(
                "CATALOG_UNREADABLE",
                problemOf(bomb.toString().getBytes(StandardCharsets.UTF_8)).code());
    }

    @Test
    void nestingSizeAndEncodingAreBounded() {
        assertEquals(
                "CATALOG_UNREADABLE",
                problemOf("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)).code());
        assertEquals(
                "CATALOG_UNREADABLE",
                problemOf(("a: " + "[".repeat(5_000)).getBytes(StandardCharsets.UTF_8))
                        .code());
        assertEquals(413, problemOf(new byte[CatalogText.BYTES_MAX + 1]).status());
        assertEquals(
                "CATALOG_UNREADABLE",
                problemOf(new byte[] {'a', ':', ' ', (byte) 0xC3}).code());
        assertEquals(
                "CATALOG_UNREADABLE", problemOf(new byte[] {'a', ':', ' ', 0}).code());
    }

    private static @org.jspecify.annotations.Nullable Object tree(String text) {
        return CatalogText.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem problemOf(byte[] body) {
        return assertThrows(ProblemException.class, () -> CatalogText.tree(body))
                .problem();
    }
}
