package io.tallyport.domain.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldValuesTest {

    @Test
    void itIsTheMapThatAHashMapWouldBe() {
        var random = new Random(11);
        for (int round = 0; round < 1_000; round++) {
            var model = new LinkedHashMap<String, Object>();
            Map<String, Object> values = new FieldValues(FieldValues.MOST);
            for (int i = random.nextInt(20); i > 0; i--) {
                String path = "p" + random.nextInt(FieldValues.MOST);
                Object value = random.nextInt(5) == 0 ? null : random.nextLong();
                assertEquals(model.put(path, value), values.put(path, value));
            }
            assertEquals(model, values);
            assertEquals(model.hashCode(), values.hashCode());
            assertEquals(new ArrayList<>(model.keySet()), new ArrayList<>(values.keySet()), "in order");
            for (int i = 0; i < FieldValues.MOST; i++) {
                assertEquals(model.get("p" + i), values.get("p" + i));
                assertEquals(model.containsKey("p" + i), values.containsKey("p" + i));
            }
        }
    }

    @Test
    void itEndsWhereItsRoomEnds() {
        var values = new FieldValues(1);
        assertNull(values.put("a", 1L));
        assertThrows(IndexOutOfBoundsException.class, () -> values.put("b", 2L));
        assertEquals(Map.of("a", 1L), values);
        var entries = values.entrySet().iterator();
        assertTrue(entries.hasNext());
        entries.next();
        assertFalse(entries.hasNext());
        assertThrows(NoSuchElementException.class, entries::next);
        assertThrows(IllegalArgumentException.class, () -> new FieldValues(FieldValues.MOST + 1));
    }
}
