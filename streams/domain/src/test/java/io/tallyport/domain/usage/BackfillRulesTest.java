package io.tallyport.domain.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which events of a backfill may count, and for how long. */
class BackfillRulesTest {

    private static final long NOW_MS = Instant.parse("2026-11-03T10:00:00Z").toEpochMilli();

    @Test
    void aNameIsShortAndPlain() {
        assertTrue(Backfill.isName("a"));
        assertTrue(Backfill.isName("moved-in-2026"));
        assertTrue(Backfill.isName("a".repeat(64)));
        for (String none : List.of("", "A", "1a", "-a", "a_b", "a b", "a".repeat(65), "\u00e4", "a\n")) {
            assertFalse(Backfill.isName(none), none);
            assertEquals(RejectionReason.BACKFILL_NAME_INVALID, reason(none, true, null, 0, NOW_MS));
        }
    }

    @Test
    void aJobRunsForThirtyDaysInTheBulkTopic() {
        assertNull(reason("job", true, null, Backfill.MOST - 1, NOW_MS));
        assertEquals(RejectionReason.BACKFILL_NOT_BULK, reason("job", false, null, 0, NOW_MS));
        assertEquals(RejectionReason.TOO_MANY_BACKFILLS, reason("job", true, null, Backfill.MOST, NOW_MS));
        assertNull(reason("job", true, NOW_MS, Backfill.MOST, NOW_MS), "it is one of them");
        long endMs = NOW_MS + Duration.ofDays(30).toMillis();
        assertNull(reason("job", true, NOW_MS, 1, endMs));
        assertEquals(RejectionReason.BACKFILL_OVER, reason("job", true, NOW_MS, 1, endMs + 1));
    }

    /** Whatever a job counted is a duplicate while it runs; and once its name is forgotten, nothing that it counted is accepted. */
    @Test
    void nothingThatAJobCountedCanCountAgain() {
        Duration idsKept = UsageAdmission.ACCEPTANCE_LIMIT.plusDays(1);
        assertTrue(Backfill.RUNS.compareTo(idsKept) < 0);
        long lastCountedMs = NOW_MS + Backfill.RUNS.toMillis();
        long latestTimeMs = lastCountedMs + UsageAdmission.FUTURE_TOLERANCE.toMillis();
        long forgottenMs = NOW_MS + Backfill.NAME_KEPT.toMillis() + 1;
        assertTrue(UsageAdmission.isLate(event("job", latestTimeMs), forgottenMs));
    }

    @Test
    void eventsOfAJobAreLateAfterFourHundredDaysAndLiveOnesAfterThirtyFive() {
        long reachMs = Backfill.REACH.toMillis();
        assertFalse(UsageAdmission.isLate(event("job", NOW_MS - reachMs), NOW_MS));
        assertTrue(UsageAdmission.isLate(event("job", NOW_MS - reachMs - 1), NOW_MS));
        assertTrue(UsageAdmission.isLate(event("", NOW_MS - reachMs), NOW_MS));
    }

    @Test
    void whatAJobBringsIsNumberedByNoEmitter() {
        String id = EmitterNumber.id(7, 0, 3);
        assertTrue(EmitterNumber.isIdOf(numbered(id, ""), 0));
        assertFalse(EmitterNumber.isIdOf(numbered(id, "job"), 0));
    }

    private static UsageEvent numbered(String id, String job) {
        return new UsageEvent("lic", "acme/web", id, "t", NOW_MS, 7, 3, List.of(), Map.of(), "", job);
    }

    private static UsageEvent event(String job, long timeMs) {
        return new UsageEvent("lic", "acme/web", "e", "t", timeMs, 0, -1, List.of(), Map.of(), "", job);
    }

    private static @Nullable RejectionReason reason(
            String job, boolean ofBulk, @Nullable Long beganMs, int known, long nowMs) {
        Rejection rejection = Backfill.check(event(job, nowMs), ofBulk, beganMs, known, nowMs);
        return rejection == null ? null : rejection.reason();
    }
}
