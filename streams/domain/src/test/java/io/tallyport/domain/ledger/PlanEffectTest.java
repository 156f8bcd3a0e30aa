package io.tallyport.domain.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.ExampleFiles;
import io.tallyport.domain.entitlement.CheckInputs;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.EntitlementChange;
import io.tallyport.domain.license.LicenseState;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanEffectTest {

    private static final String CATALOG = """
            format: 1
            products: [{id: acme, name: Acme}]
            meters:
              - {id: calls, eventType: api.call, aggregation: COUNT, unit: call}
            features:
              - {id: api, kind: METERED, meter: calls}
              - {id: sso, kind: BOOLEAN}
              - {id: region, kind: STATIC}
            plans:
              - id: starter
                product: acme
                features: [api, sso, {id: region, value: eu}]
                quotas:
                  - {meter: calls, limit: 100, per: DAY, kind: SOFT}
                  - {meter: calls, limit: 10, per: MONTH, kind: HARD}
              - {id: other, product: acme, features: [sso]}
            """;

    @Test
    void plansThatGiveTheSameAreNotLookedAt() {
        assertEquals(Set.of(), effects(CATALOG).keySet());
        assertEquals(
                Set.of(),
                effects(CATALOG.replace("limit: 10,", "limit: \"10.0\",")).keySet());
        assertEquals(
                Set.of(),
                effects(CATALOG.replace("kind: HARD}", "kind: HARD, thresholds: [50]}")
                                .replace("name: Acme", "name: Other"))
                        .keySet());
        assertEquals(
                Set.of("starter"),
                effects(CATALOG.replace("limit: 10,", "limit: 20,")).keySet());
    }

    @Test
    void aLowerLimitDeniesWhomItFindsAboveIt() {
        String lower = CATALOG.replace("limit: 10,", "limit: 5,");
        String limit = "api limit 10 per MONTH, HARD -> 5 per MONTH, HARD";
        assertEquals(List.of(limit), changes(lower, LicenseState.ACTIVE, 4));
        assertEquals(List.of(limit, "api access ALLOW -> DENY"), changes(lower, LicenseState.ACTIVE, 5));
        assertEquals(List.of(limit), changes(lower, LicenseState.ACTIVE, 10), "denied before and after");
        assertEquals(
                List.of("api limit 10 per MONTH, HARD -> 10 per MONTH, SOFT", "api access DENY -> ALERT"),
                changes(CATALOG.replace("kind: HARD", "kind: SOFT"), LicenseState.ACTIVE, 11));
        String soft = CATALOG.replace("limit: 10,", "limit: 1000,");
        assertEquals(
                List.of("api limit 100 per DAY, SOFT -> ", "api access ALERT -> ALLOW"),
                changes(
                        soft.replace("- {meter: calls, limit: 100, per: DAY, kind: SOFT}\n", "\n"),
                        soft,
                        LicenseState.ACTIVE,
                        100));
    }

    @Test
    void whatChecksDenyByStateStaysDenied() {
        String lower = CATALOG.replace("limit: 10,", "limit: 5,");
        String limit = "api limit 10 per MONTH, HARD -> 5 per MONTH, HARD";
        assertEquals(List.of(limit), changes(lower, LicenseState.SUSPENDED, 7));
        assertEquals(List.of(limit), changes(lower, LicenseState.DRAFT, 7));
        assertEquals(List.of(limit, "api access ALERT -> DENY"), changes(lower, LicenseState.GRACE, 7));
        assertEquals(List.of(), changes(lower, LicenseState.EXPIRED, 7));
        assertEquals(List.of(), changes(lower, LicenseState.REVOKED, 7));
    }

    @Test
    void featuresComeAndGoAndHaveOtherValues() {
        assertEquals(
                List.of("sso lost ALLOW -> DENY", "region value eu -> us"),
                changes(
                        CATALOG.replace("[api, sso, {id: region, value: eu}]", "[api, {id: region, value: us}]"),
                        LicenseState.ACTIVE,
                        0));
        assertEquals(
                List.of("sso granted DENY -> ALLOW"),
                changes(CATALOG, CATALOG.replace("[api, sso,", "[api,"), LicenseState.ACTIVE, 0));
        assertEquals(
                List.of("sso onFailure lastKnown(PT72H) -> closed"),
                changes(
                        CATALOG.replace("{id: sso, kind: BOOLEAN}", "{id: sso, kind: BOOLEAN, onFailure: closed}"),
                        LicenseState.ACTIVE,
                        0));
        assertEquals(
                List.of(
                        "api kind METERED -> BOOLEAN",
                        "api meter calls -> ",
                        "api limit 100 per DAY, SOFT -> ",
                        "api limit 10 per MONTH, HARD -> ",
                        "api access DENY -> ALLOW"),
                changes(
                        CATALOG.replace("{id: api, kind: METERED, meter: calls}", "{id: api, kind: BOOLEAN}"),
                        LicenseState.ACTIVE,
                        10));
    }

    @Test
    void aPlanThatIsGoneTakesAllFeaturesAndOneThatComesBackGivesThem() {
        String without = CATALOG.substring(0, CATALOG.indexOf("  - id: starter"))
                + "  - {id: other, product: acme, features: [sso]}\n";
        assertEquals(
                List.of(
                        " planGone starter -> ",
                        "api lost DENY -> DENY",
                        "sso lost ALLOW -> DENY",
                        "region lost ALLOW -> DENY"),
                changes(without, LicenseState.ACTIVE, 10));
        assertEquals(
                List.of("api granted DENY -> DENY", "sso granted DENY -> ALLOW", "region granted DENY -> ALLOW"),
                changes(CATALOG, without, LicenseState.ACTIVE, 10));
    }

    @Test
    void onlyWhatIsAllowedNowCanBeDenied() {
        assertTrue(new EntitlementChange("api", EntitlementChange.What.LOST, "ALERT", "DENY").denies());
        assertFalse(new EntitlementChange("api", EntitlementChange.What.LOST, "DENY", "DENY").denies());
        assertFalse(new EntitlementChange("api", EntitlementChange.What.ACCESS, "ALLOW", "ALERT").denies());
        assertFalse(new EntitlementChange("api", EntitlementChange.What.VALUE, "ALLOW", "DENY").denies());
    }

    private static java.util.Map<String, PlanEffect> effects(String after) {
        return PlanEffect.between(catalog(CATALOG, 1), catalog(after, 2));
    }

    private static List<String> changes(String after, LicenseState state, int used) {
        return changes(after, CATALOG, state, used);
    }

    /** What changes for a license on starter that used so much today and this month. */
    private static List<String> changes(String after, String before, LicenseState state, int used) {
        PlanEffect effect =
                PlanEffect.between(catalog(before, 1), catalog(after, 2)).get("starter");
        if (effect == null) {
            throw new AssertionError("the plan does not change");
        }
        return effect.on(license(state), quota -> BigDecimal.valueOf(used), 1_000).stream()
                .map(change ->
                        change.feature() + " " + change.what().word() + " " + change.from() + " -> " + change.to())
                .toList();
    }

    private static Entitlement license(LicenseState state) {
        long none = Long.MAX_VALUE;
        return CheckInputs.recorded("L", 1, state, "acme", "starter", "c", none, none, 1, false, null);
    }

    private static Catalog catalog(String yaml, long revision) {
        var reading = ExampleFiles.readYaml(yaml);
        Catalog catalog = reading.catalog().orElseThrow(() -> new AssertionError(reading.problems()));
        return new Catalog(
                revision,
                catalog.products(),
                catalog.meters(),
                catalog.features(),
                catalog.plans(),
                catalog.customers());
    }
}
