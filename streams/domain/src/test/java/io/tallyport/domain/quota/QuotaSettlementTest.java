package io.tallyport.domain.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotaSettlementTest {

    private static final long FROM_MS = 1_000;

    @Test
    void aThresholdIsReachedWithTheVeryUnitThatMakesItsPercents() {
        var quota = quota("10", 80, 100);
        assertEquals(0, quota.reached(new BigDecimal("7.99")));
        assertEquals(1, quota.reached(new BigDecimal("8")));
        assertEquals(1, quota.reached(new BigDecimal("9.99")));
        assertEquals(2, quota.reached(new BigDecimal("10.00")));
        assertEquals(QuotaLevel.NEAR, QuotaSettlement.levelOf(quota, new BigDecimal("8.0")));
        assertEquals(QuotaLevel.EXHAUSTED, QuotaSettlement.levelOf(quota, BigDecimal.TEN));
    }

    @Test
    void nothingUsedReachesNothingEvenOfALimitOfZero() {
        assertEquals(0, quota("0", 80).reached(BigDecimal.ZERO));
        assertEquals(1, quota("0", 80).reached(BigDecimal.ONE));
    }

    @Test
    void reachedIsWhatTheArithmeticOfPercentsSays() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            var limit = BigDecimal.valueOf(random.nextInt(1_000), random.nextInt(4));
            int percent = 1 + random.nextInt(200);
            var used = BigDecimal.valueOf(random.nextInt(2_000), random.nextInt(4));
            boolean must = used.signum() > 0
                    && used.multiply(BigDecimal.valueOf(100)).compareTo(limit.multiply(BigDecimal.valueOf(percent)))
                            >= 0;
            assertEquals(
                    must ? 1 : 0,
                    quota(limit.toPlainString(), percent).reached(used),
                    "seed " + seed + ": " + used + " of " + limit + ", " + percent + " %");
        }
    }

    /** What is settled stays as it is, and what is not settled changes. */
    @Test
    void settlingTwiceChangesNothing() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var quota = quota("10", 80, 100);
        QuotaState state = QuotaState.fresh(quota, FROM_MS);
        for (int i = 0; i < 1_000; i++) {
            var used = BigDecimal.valueOf(random.nextInt(1_300), 2);
            long fromMs = FROM_MS + random.nextInt(2);
            boolean settled = QuotaSettlement.isSettled(quota, state, fromMs, used);
            QuotaState next = settle(quota, state, fromMs, used);
            assertEquals(settled, next == state, "seed " + seed + ": " + used);
            assertTrue(QuotaSettlement.isSettled(quota, next, fromMs, used), "seed " + seed + ": " + used);
            assertSame(next, settle(quota, next, fromMs, used), "seed " + seed + ": " + used);
            state = next;
        }
        assertFalse(QuotaSettlement.isSettled(quota("11", 80, 100), state, state.windowFromMs(), BigDecimal.ZERO));
    }

    @Test
    void quotasOfTheSameTermsAreEqual() {
        assertEquals(quota("10", 80), quota("10", 80));
        assertEquals(quota("10", 80).hashCode(), quota("10", 80).hashCode());
        assertFalse(quota("10", 80).equals(quota("10", 90)));
        assertFalse(quota("10", 80).equals(quota("11", 80)));
        assertEquals("quota/calls/MONTH", quota("10", 80).rule());
    }

    private static QuotaState settle(Quota quota, QuotaState before, long fromMs, BigDecimal used) {
        return QuotaSettlement.settle(
                        "lic", UsageCalendar.UTC, quota, before, fromMs, used, QuotaSettlementTest::evidence)
                .next();
    }

    private static Evidence evidence(Map<String, String> inputs) {
        return new Evidence("rule", 1, new Origin("topic", 0, 0), "", "", inputs);
    }

    private static Quota quota(String limit, Integer... thresholds) {
        return new Quota("calls", Window.MONTH, new BigDecimal(limit), true, List.of(thresholds));
    }
}
