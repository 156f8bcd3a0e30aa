package io.tallyport.domain.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogDocumentTest {

    private static final String METERS = "meters: [{id: calls, eventType: t, aggregation: COUNT},"
            + " {id: peak, eventType: t, aggregation: MAX, value: v, windows: [DAY, MONTH]},"
            + " {id: mean, eventType: t, aggregation: AVG, value: v}]\n";
    private static final String BASE = "format: 1\nproducts: [{id: acme}]\n" + METERS
            + "features: [{id: flag, kind: BOOLEAN}, {id: max, kind: STATIC}, {id: api, kind: METERED, meter: calls}]\n";

    @ParameterizedTest
    @ValueSource(strings = {"quickstart.yaml", "demo.yaml", "metering.yaml"})
    void writtenAndReadCatalogIsTheSame(String file) throws JsonProcessingException {
        Catalog catalog = ExampleFiles.catalog(file);
        assertEquals(catalog, reread(CatalogDocument.write(catalog)));
        String json = ExampleFiles.JSON.writeValueAsString(CatalogDocument.write(catalog));
        assertEquals(catalog, reread(ExampleFiles.JSON.readValue(json, Object.class)));
        String yaml = ExampleFiles.YAML.writeValueAsString(CatalogDocument.write(catalog));
        assertEquals(catalog, reread(ExampleFiles.YAML.readValue(yaml, Object.class)));
        assertEquals(
                json,
                ExampleFiles.JSON.writeValueAsString(CatalogDocument.write(reread(CatalogDocument.write(catalog)))));
    }

    @Test
    void metersOfSeatsAreInEveryCatalogThoughNoDocumentWritesAndNoEventFeedsThem() {
        String plans = "plans: [{id: team, product: a, seats: 5, included: [{meter: seats.held, amount: 30}]}]\n";
        Catalog catalog = read("format: 1\nproducts: [{id: a}]\n" + plans);
        assertEquals(
                List.of("seats.assigned", "seats.held"),
                List.copyOf(catalog.meters().keySet()));
        assertEquals(List.of(), CatalogDocument.write(catalog).get("meters"));
        assertEquals(catalog, reread(CatalogDocument.write(catalog)));
        assertEquals(MeterSelection.NONE, catalog.metersOf(""));
        assertTrue(read(BASE).meters().containsKey("seats.held"));
    }

    @Test
    void minutesAndGroupsByExpressionAreWrittenAndReadAndArePartOfWhatAMeterMeans() {
        String meters = "meters: [{id: calls, eventType: t, aggregation: COUNT, windows: [MONTH, MINUTE],"
                + " groups: [region, {name: class, cel: 'size<10'}]}]\n";
        Catalog catalog = read("format: 1\n" + meters);
        assertEquals(catalog, reread(CatalogDocument.write(catalog)));
        Meter calls = ExampleFiles.item(catalog.meters(), "calls");
        assertEquals(EnumSet.of(Window.MINUTE, Window.MONTH), calls.windows());
        assertEquals(EnumSet.of(Window.MONTH), calls.ledgerWindows());
        assertTrue(calls.keepsMinutes());
        assertEquals(
                List.of("region", Map.of("name", "class", "cel", "size<10")),
                CatalogDocument.write(calls).get("groups"));
        for (String other : List.of(
                meters.replace("[MONTH, MINUTE]", "[MONTH]"),
                meters.replace("size<10", "size<11"),
                meters.replace("name: class", "name: kind"))) {
            assertFalse(
                    calls.countsAs(ExampleFiles.item(read("format: 1\n" + other).meters(), "calls")), other);
        }
        Meter usual = ExampleFiles.item(read(BASE).meters(), "calls");
        assertFalse(usual.keepsMinutes(), "nobody has minutes who did not ask for them");
    }

    @Test
    void leftOutEntriesHaveTheDocumentedDefaults() {
        Catalog catalog = read(BASE
                + "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: 1, per: DAY, kind: SOFT}],"
                + " detectors: [{meter: calls, bucket: HOUR}]}]");
        assertEquals(
                FailurePolicy.DEFAULT,
                ExampleFiles.item(catalog.features(), "api").onFailure());
        assertFalse(ExampleFiles.item(catalog.features(), "api").traceEach());
        assertEquals("acme", ExampleFiles.item(catalog.products(), "acme").name());
        assertTrue(ExampleFiles.item(catalog.products(), "acme").allows("anything"));
        Plan plan = ExampleFiles.item(catalog.plans(), "p");
        assertEquals(List.of(80, 100), plan.quotas().get(0).thresholdsPercent());
        assertEquals(
                new DetectorRule("calls", Window.HOUR, 24, 168, BigDecimal.valueOf(6)),
                plan.detectors().get(0));
    }

    @Test
    void validityIsWrittenAndReadAndLeftOutWhereItSaysNothing() {
        for (String said : List.of(
                "validity: {for: P1Y6M}",
                "validity: {from: activation}",
                "validity: {from: use}, trial: P2W",
                "validity: {for: P10D, from: use, expiryGrace: PT36H, renews: true, renewFrom: now}, trial: P1M")) {
            Catalog catalog = read("format: 1\nproducts: [{id: a}]\nplans: [{id: p, product: a, " + said + "}]\n");
            assertEquals(catalog, reread(CatalogDocument.write(catalog)), said);
        }
        Catalog plain = read("format: 1\nproducts: [{id: a}]\nplans: [{id: p, product: a, validity: {}}]\n");
        assertEquals(Validity.ENDLESS, ExampleFiles.item(plain.plans(), "p").validity());
        assertFalse(CatalogDocument.write(plain).toString().contains("validity"));
    }

    /** One fault each: the document after BASE, then path and code of the one problem. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plans: [{id: p, product: acm}] | plans[0].product | UNKNOWN_NAME",
                "plans: [{id: p}] | plans[0].product | MISSING",
                "plans: {} | plans | WRONG_TYPE",
                "plans: [5] | plans[0] | WRONG_TYPE",
                "plans: [null] | plans[0] | MISSING",
                "plans: [{id: p, product: acme}, {id: p, product: acme}] | plans[1].id | DUPLICATE",
                "plans: [{id: P, product: acme}] | plans[0].id | BAD_FORM",
                "plans: [{id: yes-, product: acme, fetures: []}] | plans[0].fetures | UNKNOWN_KEY",
                "plans: [{id: p, product: acme, features: [apis]}] | plans[0].features[0] | UNKNOWN_NAME",
                "plans: [{id: p, product: acme, features: [api, api]}] | plans[0].features[1] | DUPLICATE",
                "plans: [{id: p, product: acme, features: [max]}] | plans[0].features[0] | MISSING",
                "plans: [{id: p, product: acme, features: [{id: flag, value: x}]}] | plans[0].features[0].value | NOT_ALLOWED",
                "plans: [{id: p, product: acme, quotas: [{limit: 1, per: DAY, kind: HARD}]}] | plans[0].quotas[0].meter | MISSING",
                "plans: [{id: p, product: acme, quotas: [{meter: call, limit: 1, per: DAY, kind: HARD}]}] | plans[0].quotas[0].meter | UNKNOWN_NAME",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: -1, per: DAY, kind: HARD}]}] | plans[0].quotas[0].limit | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: ten, per: DAY, kind: HARD}]}] | plans[0].quotas[0].limit | WRONG_TYPE",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: 1e99, per: DAY, kind: HARD}]}] | plans[0].quotas[0].limit | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: 1, per: day, kind: HARD}]}] | plans[0].quotas[0].per | UNKNOWN_WORD",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: 1, per: DAY, kind: FIRM}]}] | plans[0].quotas[0].kind | UNKNOWN_WORD",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: 1, per: DAY, kind: HARD, thresholds: [80, 80]}]}] | plans[0].quotas[0].thresholds[1] | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: 1, per: DAY, kind: HARD, thresholds: [0]}]}] | plans[0].quotas[0].thresholds[0] | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: 1, per: DAY, kind: HARD, thresholds: [1.5]}]}] | plans[0].quotas[0].thresholds[0] | NOT_ALLOWED",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: 1, per: DAY, kind: HARD}, {meter: calls, limit: 2, per: DAY, kind: SOFT}]}] | plans[0].quotas[1] | DUPLICATE",
                "plans: [{id: p, product: acme, detectors: [{meter: calls, bucket: HOUR, score: 0}]}] | plans[0].detectors[0].score | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, detectors: [{meter: calls, bucket: HOUR, warmUp: 20, history: 10}]}] | plans[0].detectors[0] | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, detectors: [{meter: calls, bucket: HOUR, history: 1001}]}] | plans[0].detectors[0].history | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, detectors: [{meter: peak, bucket: HOUR}]}] | plans[0].detectors[0].meter | NOT_ALLOWED",
                "plans: [{id: p, product: acme, quotas: [{meter: peak, limit: 1, per: DAY, kind: HARD}]}] | plans[0].quotas[0].kind | NOT_ALLOWED",
                "plans: [{id: p, product: acme, quotas: [{meter: peak, limit: 1, per: HOUR, kind: SOFT}]}] | plans[0].quotas[0].per | NOT_ALLOWED",
                "plans: [{id: p, product: acme, quotas: [{meter: mean, limit: 1, per: DAY, kind: SOFT}]}] | plans[0].quotas[0].meter | NOT_ALLOWED",
                "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: 1, per: MINUTE, kind: SOFT}]}] | plans[0].quotas[0].per | NOT_ALLOWED",
                "plans: [{id: p, product: acme, detectors: [{meter: calls, bucket: MINUTE}]}] | plans[0].detectors[0].bucket | NOT_ALLOWED",
                "plans: [{id: p, product: acme, validity: P1Y}] | plans[0].validity | WRONG_TYPE",
                "plans: [{id: p, product: acme, validity: {for: P1Y, renew: true}}] | plans[0].validity.renew | UNKNOWN_KEY",
                "plans: [{id: p, product: acme, validity: {for: a year}}] | plans[0].validity.for | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, validity: {for: PT24H}}] | plans[0].validity.for | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, validity: {for: P0D}}] | plans[0].validity.for | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, validity: {for: P1Y-1D}}] | plans[0].validity.for | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, validity: {for: P101Y}}] | plans[0].validity.for | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, validity: {for: P1Y, from: today}}] | plans[0].validity.from | UNKNOWN_WORD",
                "plans: [{id: p, product: acme, validity: {from: use}}] | plans[0].validity.from | NOT_ALLOWED",
                "plans: [{id: p, product: acme, validity: {renews: true}}] | plans[0].validity.renews | NOT_ALLOWED",
                "plans: [{id: p, product: acme, validity: {renews: always, for: P1Y}}] | plans[0].validity.renews | WRONG_TYPE",
                "plans: [{id: p, product: acme, validity: {for: P1Y, renewFrom: then}}] | plans[0].validity.renewFrom | UNKNOWN_WORD",
                "plans: [{id: p, product: acme, validity: {expiryGrace: P1M}}] | plans[0].validity.expiryGrace | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, validity: {expiryGrace: -P1D}}] | plans[0].validity.expiryGrace | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, validity: {expiryGrace: P367D}}] | plans[0].validity.expiryGrace | OUT_OF_RANGE",
                "plans: [{id: p, product: acme, trial: P2Y}] | plans[0].trial | OUT_OF_RANGE",
                "plan: [] | plan | UNKNOWN_KEY"
            })
    void eachFaultIsNamedByPathAndCode(String rest, String path, String code) {
        CatalogProblem problem = only(ExampleFiles.readYaml(BASE + rest));
        assertEquals(path, problem.path());
        assertEquals(code, problem.code(), problem::reason);
        assertFalse(problem.reason().isBlank());
    }

    /** The same for documents that stand alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | format | MISSING",
                "{format: 2} | format | OUT_OF_RANGE",
                "{format: '1.5'} | format | NOT_ALLOWED",
                "{format: true} | format | WRONG_TYPE",
                "[] | '' | WRONG_TYPE",
                "plain text | '' | WRONG_TYPE",
                "{format: 1, products: [{id: yes}]} | products[0].id | BAD_ID",
                "{format: 1, products: [{id: a, sources: ['*/b']}]} | products[0].sources[0] | BAD_FORM",
                "{format: 1, products: [{id: a, sources: acme}]} | products[0].sources | WRONG_TYPE",
                "{format: 1, products: [{id: a, name: \"a\\u0000b\"}]} | products[0].name | BAD_FORM",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: MEDIAN}]} | meters[0].aggregation | UNKNOWN_WORD",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: MAX}]} | meters[0].value | MISSING",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, windows: [DAY]}]} | meters[0].windows | MISSING",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, windows: [MONTH, MONTH]}]} | meters[0].windows[1] | DUPLICATE",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: UNIQUE_COUNT, value: v, windows: [HOUR, MONTH]}]} | meters[0].windows[0] | NOT_ALLOWED",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: SUM}]} | meters[0].value | MISSING",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: SUM, value: a..b}]} | meters[0].value | BAD_FORM",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, value: a}]} | meters[0].value | NOT_ALLOWED",
                "{format: 1, meters: [{id: m, eventType: ' ', aggregation: COUNT}]} | meters[0].eventType | MISSING",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, lateDataGrace: 3 days}]} | meters[0].lateDataGrace | OUT_OF_RANGE",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, lateDataGrace: P31D}]} | meters[0].lateDataGrace | OUT_OF_RANGE",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, lateDataGrace: PT-1S}]} | meters[0].lateDataGrace | OUT_OF_RANGE",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [a, a]}]} | meters[0].groups[1] | DUPLICATE",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [a..b]}]} | meters[0].groups[0] | BAD_FORM",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [a, b, c, d, e]}]} | meters[0].groups | TOO_MANY",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [{name: a, cel: 'a<1'}, a]}]} | meters[0].groups[1] | DUPLICATE",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [{name: a, cel: 'a'}]}]} | meters[0].groups[0].cel | BAD_FORM",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [{name: a.b, cel: 'a<1'}]}]} | meters[0].groups[0].name | BAD_FORM",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [{name: a}]}]} | meters[0].groups[0].cel | MISSING",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [{name: a, cel: 'a<1', path: a}]}]} | meters[0].groups[0].path | UNKNOWN_KEY",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, groups: [1]}]} | meters[0].groups[0] | WRONG_TYPE",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, windows: [MINUTE]}]} | meters[0].windows | MISSING",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, subjects: [a]}]} | meters[0].subjects | WRONG_TYPE",
                "{format: 1, meters: [{id: m, eventType: t, aggregation: COUNT, subjects: 'true'}]} | meters[0].subjects | WRONG_TYPE",
                "{format: 1, features: [{id: f, kind: METERED}]} | features[0].meter | MISSING",
                "{format: 1, features: [{id: f, kind: METERED, meter: m}]} | features[0].meter | UNKNOWN_NAME",
                "{format: 1, features: [{id: f, kind: BOOLEAN, meter: m}]} | features[0].meter | NOT_ALLOWED",
                "{format: 1, features: [{id: f, kind: BOOLEAN, onFailure: lastKnown}]} | features[0].onFailure | BAD_FORM",
                "{format: 1, features: [{id: f, kind: BOOLEAN, onFailure: lastKnown(PT0S)}]} | features[0].onFailure | BAD_FORM",
                "{format: 1, features: [{id: f, kind: BOOLEAN, onFailure: lastKnown(P9999D)}]} | features[0].onFailure | BAD_FORM",
                "{format: 1, features: [{id: f, kind: BOOLEAN, trace: every}]} | features[0].trace | UNKNOWN_WORD",
                "{format: 1, features: [{id: f, kind: BOOLEAN}, {id: f, kind: STATIC}]} | features[1].id | DUPLICATE",
                "{format: 1, products: [{id: a}], plans: [{id: p, product: a, seats: 0}]} | plans[0].seats | OUT_OF_RANGE",
                "{format: 1, products: [{id: a}], plans: [{id: p, product: a, seats: 1001}]} | plans[0].seats | OUT_OF_RANGE",
                "{format: 1, products: [{id: a}], plans: [{id: p, product: a, seats: 2, quotas: [{meter: seats.held, limit: 1, per: MONTH, kind: HARD}]}]} | plans[0].quotas[0].kind | NOT_ALLOWED",
                "{format: 1, products: [{id: a}], plans: [{id: p, product: a, seats: 2, quotas: [{meter: seats.held, limit: 1, per: HOUR, kind: SOFT}]}]} | plans[0].quotas[0].per | NOT_ALLOWED",
                "{format: 1, products: [{id: a}], plans: [{id: p, product: a, seats: 2, detectors: [{meter: seats.held, bucket: DAY}]}]} | plans[0].detectors[0].meter | NOT_ALLOWED"
            })
    void eachFaultOfTheRestIsNamedToo(String yaml, String path, String code) {
        CatalogProblem problem = only(ExampleFiles.readYaml(yaml));
        assertEquals(path, problem.path());
        assertEquals(code.equals("BAD_ID") ? "WRONG_TYPE" : code, problem.code(), problem::reason);
    }

    @Test
    void allProblemsAreReportedAtOnceAndEachOnce() {
        List<CatalogProblem> problems = ExampleFiles.readYaml("format: 1\nproducts: [{id: acme, sorces: []}]\n"
                        + "meters: [{id: calls, eventType: t, aggregation: SUM}]\n"
                        + "plans: [{id: p, product: acme, quotas: [{meter: calls, limit: -1, per: DAY, kind: HARD}]}]")
                .problems();
        assertEquals(
                List.of("products[0].sorces", "meters[0].value", "plans[0].quotas[0].limit"),
                problems.stream().map(CatalogProblem::path).toList());
    }

    @Test
    void misspelledNamesAreCorrected() {
        assertTrue(
                only(ExampleFiles.readYaml("{format: 1, prodcts: []}")).reason().contains("did you mean 'products'?"));
        assertTrue(only(ExampleFiles.readYaml(BASE + "plans: [{id: p, product: acm}]"))
                .reason()
                .contains("did you mean 'acme'?"));
        assertFalse(
                only(ExampleFiles.readYaml("{format: 1, zebra: []}")).reason().contains("did you mean"));
    }

    @Test
    void floatingPointIsRefusedForItIsNoLongerExact() {
        assertEquals("NOT_EXACT", only(withLimit(Double.NaN)).code());
        assertEquals("NOT_EXACT", only(withLimit(Double.POSITIVE_INFINITY)).code());
        assertEquals("NOT_EXACT", only(withLimit(1.5)).code());
        assertEquals(
                "OUT_OF_RANGE", only(withLimit(new BigDecimal("1E+999999999"))).code());
        assertEquals(
                "OUT_OF_RANGE", only(withLimit(new BigDecimal("1E-999999999"))).code());
        assertEquals(
                "OUT_OF_RANGE", only(withLimit(BigInteger.TEN.pow(60).negate())).code());
    }

    @Test
    void equalNumbersInOtherWordsMakeEqualCatalogs() {
        assertEquals(withLimit(10), withLimit(new BigDecimal("10.00")));
        assertEquals(withLimit("10"), withLimit(new BigDecimal("1E+1")));
        assertEquals(withLimit("0.5"), withLimit(new BigDecimal("0.50")));
        assertNotEquals(withLimit(10), withLimit(11));
    }

    @Test
    void documentThatHoldsItselfIsRefusedInFiniteTime() {
        var loop = new LinkedHashMap<String, Object>();
        var list = new ArrayList<Object>();
        loop.put("format", 1);
        loop.put("plans", list);
        list.add(loop);
        list.add(list);
        assertFalse(CatalogDocument.read(loop, 1, new PathFilters()).isValid());
    }

    @Test
    void aFilterIsReadWrittenAndPartOfTheMeter() {
        var tree = withFilter("region=eu");
        Catalog catalog =
                CatalogDocument.read(tree, 1, new PathFilters()).catalog().orElseThrow();
        assertEquals(
                "region=eu",
                ExampleFiles.item(catalog.meters(), "calls").filter().text());
        assertEquals(
                catalog,
                CatalogDocument.read(CatalogDocument.write(catalog), 1, new PathFilters())
                        .catalog()
                        .orElseThrow());
        Catalog other = CatalogDocument.read(withFilter("region=us"), 1, new PathFilters())
                .catalog()
                .orElseThrow();
        var change = CatalogDiff.between(catalog, other).get(0);
        assertEquals("filter region=eu region=us", change.field() + " " + change.before() + " " + change.after());
    }

    @Test
    void aFilterThatIsNoneIsAFaultThatSaysWhy() {
        var fault = only(CatalogDocument.read(withFilter("region"), 1, new PathFilters()));
        assertEquals("meters[0].filter BAD_FORM", fault.path() + " " + fault.code());
        assertEquals("is no filter: must be path=text or path~text", fault.reason());
        assertEquals(
                "OUT_OF_RANGE",
                only(CatalogDocument.read(withFilter("r=" + "x".repeat(999)), 1, new PathFilters()))
                        .code());
    }

    private static Map<String, Object> withFilter(String filter) {
        return Map.of(
                "format",
                1,
                "meters",
                List.of(Map.of("id", "calls", "eventType", "t", "aggregation", "COUNT", "filter", filter)));
    }

    @Test
    void reportOfAHopelessDocumentIsBounded() {
        var plans = new ArrayList<Object>();
        for (int i = 0; i < 900; i++) {
            plans.add(Map.of("id", "p" + i, "product", "nope", "x", 1, "y", 2));
        }
        List<CatalogProblem> problems = CatalogDocument.read(Map.of("format", 1, "plans", plans), 1, new PathFilters())
                .problems();
        assertEquals(1_001, problems.size());
        assertEquals("TOO_MANY", problems.get(1_000).code());
        var tooMany = Map.of("format", 1, "plans", Collections.nCopies(1_001, Map.of()));
        assertEquals(
                "TOO_MANY",
                only(CatalogDocument.read(tooMany, 1, new PathFilters())).code());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void brokenDocumentsAreRefusedOrReadButNeverThrow(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Object tree = mutated(CatalogDocument.write(ExampleFiles.catalog("demo.yaml")), random);
            CatalogReading reading = CatalogDocument.read(tree, 7, new PathFilters());
            int run = i;
            reading.catalog()
                    .ifPresent(catalog -> assertEquals(
                            catalog,
                            CatalogDocument.read(CatalogDocument.write(catalog), 7, new PathFilters())
                                    .catalog()
                                    .orElseThrow(),
                            "seed " + seed + ", run " + run));
        }
    }

    /** The tree with one value, somewhere, replaced by something else. */
    private static @Nullable Object mutated(@Nullable Object tree, Random random) {
        if (tree instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(12) > 0) {
            var copy = new LinkedHashMap<Object, @Nullable Object>(map);
            Object key = new ArrayList<>(map.keySet()).get(random.nextInt(map.size()));
            if (random.nextInt(10) == 0) {
                copy.remove(key);
            } else {
                copy.put(key, mutated(map.get(key), random));
            }
            return copy;
        }
        if (tree instanceof List<?> list && !list.isEmpty() && random.nextInt(12) > 0) {
            var copy = new ArrayList<@Nullable Object>(list);
            int at = random.nextInt(list.size());
            copy.set(at, mutated(list.get(at), random));
            return copy;
        }
        Object[] strange = {
            "",
            "x",
            "P",
            -1,
            0L,
            Long.MAX_VALUE,
            Double.NaN,
            true,
            List.of(),
            Map.of(),
            Map.of(1, 2),
            "lastKnown(P1D)",
            new BigDecimal("1E+2147483647"),
            new BigInteger("9".repeat(80)),
            List.of(List.of()),
            "MONTH",
            "acme/**"
        };
        int pick = random.nextInt(strange.length + 1);
        return pick == strange.length ? null : strange[pick];
    }

    private static CatalogReading withLimit(Object limit) {
        var quota = Map.of("meter", "calls", "limit", limit, "per", "DAY", "kind", "HARD");
        return CatalogDocument.read(
                Map.of(
                        "format", 1,
                        "products", List.of(Map.of("id", "acme")),
                        "meters", List.of(Map.of("id", "calls", "eventType", "t", "aggregation", "COUNT")),
                        "plans", List.of(Map.of("id", "p", "product", "acme", "quotas", List.of(quota)))),
                1,
                new PathFilters());
    }

    private static Catalog read(String yaml) {
        CatalogReading reading = ExampleFiles.readYaml(yaml);
        return reading.catalog().orElseThrow(() -> new AssertionError(reading.problems()));
    }

    private static Catalog reread(Object tree) {
        CatalogReading reading = CatalogDocument.read(tree, 1, new PathFilters());
        return reading.catalog().orElseThrow(() -> new AssertionError(reading.problems()));
    }

    private static CatalogProblem only(CatalogReading reading) {
        assertEquals(1, reading.problems().size(), () -> "problems: " + reading.problems());
        return reading.problems().get(0);
    }
}
