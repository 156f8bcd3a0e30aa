package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.metering.LevelChange;
import io.tallyport.domain.metering.Total;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What previews and explanations say of levels, which go on from before the period that they look at. */
class LevelNumbersTest extends PreviewScene {

    private static final long JANUARY = at("2026-01-01T00:00:00Z");
    private static final long FEBRUARY = at("2026-02-01T00:00:00Z");
    private static final long MARCH = at("2026-03-01T00:00:00Z");
    private static final UsageQuestion QUESTION = new UsageQuestion("L", "m", FEBRUARY, MARCH, "", null, 20);

    /** Ten hold on from before; five more were meant to be two, from 21 January on. */
    @Test
    void aPreviewGoesOnThroughMonthsInWhichNothingChanges() throws Exception {
        license("L", UsageCalendar.UTC);
        book.apply(RecordedBook.meter(1, null, "TIME_WEIGHTED", "a"));
        topics.add(
                TopicCatalog.USAGE_EVENTS,
                RecordedTopics.event(
                                "L",
                                "e",
                                at("2026-01-21T00:00:00Z"),
                                Map.of("a", BigDecimal.valueOf(5), "c", BigDecimal.valueOf(2)))
                        .build(),
                VerdictKind.COUNTED,
                "",
                1);
        book.levels("L", JANUARY, FEBRUARY, "8760", 1, "15");
        JsonNode rows = preview(repaired(Aggregation.TIME_WEIGHTED), "", "").path("periods");
        assertEquals(2, rows.size(), rows.toString());
        var said = new TreeMap<String, String>();
        rows.forEach(row -> said.put(
                row.path("from").asText(),
                row.path("says").asText() + " > " + row.path("wouldSay").asText()));
        // 744 hours of 10 and 264 of 5 or 2; then 216 hours until now.
        assertEquals(Map.of("2026-01-01T00:00:00Z", "8760 > 7968", "2026-02-01T00:00:00Z", "3240 > 2592"), said);
    }

    @Test
    void aReadingIsWhatTheChangesComeToWithTheLevelThatItOpenedWith() {
        var totals = new MeterTotals(Aggregation.TIME_WEIGHTED);
        totals.add(new MeterTotals.Key(FEBRUARY, 1), change("2026-02-02T00:00:00Z", 4));
        // 24 hours of 10 and 24 of 14, as of 3 February.
        var reading = reading("576", 1, "14", at("2026-02-03T00:00:00Z"));
        var stated = StatedUsage.ofReadings(QUESTION, null, List.of(reading));
        var parts = PlanPart.of(FEBRUARY, MARCH, List.of());
        var told = UsageComparison.of(QUESTION, stated, totals, parts);
        assertTrue(told.isEqual(), told.toString());
        assertTrue(LevelTotals.isRead(QUESTION, stated, totals));
        var forged =
                StatedUsage.ofReadings(QUESTION, null, List.of(reading("575", 1, "14", at("2026-02-03T00:00:00Z"))));
        assertFalse(UsageComparison.of(QUESTION, forged, totals, parts).isEqual());
        assertFalse(LevelTotals.isRead(QUESTION, forged, totals));
    }

    /** Half of the month under one plan, half under another, and nothing changes in the second. */
    @Test
    void partsOfAPeriodEachHaveTheirTime() {
        long middle = at("2026-02-15T00:00:00Z");
        var totals = new MeterTotals(Aggregation.TIME_WEIGHTED);
        totals.add(new MeterTotals.Key(FEBRUARY, 1), change("2026-02-08T00:00:00Z", -10));
        totals.add(new MeterTotals.Key(FEBRUARY, 1), change("2026-02-14T00:00:00Z", 1));
        var stated = new StatedUsage(
                statement(),
                null,
                new TreeMap<>(MeterTotals.Key.ORDER),
                List.of(),
                false,
                Map.of(1, reading("2040", 2, "1", MARCH)));
        var quantities = LevelTotals.quantities(
                QUESTION,
                stated,
                totals,
                List.of(new PlanPart(FEBRUARY, middle, "a"), new PlanPart(middle, MARCH, "b")));
        var said = new TreeMap<Long, String>();
        quantities.forEach(
                (key, quantity) -> said.put(key.fromMs(), quantity.value().toPlainString()));
        assertEquals(Map.of(FEBRUARY, "1704", middle, "336"), said);
    }

    /** Behind the end of the license ten hold on, and the statement has no line of them; with one, what it says must be right. */
    @Test
    void aLevelThatNobodyOwesForIsNoDifference() {
        var totals = new MeterTotals(Aggregation.TIME_WEIGHTED);
        var parts = List.of(new PlanPart(FEBRUARY, MARCH, "a"));
        var lines = new TreeMap<MeterTotals.Key, StatedUsage.Line>(MeterTotals.Key.ORDER);
        var readings = Map.of(1, reading("6720", 0, "10", MARCH));
        var silent = new StatedUsage(statement(), null, lines, List.of(), false, readings);
        assertTrue(UsageComparison.of(QUESTION, silent, totals, parts).isEqual());
        lines.put(
                new MeterTotals.Key(FEBRUARY, 1),
                new StatedUsage.Line(new BigDecimal("6719"), BigDecimal.ZERO, BigDecimal.ZERO, 0));
        assertFalse(UsageComparison.of(QUESTION, silent, totals, parts).isEqual());
    }

    private static Statement statement() {
        var summary = new StatementSummary(
                "L/1",
                "L",
                1,
                "c",
                Map.of(),
                FEBRUARY,
                MARCH,
                "",
                null,
                StatementStatus.ISSUED,
                1,
                2,
                MARCH,
                1,
                "",
                "",
                null,
                "",
                "",
                null);
        return new Statement(summary, List.of(), null);
    }

    private static Total change(String at, long by) {
        return new Total(
                BigDecimal.valueOf(by).multiply(BigDecimal.valueOf(at(at))),
                1,
                new LevelChange(BigDecimal.valueOf(by)));
    }

    private static Reading reading(String value, long events, String level, long asOfMs) {
        return new Reading(
                "L",
                "c",
                "p",
                "basic",
                1,
                asOfMs,
                1,
                "m",
                1,
                "",
                "GB-hour",
                "MONTH",
                FEBRUARY,
                MARCH,
                new BigDecimal(value),
                events,
                "OPEN",
                "TIME_WEIGHTED",
                "",
                false,
                level,
                "");
    }
}
