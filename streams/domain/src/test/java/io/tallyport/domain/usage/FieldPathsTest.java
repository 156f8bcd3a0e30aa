package io.tallyport.domain.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FieldPathsTest {

    @Test
    void nestedPayloadBecomesFieldPathsInItsOrder() {
        var payload = new LinkedHashMap<String, @Nullable Object>();
        payload.put("calls", 3);
        payload.put("none", null);
        payload.put("a", Map.of("b", List.of(Map.of("c", "x"), true)));
        var expected = new LinkedHashMap<String, @Nullable Object>();
        expected.put("calls", 3L);
        expected.put("none", null);
        expected.put("a.b.0.c", "x");
        expected.put("a.b.1", true);
        assertEquals(expected, FieldPaths.flatten(payload));
        assertEquals(
                List.copyOf(expected.keySet()),
                List.copyOf(FieldPaths.flatten(payload).keySet()));
    }

    @Test
    void numbersStayExact() {
        BigInteger beyondLong = BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE);
        var flat = FieldPaths.flatten(Map.of(
                "short", (short) 2, "fits", BigInteger.TEN, "beyond", beyondLong, "decimal", new BigDecimal("0.10")));
        assertEquals(
                Map.of(
                        "short",
                        2L,
                        "fits",
                        10L,
                        "beyond",
                        new BigDecimal(beyondLong),
                        "decimal",
                        new BigDecimal("0.10")),
                flat);
    }

    @Test
    void floatingPointIsRefusedByItsPath() {
        assertRefused("a.1", "not exact", Map.of("a", List.of(1, 2.5)));
        assertRefused("f", "not exact", Map.of("f", 1f));
    }

    @Test
    void whatIsNoPayloadIsRefusedByItsPath() {
        assertRefused("o", "has type Object", Map.of("o", new Object()));
        assertRefused("a", "empty or no string", Map.of("a", Map.of(1, 2)));
        assertRefused("data", "empty or no string", Map.of("", 1));
        var twice = new LinkedHashMap<String, Object>();
        twice.put("a.b", 1);
        twice.put("a", Map.of("b", 2));
        assertRefused("a.b", "given twice", twice);
    }

    @Test
    void limitsHoldExactly() {
        assertEquals(1, FieldPaths.flatten(nested(FieldPaths.MAX_DEPTH)).size());
        assertRefused(null, "deeper than 16", nested(FieldPaths.MAX_DEPTH + 1));

        assertEquals(256, FieldPaths.flatten(wide(256)).size());
        assertRefused(null, "256 fields", wide(257));

        var forty = new BigDecimal(new BigInteger("9".repeat(40)));
        assertEquals(Map.of("n", forty), FieldPaths.flatten(Map.of("n", forty)));
        assertRefused("n", "40 digits", Map.of("n", forty.movePointRight(1)));
        assertRefused("n", "40 digits", Map.of("n", new BigDecimal("1E+1000000000")));
        assertRefused("n", "40 digits", Map.of("n", new BigDecimal("1E-41")));
    }

    private static Map<String, Object> nested(int depth) {
        Map<String, Object> inner = Map.of("x", 1);
        for (int i = 1; i < depth; i++) {
            inner = Map.of("x", inner);
        }
        return inner;
    }

    private static Map<String, Object> wide(int fields) {
        var wide = new HashMap<String, Object>();
        var list = new ArrayList<Integer>();
        for (int i = 0; i < fields; i++) {
            list.add(i);
        }
        wide.put("w", list);
        return wide;
    }

    private static void assertRefused(@Nullable String field, String reason, Map<String, ?> payload) {
        var refusal = assertThrows(FieldPathException.class, () -> FieldPaths.flatten(payload));
        if (field != null) {
            assertEquals(field, refusal.field());
        }
        assertTrue(refusal.reason().contains(reason), refusal.getMessage());
        assertEquals(refusal.field() + ": " + refusal.reason(), refusal.getMessage());
    }
}
