package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.ledger.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is due when, held against a plain list in which the latest change stands last. */
class DueTimersTest {

    private static final int LICENSES = 40;

    @Test
    void whoIsDueIsWhoIsSoInAPlainListAndTheFirstIsTheOneThatWaitsLongest() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var timers = new DueTimers();
        Map<String, Long> dueMs = new HashMap<>();
        List<String> byChange = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            String license = "lic-" + random.nextInt(LICENSES);
            long next = random.nextInt(8) == 0 ? Timers.NEVER : random.nextInt(20);
            timers.set(license, next);
            Long before = dueMs.put(license, next);
            if (before == null || before != next) {
                byChange.remove(license);
                byChange.add(license);
            }
            long nowMs = random.nextInt(25) - 3L;
            String other = "lic-" + random.nextInt(LICENSES + 1);
            assertEquals(isDue(dueMs.get(other), nowMs), timers.isDue(other, nowMs), "seed " + seed);
            assertEquals(dueMs.containsKey(other), timers.knows(other), "seed " + seed);
            assertEquals(first(byChange, dueMs, nowMs), timers.firstDue(nowMs), "seed " + seed);
        }
        assertEquals(dueMs.size(), timers.licenses());
    }

    @Test
    void newTermsMakeAllDueEvenThoseThatNeverWere() {
        var timers = new DueTimers();
        timers.set("a", Timers.NEVER);
        timers.set("b", 5);
        assertFalse(timers.isDue("a", Long.MAX_VALUE - 1));
        timers.setAllDue();
        assertTrue(timers.isDue("a", 0));
        assertTrue(timers.isDue("b", 0));
    }

    private static boolean isDue(@Nullable Long dueMs, long nowMs) {
        return dueMs != null && dueMs <= nowMs;
    }

    private static @Nullable String first(List<String> byChange, Map<String, Long> dueMs, long nowMs) {
        String first = null;
        for (String license : byChange) {
            long at = java.util.Objects.requireNonNull(dueMs.get(license));
            if (at <= nowMs && (first == null || at < java.util.Objects.requireNonNull(dueMs.get(first)))) {
                first = license;
            }
        }
        return first;
    }
}
