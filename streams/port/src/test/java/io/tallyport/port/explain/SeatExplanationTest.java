package io.tallyport.port.explain;

import static io.tallyport.port.explain.SeatTimeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.domain.catalog.SeatMeters;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Kim and Ada have seats in January, and another plan holds from the 12th on. */
class SeatExplanationTest {

    private static final long JANUARY = at("2026-01-01T00:00:00Z");
    private static final long FEBRUARY = at("2026-02-01T00:00:00Z");
    private static final long CHANGE = at("2026-01-12T06:00:00Z");
    private static final long NOW = at("2026-01-13T12:00:00Z");
    private static final LicenseTerm TERM = SeatTimeline.term("", null, Long.MAX_VALUE);
    private static final UsageQuestion HELD = question("seats.held");

    private final SeatTimeline timeline = new SeatTimeline()
            .assigned("kim", at("2026-01-10T09:00:00Z"))
            .assigned("ada", at("2026-01-11T09:00:00Z"))
            .plan("pro", CHANGE);

    @Test
    void theReadingIsWhatTheTimelineComesTo() {
        // Kim on the 10th, both on the 11th to the 13th.
        JsonNode told = explained(HELD, reading("7", 5));
        assertTrue(told.path("equal").asBoolean(), told.toString());
        assertEquals("7", told.path("recomputed").asText());
        assertEquals(
                "License L, meter seats.held, period from 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z: the reading says"
                        + " 7 seat-day, and the 5 feeds of its timeline and calendar come to the same.",
                told.path("sentence").asText());
        assertEquals(5, told.path("counts").path("events").asInt());
        JsonNode first = told.path("events").path(0);
        assertEquals("SEAT_ASSIGNED", first.path("cause").asText());
        assertEquals("kim", first.path("member").asText());
        assertEquals("license.events.v1-0@0", first.path("at").asText());
        assertEquals(
                2,
                explained(new UsageQuestion("L", "seats.held", JANUARY, FEBRUARY, "", null, 2), reading("7", 5))
                        .path("events")
                        .size());
    }

    @Test
    void aReadingThatLacksTheLastFeedsWaitsForThemAndAnotherIsADifference() {
        JsonNode late = explained(HELD, reading("5", 4));
        assertFalse(late.path("equal").asBoolean());
        assertEquals(1, late.path("awaited").asInt(), late.toString());
        assertTrue(late.path("sentence").asText().contains("the last 1 feed yet, so ask again"), late.toString());
        for (var wrong : List.of(reading("6", 4), reading("8", 5), reading("7", 6))) {
            JsonNode told = explained(HELD, wrong);
            assertFalse(told.path("equal").asBoolean());
            assertFalse(told.has("awaited"), told.toString());
            assertTrue(told.path("sentence").asText().endsWith("; please report this."), told.toString());
        }
    }

    @Test
    void eachPlanHasItsLineInTheStatement() {
        var held = Map.of(JANUARY, line("5", 4), CHANGE, line("2", 1));
        JsonNode told = explained(HELD, stated(held));
        assertTrue(told.path("equal").asBoolean(), told.toString());
        assertEquals("L/1", told.path("statement").asText());
        assertEquals(2, told.path("lines").size());
        assertEquals("pro", told.path("lines").path(1).path("plan").asText());
        var most = Map.of(JANUARY, line("2", 4), CHANGE, line("2", 2));
        JsonNode assigned = explained(question("seats.assigned"), stated(most));
        assertTrue(assigned.path("equal").asBoolean(), assigned.toString());
        assertFalse(assigned.has("stated"), "two largest numbers have no common one");
        var forged = Map.of(JANUARY, line("2", 4), CHANGE, line("3", 2));
        assertFalse(explained(question("seats.assigned"), stated(forged))
                .path("equal")
                .asBoolean());
    }

    @Test
    void aLineOfASeatThatNobodyHadIsRight() {
        var told = new SeatExplanation(
                        HELD,
                        TERM,
                        SeatMeters.HELD,
                        PlanPart.of(JANUARY, FEBRUARY, List.of()),
                        stated(Map.of(JANUARY, line("0", 0))),
                        List.of(),
                        false)
                .json();
        assertTrue(told.path("equal").asBoolean(), told.toString());
    }

    private JsonNode explained(UsageQuestion question, StatedUsage stated) {
        return new SeatExplanation(
                        question,
                        TERM,
                        question.meter().equals("seats.held") ? SeatMeters.HELD : SeatMeters.ASSIGNED,
                        PlanPart.of(JANUARY, FEBRUARY, timeline.events),
                        stated,
                        SeatFeeds.of(question, TERM, timeline.events, NOW),
                        false)
                .json();
    }

    private static UsageQuestion question(String meter) {
        return new UsageQuestion("L", meter, JANUARY, FEBRUARY, "", null, 20);
    }

    private static StatedUsage.Line line(String quantity, long events) {
        return new StatedUsage.Line(new BigDecimal(quantity), BigDecimal.ZERO, BigDecimal.ZERO, events);
    }

    private static StatedUsage reading(String value, long events) {
        return StatedUsage.ofReadings(
                HELD,
                null,
                List.of(new Reading(
                        "L",
                        "c",
                        "p",
                        "basic",
                        1,
                        NOW,
                        1,
                        "seats.held",
                        1,
                        "",
                        "seat-day",
                        "MONTH",
                        JANUARY,
                        FEBRUARY,
                        new BigDecimal(value),
                        events,
                        "OPEN",
                        "SUM",
                        "",
                        false,
                        "",
                        "")));
    }

    private static StatedUsage stated(Map<Long, StatedUsage.Line> byStart) {
        var lines = new TreeMap<MeterTotals.Key, StatedUsage.Line>(MeterTotals.Key.ORDER);
        byStart.forEach((fromMs, line) -> lines.put(new MeterTotals.Key(fromMs, 1), line));
        return new StatedUsage(statement(), null, lines, List.of(), false, Map.of());
    }

    private static Statement statement() {
        var summary = new StatementSummary(
                "L/1",
                "L",
                1,
                "c",
                Map.of(),
                JANUARY,
                FEBRUARY,
                "",
                null,
                StatementStatus.ISSUED,
                1,
                1,
                FEBRUARY,
                1,
                "",
                "",
                null,
                "",
                "",
                null);
        return new Statement(summary, List.of(), null);
    }
}
