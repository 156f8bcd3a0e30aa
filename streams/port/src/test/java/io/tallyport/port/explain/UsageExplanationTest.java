package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.expression.sketch.EventDigests;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementCertificate;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A number with what was told of it: three events, one of them late, and one voided later. */
class UsageExplanationTest {

    private static final long FROM = 1_000;
    private static final long TO = 9_000;
    private static final String EVENTS = "usage.events.v1";
    private static final UsageQuestion QUESTION = new UsageQuestion("L", "m", FROM, TO, "", null, 20);
    private static final Meter METER = new Meter(
            "m",
            1,
            "call",
            Aggregation.COUNT,
            "",
            List.of(),
            Set.of(Window.MONTH),
            Duration.ofHours(24),
            "call",
            Filter.ALL);

    private final Corrections corrections = new Corrections();

    @Test
    void aStatementWithItsAdjustmentsIsWhatTheEventsComeTo() {
        corrections.note(at(0), 5, new Corrections.Taken("VOID", false, "fix-1", "ann", "a test", ""));
        var usage = line(StatementLine.USAGE, "2", 2, 0, "");
        var second = statement(
                2,
                6,
                line(StatementLine.ADJUSTMENT, "0", 0, 1, ""),
                line(StatementLine.ADJUSTMENT, "4", 0, 1, "hand-1"),
                line(StatementLine.ADJUSTMENT, "9", 9, 7, ""));
        JsonNode told = explained(StatedUsage.of(QUESTION, statement(1, 2, usage), List.of(second), List.of()));
        assertTrue(told.path("equal").asBoolean(), told.toString());
        assertEquals("2", told.path("recomputed").asText());
        assertEquals("4", told.path("byHand").asText());
        assertEquals(1, told.path("counts").path("afterStatement").asInt());
        assertEquals(1, told.path("counts").path("takenBack").asInt());
        assertTrue(told.path("certificate").path("equal").asBoolean(), told.toString());
        assertTrue(told.path("certificate").path("changedSince").asBoolean());
        assertEquals(
                "ann",
                told.path("events").path(0).path("corrected").path("author").asText());
        assertEquals("L/2", told.path("adjustments").path(1).path("statement").asText());
        assertTrue(
                told.path("sentence").asText().contains("statement L/1 with the adjustments of L/2 says 2 call"),
                told.path("sentence").asText());
    }

    @Test
    void whatCameSinceTheLastStatementWaitsForTheNext() {
        JsonNode told = explained(StatedUsage.of(
                QUESTION, statement(1, 2, line(StatementLine.USAGE, "2", 2, 0, "")), List.of(), List.of()));
        assertFalse(told.path("equal").asBoolean());
        assertTrue(told.path("waitsForNextStatement").asBoolean());
        assertEquals("1", told.path("lines").path(0).path("difference").asText());
        assertTrue(told.path("sentence").asText().contains("a difference of 1, which the next statement adjusts"));
    }

    @Test
    void aNumberThatNoEventMakesIsADifference() {
        var usage = line(StatementLine.USAGE, "5", 5, 0, "");
        JsonNode told = explained(StatedUsage.of(QUESTION, statement(1, 3, usage), List.of(), List.of()));
        assertFalse(told.path("equal").asBoolean());
        assertFalse(told.path("waitsForNextStatement").asBoolean());
        assertTrue(told.path("sentence").asText().contains("a difference of -2; please report this"));
        // The certificate says two events, and three had been read.
        assertFalse(told.path("certificate").path("equal").asBoolean());
    }

    @Test
    void withoutAStatementTheReadingIsWhatWasTold() {
        var reading = new Reading(
                "L",
                "c",
                "p",
                "basic",
                1,
                0,
                1,
                "m",
                1,
                "",
                "call",
                "MONTH",
                FROM,
                TO,
                new BigDecimal(3),
                3,
                "OPEN",
                "COUNT",
                "",
                false,
                "",
                "");
        JsonNode told = explained(StatedUsage.ofReadings(QUESTION, null, List.of(reading)));
        assertTrue(told.path("equal").asBoolean(), told.toString());
        assertEquals("reading", told.path("statedBy").asText());
        assertTrue(told.path("certificate").isMissingNode());
        JsonNode none = explained(StatedUsage.ofReadings(QUESTION, null, List.of()));
        assertFalse(none.path("equal").asBoolean());
    }

    private JsonNode explained(StatedUsage stated) {
        var parts = PlanPart.of(FROM, TO, List.of());
        var recomputation = new UsageRecomputation(
                QUESTION,
                Aggregation.COUNT,
                parts,
                corrections,
                new MeterHistory("m", revision -> Optional.of(METER), TreeMap::new, new MeterSwitches()),
                EventDigests::of,
                read(stated.statement()),
                read(stated.lastStatement()));
        for (int i = 0; i < 3; i++) {
            recomputation.take(new JudgedEvent(event(i), at(i), i == 2 ? "CLOSED" : "OPEN", 1, ""));
        }
        var term = new LicenseTerm("L", "c", "", null, 0, Long.MAX_VALUE);
        return new UsageExplanation(QUESTION, term, METER, parts, stated, recomputation, 0, false).json();
    }

    private static @Nullable ReadUpTo read(@Nullable Statement statement) {
        return statement == null || statement.certificate() == null ? null : ReadUpTo.of(statement.certificate());
    }

    private static UsageEvent event(int i) {
        return new UsageEvent("L", "s", "e" + i, "call", FROM + i, 0, -1, List.of(), Map.of(), "");
    }

    private static Origin at(long offset) {
        return new Origin(EVENTS, 0, offset);
    }

    private static Statement statement(long number, long readTo, StatementLine... lines) {
        var summary = new StatementSummary(
                "L/" + number,
                "L",
                number,
                "c",
                Map.of(),
                number == 1 ? FROM : TO,
                number == 1 ? TO : 2 * TO,
                "",
                null,
                StatementStatus.ISSUED,
                1,
                lines.length,
                TO,
                1,
                "",
                "",
                null,
                "",
                "",
                null);
        var one = EventDigests.of(event(0));
        var two = EventDigests.of(event(1));
        var sum = new java.math.BigInteger("%016x%016x".formatted(one.high(), one.low()), 16)
                .add(new java.math.BigInteger("%016x%016x".formatted(two.high(), two.low()), 16))
                .mod(java.math.BigInteger.TWO.pow(128));
        var certificate = new StatementCertificate(
                0,
                List.of(new StatementCertificate.Read(EVENTS, 0, readTo, readTo, 2, 0, 0, 0, 0, 0, 0)),
                2,
                0,
                2,
                "%032x".formatted(sum),
                true,
                List.of());
        return new Statement(summary, List.of(lines), certificate);
    }

    private static StatementLine line(String kind, String quantity, long events, long corrects, String commandId) {
        return new StatementLine(
                kind,
                "p",
                "basic",
                1,
                "m",
                1,
                "COUNT",
                "",
                "call",
                corrects == 7 ? 50_000 : FROM,
                TO,
                new BigDecimal(quantity),
                null,
                List.of(),
                null,
                events,
                null,
                corrects,
                commandId,
                "bob",
                "lost");
    }
}
