package io.tallyport.port.explain;

import static io.tallyport.port.explain.SeatTimeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.catalog.StoredCatalog;
import io.tallyport.port.statement.ShelfBook;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Numbers of seats are asked for as all are, and no usage is read for them. */
class SeatExplanationsTest {

    private final RecordedTopics topics = new RecordedTopics(4);
    private final RecordedBook book = new RecordedBook();
    private final ShelfBook shelf = new ShelfBook();

    @Test
    void theTimelineIsFoldedUpToHowFarTimeHasCome() throws Exception {
        catalog("{\"format\":1,\"products\":[{\"id\":\"p\"}],"
                + "\"plans\":[{\"id\":\"team\",\"product\":\"p\",\"seats\":2}]}");
        shelf.license(SeatTimeline.term("", null, Long.MAX_VALUE));
        new SeatTimeline().assigned("kim", at("2026-03-30T09:00:00Z")).events.forEach(shelf::event);
        // Of April, in which nothing happened, the days that have begun.
        JsonNode told = explain("2026-04", "", null);
        assertEquals("15", told.path("recomputed").asText(), told.toString());
        assertFalse(told.path("equal").asBoolean());
        assertEquals(15, told.path("awaited").asInt());
        assertEquals("2", explain("2026-03", "", 1).path("recomputed").asText());
        assertEquals("0", explain("2026-02", "", null).path("recomputed").asText());

        assertEquals("group", refused("2026-04", "region=eu", null).field());
        assertEquals("meterVersion", refused("2026-04", "", 2).field());
        assertEquals("period", refused("2026-13", "", null).field());
    }

    /** A statement may have a line of it all the same. */
    @Test
    void withoutAPlanWithSeatsNothingFedIt() throws Exception {
        shelf.license(SeatTimeline.term("", null, Long.MAX_VALUE));
        catalog("{\"format\":1,\"products\":[{\"id\":\"p\"}],\"plans\":[{\"id\":\"team\",\"product\":\"p\"}]}");
        assertEquals("0", explain("2026-04", "", null).path("recomputed").asText());
    }

    private void catalog(String document) {
        book.catalogs.add(new StoredCatalog(book.catalogs.size() + 1L, "ann", 1, document));
    }

    private Problem refused(String period, String group, @Nullable Integer version) {
        return assertThrows(ProblemException.class, () -> explain(period, group, version))
                .problem();
    }

    private JsonNode explain(String period, String group, @Nullable Integer version) throws Exception {
        var explanations = new UsageExplanations(
                topics::reader, topics.registry, shelf, book, topics.partitions, () -> 0, () -> true);
        return Json.MAPPER.readTree(explanations
                .explain("L", "seats.held", period, group, version, 20)
                .body());
    }
}
