package io.tallyport.port.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.CatalogDocument;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.entitlement.CheckInputs;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.expression.CelFilters;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.RunningUsage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a dry run says of licenses, from readings. */
class LicenseEffectsTest {

    private static final long HOUR_MS = 3_600_000;
    private static final long NOW_MS = 100 * HOUR_MS;
    private static final String CATALOG = """
            format: 1
            products: [{id: acme, name: Acme}]
            meters: [{id: used, eventType: e, aggregation: SUM, value: v}, {id: other, eventType: e, aggregation: COUNT}]
            features: [{id: api, kind: METERED, meter: used}]
            plans:
              - {id: starter, product: acme, features: [api], quotas: [{meter: used, limit: 100, per: MONTH, kind: SOFT}]}
              - {id: same, product: acme, features: [api], quotas: [{meter: used, limit: 100, per: MONTH, kind: SOFT}]}
            """;

    @Test
    void itCountsAllAndListsTheFirst() {
        var effects = effects(
                CATALOG,
                CATALOG.replaceFirst("limit: 100, per: MONTH, kind: SOFT", "limit: 9, per: MONTH, kind: HARD"),
                2);
        assertEquals(List.of("starter"), List.copyOf(effects.plans()));
        for (int i = 0; i < 5; i++) {
            effects.visit(license("L" + i, LicenseState.ACTIVE, "starter"), used(reading("used", 1, "" + 3 * i, "")));
        }
        effects.visit(license("R", LicenseState.REVOKED, "starter"), used());
        ObjectNode answer = effects.answer(6);
        assertEquals(6, answer.path("looked").asLong());
        assertEquals(5, answer.path("changed").asLong());
        assertEquals(2, answer.path("denied").asLong());
        assertTrue(answer.path("more").asBoolean());
        assertEquals(2, answer.path("first").size());
        assertEquals(
                "{\"license\":\"L0\",\"state\":\"ACTIVE\",\"plan\":\"starter\",\"changes\":[{\"feature\":\"api\",\"what\":\"limit\","
                        + "\"from\":\"100 per MONTH, SOFT\",\"to\":\"9 per MONTH, HARD\"}]}",
                answer.at("/first/0").toString());
    }

    @Test
    void whereNothingChangesNobodyIsLookedAt() {
        var effects = effects(CATALOG, CATALOG, 2);
        assertTrue(effects.plans().isEmpty());
        assertFalse(effects.answer(0).path("more").asBoolean());
    }

    /** A limit is held against all versions together, in the meter's way; other meters are others. */
    @ParameterizedTest
    @CsvSource({
        "SUM, 30, 25, 55",
        "MAX, 30, 25, 30",
        "MAX, -30, -25, -25",
        "LATEST, 30, 25, 25",
        "UNIQUE_COUNT, 30, 25, 25",
        "TIME_WEIGHTED, 30, 25, 55"
    })
    void versionsCountTogether(String aggregation, String first, String second, String expected) {
        assertEquals(
                new BigDecimal(expected),
                quantity(
                        aggregation,
                        reading("other", 1, "1000", ""),
                        reading("used", 1, first, ""),
                        reading("used", 2, second, "")));
    }

    /** The last reading is two hours old; five a time since are ten more. */
    @Test
    void aLevelGoesOnSinceItsReading() {
        assertEquals(0, new BigDecimal("40").compareTo(quantity("TIME_WEIGHTED", reading("used", 1, "30", "5"))));
        assertEquals(new BigDecimal("30"), quantity("SUM", reading("used", 1, "30", "")));
    }

    private static BigDecimal quantity(String aggregation, Reading... readings) {
        Catalog catalog = catalog(CATALOG.replace("aggregation: SUM", "aggregation: " + aggregation));
        var plan = java.util.Objects.requireNonNull(catalog.plans().get("starter"));
        return new RunningQuantities(new CatalogProposal(catalog, catalog, List.of()))
                .used(plan.quotas().get(0), used(readings));
    }

    private static LicenseEffects effects(String before, String after, int limit) {
        return new LicenseEffects(new CatalogProposal(catalog(before), catalog(after), List.of()), limit);
    }

    private static RunningUsage used(Reading... readings) {
        return new RunningUsage() {
            @Override
            public long nowMs() {
                return NOW_MS;
            }

            @Override
            public List<Reading> in(Window window) {
                return window == Window.MONTH ? List.of(readings) : List.of();
            }
        };
    }

    private static Reading reading(String meter, int version, String value, String level) {
        return new Reading(
                "L",
                "c",
                "acme",
                "starter",
                1,
                NOW_MS - 2 * HOUR_MS,
                1,
                meter,
                version,
                "",
                "unit",
                "MONTH",
                0,
                31 * 24 * HOUR_MS,
                new BigDecimal(value),
                1,
                "OPEN",
                "",
                "",
                false,
                level,
                "");
    }

    private static Entitlement license(String id, LicenseState state, String plan) {
        long none = Long.MAX_VALUE;
        return CheckInputs.recorded(id, 1, state, "acme", plan, "c", none, none, 1, false, null);
    }

    private static Catalog catalog(String yaml) {
        var reading = CatalogDocument.read(CatalogText.tree(yaml.getBytes(StandardCharsets.UTF_8)), 1, CelFilters.CEL);
        return reading.catalog().orElseThrow(() -> new AssertionError(reading.problems()));
    }
}
