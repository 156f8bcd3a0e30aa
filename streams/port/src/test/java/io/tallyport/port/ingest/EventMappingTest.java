package io.tallyport.port.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.usage.EmitterNumber;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventMappingTest {

    @BeforeAll
    static void trustOurSchemas() {
        // Avro builds records of those classes alone that the catalogue of topics names.
        assertNotEquals(0, TopicCatalog.ALL.size());
    }

    @Test
    void numbersAreKeptUnlessTheIdPretendsToBeOne() {
        var plain = EventMapping.toWire(event("order-7"), "lic-1", "", 0);
        assertEquals(31, plain.getEpoch());
        assertEquals(5, plain.getSequence());
        var pretended = EventMapping.toWire(event(EmitterNumber.id(31, 0, 5)), "lic-1", "", 0);
        assertEquals("1f.0.5", pretended.getId());
        assertEquals(0, pretended.getEpoch());
        assertEquals(-1, pretended.getSequence());
    }

    private static ParsedEvent event(String id) {
        return new ParsedEvent(id, "acme/web", "api.call", List.of(), 1L, "lic-1", "", "", 31, 5, "", Map.of());
    }
}
