package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.ledger.LicenseLedger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who stays on the heap when not all can. */
class LedgersInUseTest {

    private static final long ONE = LedgerEntry.heapOf(LicenseLedger.unknown("any"), 0);

    @Test
    void allStayWhileThereIsRoom() {
        var ledgers = new LedgersInUse(100 * ONE);
        for (int i = 0; i < 90; i++) {
            use(ledgers, "lic-" + i);
            ledgers.evict();
        }
        assertEquals(90, ledgers.size());
        assertEquals(90 * ONE, ledgers.bytes());
    }

    @Test
    void aFloodOfLicensesThatAreUsedOnceDoesNotPushOutThoseInUse() {
        var ledgers = new LedgersInUse(100 * ONE);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 30; i++) {
                use(ledgers, "busy-" + i);
            }
            ledgers.evict();
            for (int i = 0; i < 500; i++) {
                use(ledgers, "rare-" + round + "-" + i);
                ledgers.evict();
            }
        }
        for (int i = 0; i < 30; i++) {
            assertNotNull(ledgers.get("busy-" + i), "busy-" + i);
        }
    }

    @Test
    void thoseInUseStayWhileOthersComeTwiceAndGo() {
        var ledgers = new LedgersInUse(100 * ONE);
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 30; i++) {
                use(ledgers, "busy-" + i);
            }
            for (int i = 0; i < 20; i++) {
                use(ledgers, "twice-" + round + "-" + i);
                use(ledgers, "twice-" + round + "-" + i);
            }
            ledgers.evict();
            if (round > 2) {
                for (int i = 0; i < 30; i++) {
                    assertNotNull(ledgers.get("busy-" + i), "busy-" + i + " in round " + round);
                }
            }
        }
        assertNull(ledgers.get("twice-0-0"));
    }

    @Test
    void whoIsNoLongerUsedGoes() {
        var ledgers = new LedgersInUse(100 * ONE);
        for (int commit = 0; commit < 3; commit++) {
            use(ledgers, "former");
            ledgers.evict();
        }
        for (int i = 0; i < 2_000; i++) {
            String license = "next-" + i / 2;
            use(ledgers, license);
            use(ledgers, license);
            ledgers.evict();
        }
        assertNull(ledgers.get("former"));
    }

    @Test
    void theBudgetHoldsWhateverIsUsed() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var ledgers = new LedgersInUse(50 * ONE);
        for (int commit = 0; commit < 2_000; commit++) {
            for (int used = random.nextInt(40); used > 0; used--) {
                use(ledgers, "lic-" + (int) Math.abs(random.nextGaussian() * 60));
            }
            ledgers.evict();
            assertTrue(ledgers.bytes() <= 50 * ONE, "seed " + seed + " commit " + commit);
            assertEquals(ledgers.size() * ONE, ledgers.bytes(), "seed " + seed + " commit " + commit);
        }
    }

    @Test
    void withoutABudgetNothingStays() {
        var ledgers = new LedgersInUse(0);
        use(ledgers, "lic-1");
        use(ledgers, "lic-1");
        use(ledgers, "lic-2");
        ledgers.evict();
        assertEquals(0, ledgers.size());
        assertEquals(0, ledgers.bytes());
    }

    /** As a commit with usage of the license would. */
    private static void use(LedgersInUse ledgers, String license) {
        var entry = ledgers.get(license);
        if (entry == null) {
            entry = LedgerEntry.read(LicenseLedger.unknown(license), 0);
            ledgers.add(entry);
        }
        ledgers.logged(entry);
    }
}
