package io.tallyport.domain.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeterMeaningTest {

    private static final String BEFORE = "id: m, eventType: t, aggregation: SUM, value: v, unit: a";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id: m, eventType: u, aggregation: SUM, value: v                      | eventType
            id: m, eventType: t, aggregation: SUM, value: w                      | value
            id: m, eventType: t, aggregation: SUM, value: v, windows: [MONTH]    | windows
            id: m, eventType: t, aggregation: SUM, value: v, subjects: true      | subjects
            id: m, eventType: t, aggregation: SUM, value: v, filter: a=x                | filter
            id: m, eventType: u, aggregation: SUM, value: w                      | eventType, value
            """)
    void whatAVersionCountsCannotChangeAndTheNextVersionMay(String meter, String what) {
        var problems = MeterMeaning.changed(catalog(BEFORE), catalog(meter));
        assertEquals(1, problems.size());
        assertEquals("meters[0].version", problems.get(0).path());
        assertTrue(problems.get(0).reason().contains("(" + what + ")"), problems.get(0)::reason);
        assertEquals(List.of(), MeterMeaning.changed(catalog(BEFORE), catalog(meter + ", version: 2")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void noVersionPutsValuesTogetherInAnotherWay(int version) {
        var problems = MeterMeaning.changed(
                catalog(BEFORE), catalog("id: m, eventType: t, aggregation: MAX, value: v, version: " + version));
        assertEquals(1, problems.size());
        assertEquals("meters[0].aggregation", problems.get(0).path());
    }

    @Test
    void nameOfTheUnitAndOtherMetersDoNotMatter() {
        assertEquals(List.of(), MeterMeaning.changed(catalog(BEFORE), catalog(BEFORE.replace("unit: a", "unit: b"))));
        assertEquals(
                List.of(), MeterMeaning.changed(catalog(BEFORE), catalog("id: n, eventType: u, aggregation: COUNT")));
        assertEquals(List.of(), MeterMeaning.changed(Catalog.EMPTY, catalog(BEFORE)));
    }

    @Test
    void aSeriesSaysItsMeterAndVersion() {
        Meter first = meter(BEFORE);
        Meter second = meter(BEFORE + ", version: 2");
        assertEquals("m", first.series());
        assertEquals("m@2", second.series());
        assertEquals("m", Meter.idOf(second.series()));
        assertEquals(2, Meter.versionOf(second.series()));
        assertEquals(1, Meter.versionOf(first.series()));
    }

    private static final String NEXT =
            "id: m, version: 2, from: \"2026-11-24T00:00:00Z\", eventType: t, aggregation: SUM," + " value: w";
    private static final long FROM_MS = Instant.parse("2026-11-24T00:00:00Z").toEpochMilli();

    @Test
    void versionsFollowEachOtherAtAnInstantEachEventIsOfOne() {
        var meter = ExampleFiles.item(catalog(BEFORE + "}, {" + NEXT).meters(), "m");
        assertEquals(
                List.of(2, 1), meter.versions().stream().map(Meter::version).toList());
        for (long timeMs : new long[] {0, FROM_MS - 1, FROM_MS, Long.MAX_VALUE - 1}) {
            var of = meter.versions().stream().filter(m -> m.isOf(timeMs)).toList();
            assertEquals(1, of.size());
            assertEquals(timeMs < FROM_MS ? 1 : 2, of.get(0).version());
        }
        assertEquals(List.of(), MeterMeaning.changed(catalog(BEFORE), catalog(BEFORE + "}, {" + NEXT)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id: m, version: 2, eventType: t, aggregation: SUM, value: w                                  | meters[1].from MISSING
            id: m, version: 1, from: "2026-11-24T00:00:00Z", eventType: t, aggregation: SUM, value: w    | meters[1].id DUPLICATE
            id: m, version: 2, from: "2026-11-24T00:00:00Z", eventType: t, aggregation: MAX, value: w    | meters[1].aggregation NOT_ALLOWED
            id: m, version: 2, from: "2026-11-24", eventType: t, aggregation: SUM, value: w              | meters[1].from BAD_FORM
            id: m, version: 2, from: "2026-11-24T00:00:00.0001Z", eventType: t, aggregation: SUM, value: w | meters[1].from BAD_FORM
            """)
    void whatCannotFollowAVersionIsRefused(String second, String problem) {
        var problems = ExampleFiles.readYaml("{format: 1, meters: [{" + BEFORE + "}, {" + second + "}]}")
                .problems();
        assertEquals(
                List.of(problem),
                problems.stream().map(p -> p.path() + " " + p.code()).toList());
    }

    @Test
    void aVersionThatBeginsLaterNeedsTheOneBefore() {
        assertEquals(
                List.of("meters[0].from"),
                MeterMeaning.uncovered(catalog(BEFORE), catalog(NEXT), FROM_MS - 1).stream()
                        .map(CatalogProblem::path)
                        .toList());
        assertEquals(List.of(), MeterMeaning.uncovered(catalog(BEFORE), catalog(BEFORE + "}, {" + NEXT), FROM_MS - 1));
        // Nothing of before is accepted any more.
        assertEquals(List.of(), MeterMeaning.uncovered(catalog(BEFORE), catalog(NEXT), FROM_MS));
        assertEquals(List.of(), MeterMeaning.uncovered(Catalog.EMPTY, catalog(NEXT), FROM_MS - 1));
    }

    @Test
    void whatBeginsInThePastIsKnown() {
        Catalog both = catalog(BEFORE + "}, {" + NEXT);
        assertEquals(Map.of("m", FROM_MS), MeterMeaning.startingBy(catalog(BEFORE), both, FROM_MS));
        assertEquals(Map.of(), MeterMeaning.startingBy(catalog(BEFORE), both, FROM_MS - 1));
        assertEquals(Map.of(), MeterMeaning.startingBy(both, both, FROM_MS + 1));
    }

    private static Meter meter(String text) {
        return ExampleFiles.item(catalog(text).meters(), "m");
    }

    private static Catalog catalog(String meter) {
        return ExampleFiles.readYaml("{format: 1, meters: [{" + meter + "}]}")
                .catalog()
                .orElseThrow();
    }
}
