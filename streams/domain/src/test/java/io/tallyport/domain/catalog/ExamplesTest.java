package io.tallyport.domain.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(ExampleFiles.text("catalog.schema.json"));

    @Test
    void quickstartIsShortAndSaysWhatTheFirstTenMinutesNeed() {
        List<String> lines = ExampleFiles.lines("quickstart.yaml");
        assertTrue(lines.size() <= 25, () -> lines.size() + " lines");
        assertEquals("# yaml-language-server: $schema=catalog.schema.json", lines.get(0));
        Catalog catalog = ExampleFiles.catalog("quickstart.yaml");
        Plan plan = ExampleFiles.item(catalog.plans(), "starter");
        assertEquals("acme", plan.product());
        assertTrue(plan.features().containsKey("api"));
        assertEquals(List.of(new Quota("calls", Window.MONTH, BigDecimal.TEN, true, List.of(80, 100))), plan.quotas());
        assertEquals("calls", ExampleFiles.item(catalog.features(), "api").meter());
        assertEquals(
                List.of("calls"),
                catalog.metersOf("api.call").meters().stream().map(Meter::id).toList());
    }

    @Test
    void quickstartEventsAreElevenAndOneRetryThatThePlanCounts() {
        List<String> lines = ExampleFiles.lines("quickstart-events.jsonl");
        assertEquals(12, lines.size());
        assertEquals(lines.get(10), lines.get(11), "the retry is the eleventh event again");
        Catalog catalog = ExampleFiles.catalog("quickstart.yaml");
        Product acme = ExampleFiles.item(catalog.products(), "acme");
        for (int i = 0; i < 11; i++) {
            JsonNode event = ExampleFiles.node(ExampleFiles.JSON, lines.get(i));
            assertEquals("1.0", event.get("specversion").asText());
            assertEquals("e" + (i + 1), event.get("id").asText());
            assertEquals(
                    Instant.parse("2026-01-10T09:00:00Z").plusSeconds(60L * i),
                    Instant.parse(event.get("time").asText()));
            assertTrue(acme.allows(event.get("source").asText()));
            assertFalse(catalog.metersOf(event.get("type").asText()).meters().isEmpty());
            assertFalse(event.has("license"), "the command line says which license");
        }
    }

    @Test
    void demoShowsEveryKindOfTermThatACatalogKnows() {
        Catalog catalog = ExampleFiles.catalog("demo.yaml");
        assertEquals(
                Set.of("trial", "free", "starter", "pro", "enterprise"),
                catalog.plans().keySet());
        assertEquals(
                Arrays.stream(FeatureKind.values()).collect(Collectors.toSet()),
                catalog.features().values().stream().map(Feature::kind).collect(Collectors.toSet()));
        List<Quota> quotas = catalog.plans().values().stream()
                .flatMap(plan -> plan.quotas().stream())
                .toList();
        assertEquals(
                Set.copyOf(Window.OF_LEDGERS),
                quotas.stream().map(Quota::window).collect(Collectors.toSet()));
        assertEquals(Set.of(true, false), quotas.stream().map(Quota::hard).collect(Collectors.toSet()));
        assertEquals(
                Arrays.stream(FailurePolicy.Mode.values()).collect(Collectors.toSet()),
                catalog.features().values().stream()
                        .map(feature -> feature.onFailure().mode())
                        .collect(Collectors.toSet()));
        assertTrue(catalog.plans().values().stream()
                .anyMatch(plan -> !plan.detectors().isEmpty()));
    }

    @Test
    void meteringShowsEveryAggregation() {
        Catalog catalog = ExampleFiles.catalog("metering.yaml");
        assertEquals(
                Arrays.stream(Aggregation.values()).collect(Collectors.toSet()),
                catalog.meters().values().stream().map(Meter::aggregation).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart.yaml", "demo.yaml", "metering.yaml"})
    void editorSchemaAcceptsTheExamplesAndWhatIsWrittenOfThem(String file) {
        assertEquals(Set.of(), SCHEMA.validate(ExampleFiles.node(ExampleFiles.YAML, ExampleFiles.text(file))));
        JsonNode canonical = ExampleFiles.JSON.valueToTree(CatalogDocument.write(ExampleFiles.catalog(file)));
        assertEquals(Set.of(), SCHEMA.validate(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "format: 2",
                "{format: 1, product: []}",
                "{format: 1, products: [{id: Acme}]}",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: SUM}]}",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, value: v}]}",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, windows: [DAY]}]}",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, windows: [SECOND, MONTH]}]}",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [{name: a}]}]}",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [{name: a.b, cel: 'a<1'}]}]}",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [{name: a, cel: 'a<1', path: a}]}]}",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, windows: [MONTH, MONTH]}]}",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: UNIQUE_COUNT, value: v, windows: [HOUR, MONTH]}]}",
                "{format: 1, features: [{id: f, kind: METERED}]}",
                "{format: 1, features: [{id: f, kind: BOOLEAN, onFailure: maybe}]}",
                "{format: 1, plans: [{id: p, product: a, quotas: [{meter: m, limit: -1, per: DAY, kind: HARD}]}]}",
                "{format: 1, plans: [{id: p, product: a, quotas: [{meter: m, limit: 1, per: WEEK, kind: HARD}]}]}"
            })
    void editorSchemaRefusesWhatTheReaderRefuses(String yaml) {
        assertFalse(SCHEMA.validate(ExampleFiles.node(ExampleFiles.YAML, yaml)).isEmpty());
        assertFalse(ExampleFiles.readYaml(yaml).isValid());
    }

    @Test
    void everyPropertyOfTheSchemaThatNeedsWordsIsDescribed() {
        JsonNode schema = ExampleFiles.node(ExampleFiles.JSON, ExampleFiles.text("catalog.schema.json"));
        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                schema.get("$schema").asText());
        for (var entry : schema.get("properties").properties()) {
            assertTrue(entry.getValue().has("description"), () -> entry.getKey() + " has no description");
        }
    }
}
