package io.tallyport.domain.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubjectsTest {

    @Test
    void aPathHasACellForItselfAndForEachThatStandsAboveIt() {
        assertEquals(
                List.of("/acme", "/acme/search", "/acme/search/kim"), Subjects.cells(List.of("acme", "search", "kim")));
        assertEquals(List.of(Subjects.UNATTRIBUTED), Subjects.cells(List.of()));
        assertEquals(List.of(Subjects.UNATTRIBUTED), Subjects.cells(List.of("", "")));
        assertEquals(List.of("/a", "/a/b"), Subjects.cells(List.of("", "a", "", "b")));
        assertEquals(List.of("/a\\/b", "/a\\/b/c\\\\"), Subjects.cells(List.of("a/b", "c\\")));
        assertEquals("a/b", Subjects.pathOf("/a/b"));
        assertEquals("/", Subjects.pathOf(Subjects.UNATTRIBUTED));
        assertFalse(Subjects.isOne("region=eu"));
        assertFalse(Subjects.isOne(""));
    }

    @Test
    void pathsAreBounded() {
        assertNotNull(Subjects.cells(Collections.nCopies(8, "x")));
        assertNull(Subjects.cells(Collections.nCopies(9, "x")));
        assertNotNull(Subjects.cells(List.of("x".repeat(128))));
        assertNull(Subjects.cells(List.of("x".repeat(129))));
        // 399 bytes of elements and a slash between each two of them.
        assertNotNull(Subjects.cells(List.of("x".repeat(128), "x".repeat(128), "x".repeat(128), "x".repeat(13))));
        assertNull(Subjects.cells(List.of("x".repeat(128), "x".repeat(128), "x".repeat(128), "x".repeat(14))));
        assertNull(Subjects.cells(List.of("\u20ac".repeat(100), "\u20ac".repeat(34))));
    }

    /** Different paths have different cells, and each cell leads back to the one above it. */
    @Test
    void noTwoPathsHaveOneNameAndEachCellKnowsWhatStandsAboveIt() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var known = new HashMap<String, List<String>>();
        for (int i = 0; i < 20_000; i++) {
            var path = new ArrayList<String>();
            for (int depth = 1 + random.nextInt(4); depth > 0; depth--) {
                var element = new StringBuilder();
                for (int length = 1 + random.nextInt(3); length > 0; length--) {
                    element.append("a/\\".charAt(random.nextInt(3)));
                }
                path.add(element.toString());
            }
            List<String> cells = Subjects.cells(path);
            assertNotNull(cells);
            assertEquals(path.size(), cells.size());
            String above = Subjects.UNATTRIBUTED;
            for (int at = 0; at < cells.size(); at++) {
                String cell = cells.get(at);
                List<String> before = known.putIfAbsent(cell, path.subList(0, at + 1));
                assertTrue(before == null || before.equals(path.subList(0, at + 1)), "seed " + seed + " " + cell);
                assertEquals(above, Subjects.above(cell), "seed " + seed);
                assertEquals(cell, Subjects.below(above, Subjects.lastOf(cell)), "seed " + seed);
                above = cell;
            }
        }
    }
}
