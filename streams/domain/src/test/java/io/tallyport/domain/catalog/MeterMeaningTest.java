package io.tallyport.domain.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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

    private static Meter meter(String text) {
        return ExampleFiles.item(catalog(text).meters(), "m");
    }

    private static Catalog catalog(String meter) {
        return ExampleFiles.readYaml("{format: 1, meters: [{" + meter + "}]}")
                .catalog()
                .orElseThrow();
    }
}
