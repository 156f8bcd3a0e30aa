package io.tallyport.domain.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogDiffTest {

    @Test
    void catalogDoesNotDifferFromItself() {
        Catalog demo = ExampleFiles.catalog("demo.yaml");
        assertEquals(List.of(), CatalogDiff.between(demo, demo));
    }

    @Test
    void changedLimitIsNamedByItsRuleWithBothValues() {
        Catalog before = ExampleFiles.catalog("quickstart.yaml");
        Catalog after = edited("limit: 10,", "limit: 20,");
        assertEquals(
                List.of("PLAN starter CHANGED quotas[calls/MONTH].limit: '10' -> '20'"),
                CatalogDiff.between(before, after).stream()
                        .map(CatalogChange::toString)
                        .toList());
    }

    @Test
    void comingAndGoingItemsAreNamed() {
        Catalog before = ExampleFiles.catalog("quickstart.yaml");
        Catalog after = edited(
                "{id: api, kind: METERED, meter: calls}", "{id: api, kind: BOOLEAN}\n  - {id: more, kind: BOOLEAN}");
        assertEquals(
                List.of(
                        "FEATURE api CHANGED kind: 'METERED' -> 'BOOLEAN'",
                        "FEATURE api CHANGED meter: 'calls' -> ''",
                        "FEATURE more ADDED"),
                CatalogDiff.between(before, after).stream()
                        .map(CatalogChange::toString)
                        .toList());
        assertEquals(
                "FEATURE more REMOVED",
                CatalogDiff.between(after, before).get(2).toString());
    }

    private static Catalog edited(String from, String to) {
        CatalogReading reading =
                ExampleFiles.readYaml(ExampleFiles.text("quickstart.yaml").replace(from, to));
        return reading.catalog().orElseThrow(() -> new AssertionError(reading.problems()));
    }
}
