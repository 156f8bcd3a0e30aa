package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.port.answer.Json;
import io.tallyport.port.statement.ShelfBook;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A number is explained from the topics before, while and after its meter is recounted. */
class RecountedExplanationTest {

    private static final long FROM = at("2026-01-01T00:00:00Z");
    private static final long TO = at("2026-02-01T00:00:00Z");
    private static final String TUESDAY = "2026-01-20T00:00:00Z";
    private static final String FIRST = RecordedBook.meter(1, null, "SUM", "a");
    private static final String SECOND = RecordedBook.meter(2, TUESDAY, "SUM", "b");

    private final RecordedTopics topics = new RecordedTopics(1);
    private final RecordedBook book = new RecordedBook();
    private final ShelfBook statements = new ShelfBook();

    /** Two events are counted by the wrong field, one of them of Tuesday or later; a third comes after the repair. */
    @BeforeEach
    void threeEvents() {
        statements.add("L", 1, StatementStatus.WAITING);
        book.apply(FIRST);
        book.apply(FIRST, SECOND);
        counted("monday", "2026-01-19T12:00:00Z", 1, 100, 1);
        counted("tuesday", "2026-01-20T12:00:00Z", 2, 200, 1);
        counted("friday", "2026-01-23T12:00:00Z", 3, 300, 2);
        counted("late", "2026-01-18T12:00:00Z", 4, 400, 2);
    }

    @Test
    void whileTheLicenseWaitsBothVersionsStandAsTheyCounted() throws Exception {
        book.reads("L", 1, FROM, TO, "7", 3, true);
        book.reads("L", 2, FROM, TO, "300", 1, true);
        JsonNode told = explained();
        assertTrue(told.path("equal").asBoolean(), told.toString());
        assertTrue(told.path("recounting").asBoolean());
        assertEquals("307", told.path("recomputed").asText());
        assertTrue(told.path("sentences").toString().contains("waits for a recount"), told.toString());
    }

    @Test
    void afterTheSwitchTheNewVersionHasWhatIsOfItsTime() throws Exception {
        topics.recounted("L", 2, at("2026-01-23T13:00:00Z"), "RECOUNT");
        book.reads("L", 1, FROM, TO, "5", 2, false);
        book.reads("L", 2, FROM, TO, "500", 2, false);
        JsonNode told = explained();
        assertTrue(told.path("equal").asBoolean(), told.toString());
        assertEquals("505", told.path("recomputed").asText());
        assertEquals(1, told.path("counts").path("recounted").asInt());
        assertEquals(2, told.path("events").findValue("recountedBy").asInt());
        // The reading of before is a difference now.
        book.reads("L", 1, FROM, TO, "7", 3, false);
        book.reads("L", 2, FROM, TO, "300", 1, false);
        assertFalse(explained().path("equal").asBoolean());
    }

    @Test
    void aPartOfAnAnswerIsNoSwitch() throws Exception {
        topics.recounted("L", 2, at("2026-01-23T13:00:00Z"), "RECOUNT_PART");
        book.reads("L", 1, FROM, TO, "7", 3, true);
        book.reads("L", 2, FROM, TO, "300", 1, true);
        assertTrue(explained().path("equal").asBoolean());
    }

    @Test
    void whatTheNewVersionCannotMeasureAddsNothingAndIsTold() throws Exception {
        topics.counted(
                RecordedTopics.event("L", "no-b", at("2026-01-21T00:00:00Z"), Map.of("a", new BigDecimal(9))), 1);
        topics.recounted("L", 2, at("2026-01-23T13:00:00Z"), "RECOUNT");
        book.reads("L", 1, FROM, TO, "5", 2, false);
        book.reads("L", 2, FROM, TO, "500", 2, false);
        JsonNode told = explained();
        assertTrue(told.path("equal").asBoolean(), told.toString());
        assertEquals(1, told.path("counts").path("unmeasuredByRecount").asInt());
        assertEquals(0, told.path("counts").path("unmeasured").asInt());
        assertTrue(told.path("sentences").toString().contains("1 event cannot be measured"), told.toString());
    }

    @Test
    void aDifferenceIsNotToldWhileARecountIsAwaited() throws Exception {
        book.reads("L", 1, FROM, TO, "100", 3, true);
        JsonNode told = explained();
        assertFalse(told.path("equal").asBoolean());
        assertTrue(told.path("sentence").asText().contains("a recount of them is awaited"), told.toString());
        assertFalse(told.path("sentence").asText().contains("a difference of"));
        assertTrue(told.findValuesAsText("difference").isEmpty(), told.toString());
    }

    @Test
    void aVersionThatStandsBesideAnotherCanBeAskedForAlone() throws Exception {
        topics.recounted("L", 2, at("2026-01-23T13:00:00Z"), "RECOUNT");
        book.reads("L", 1, FROM, TO, "5", 2, false);
        book.reads("L", 2, FROM, TO, "500", 2, false);
        for (int version = 1; version <= 2; version++) {
            JsonNode told = explained(version);
            assertTrue(told.path("equal").asBoolean(), told.toString());
            assertEquals(version == 1 ? "5" : "500", told.path("recomputed").asText());
        }
    }

    @Test
    void aVoidedEventIsOfNoVersion() throws Exception {
        var event = RecordedTopics.event("L", "gone", at("2026-01-22T00:00:00Z"), Map.of("a", new BigDecimal(9)));
        long offset = topics.counted(event, 1);
        topics.corrected(UsageKind.VOID, event.build(), "usage.events.v1", offset);
        topics.recounted("L", 2, at("2026-01-23T13:00:00Z"), "RECOUNT");
        book.reads("L", 1, FROM, TO, "5", 2, false);
        book.reads("L", 2, FROM, TO, "500", 2, false);
        assertTrue(explained().path("equal").asBoolean());
    }

    /** As in quarantine: what lies behind a record that waits waits too, what lies before it does not. */
    @Test
    void whatWaitsForAVerdictHidesNothingThatHasOne() throws Exception {
        var waiting = RecordedTopics.event("L", "waits", at("2026-01-22T00:00:00Z"), Map.of("a", BigDecimal.ONE));
        var voids = UsageEventV1.newBuilder(waiting.build())
                .setKind(UsageKind.VOID)
                .setOriginal(waiting.build())
                .build();
        topics.add(TopicCatalog.USAGE_EVENTS, voids, null, "", 1);
        topics.add(TopicCatalog.USAGE_EVENTS, waiting.build(), null, "", 1);
        book.reads("L", 1, FROM, TO, "7", 3, false);
        book.reads("L", 2, FROM, TO, "300", 1, false);
        JsonNode told = explained();
        assertTrue(told.path("equal").asBoolean(), told.toString());
        assertEquals(2, told.path("counts").path("undecided").asInt());
    }

    private void counted(String id, String time, long a, long b, long revision) {
        topics.counted(
                RecordedTopics.event("L", id, at(time), Map.of("a", new BigDecimal(a), "b", new BigDecimal(b))),
                revision);
    }

    private JsonNode explained() throws IOException {
        return explained(null);
    }

    private JsonNode explained(@org.jspecify.annotations.Nullable Integer version) throws IOException {
        var answer = new UsageExplanations(
                        topics::reader,
                        topics.registry,
                        statements,
                        book,
                        1,
                        () -> at("2026-01-24T00:00:00Z"),
                        () -> true)
                .explain("L", "m", "2026-01", "", version, 20);
        return Json.MAPPER.readTree(answer.body());
    }

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
