package io.tallyport.client.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tallyport.client.Samples;
import io.tallyport.domain.entitlement.CheckInputs;
import io.tallyport.domain.entitlement.Decision;
import io.tallyport.domain.entitlement.EntitlementCheck;
import io.tallyport.domain.entitlement.ViewTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MappingTest {

    @Test
    void entitlementSurvivesTheWire() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            var entitlement = Samples.random(random, "L" + i, i);
            assertEquals(
                    entitlement, EntitlementMapping.entitlement(EntitlementMapping.wire(entitlement)), "seed " + seed);
        }
    }

    @Test
    void anUnknownValueIsRefusedByItsField() {
        var state = EntitlementMapping.wire(Samples.allowed("L1", 1));
        state.setState("PAUSED");
        assertEquals(
                "state: unknown value \"PAUSED\"",
                assertThrows(IllegalArgumentException.class, () -> EntitlementMapping.entitlement(state))
                        .getMessage());
        var limit = EntitlementMapping.wire(Samples.allowed("L1", 1));
        limit.getFeatures().get(0).setLimit("ten");
        assertEquals(
                "limit: no exact decimal: \"ten\"",
                assertThrows(IllegalArgumentException.class, () -> EntitlementMapping.entitlement(limit))
                        .getMessage());
    }

    @Test
    void aRecordedDecisionIsDecidedAgainTheSameWay() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            var entitlement = random.nextInt(8) == 0 ? null : Samples.random(random, "L1", 1 + random.nextInt(9));
            var time = new ViewTime(Samples.NOW_MS + random.nextInt(10_000), random.nextInt(60_000) - 1, 20_000);
            Decision decision = EntitlementCheck.decide(
                    new CheckInputs(entitlement, "L1", "feature-" + random.nextInt(4), time, random.nextInt(12)));
            var wire = DecisionCodec.wire(new TracedDecision("d-1", decision, 1, "api", 5, 2, 77));
            Decision again = EntitlementCheck.decide(DecisionCodec.inputs(wire));
            String which = "seed " + seed + ", round " + i;
            assertEquals(wire.getVerdict(), again.verdict().name(), which);
            assertEquals(wire.getReason(), again.reason(), which);
            assertEquals(wire.getDetail(), again.detail(), which);
            assertEquals(wire.getBound(), again.bound(), which);
            assertEquals(wire.getValidUntilMs(), again.validUntilMs(), which);
        }
    }
}
