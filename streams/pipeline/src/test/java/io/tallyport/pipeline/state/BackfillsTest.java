package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.usage.Backfill;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The jobs of a task, as they are read back; and the months that were forgotten before it kept them for so long. */
class BackfillsTest {

    private static final long NOW_MS = Instant.parse("2026-11-03T10:00:00Z").toEpochMilli();
    private static final long DAY_MS = 86_400_000;

    private final KeyValueStore<Bytes, byte[]> store = OpenedStore.inMemory();

    @AfterEach
    void close() {
        store.close();
    }

    private Backfills backfills(long nowMs) {
        return new Backfills(new TaskFacts(store), nowMs);
    }

    @Test
    void whenAJobBeganIsReadBackUntilItsNameIsForgotten() {
        var jobs = backfills(0);
        jobs.counted("before-any-tick", 0);
        jobs.counted("first", NOW_MS);
        jobs.counted("second", NOW_MS + 1);
        jobs.counted("first", NOW_MS + 2);
        var again = backfills(NOW_MS);
        assertNull(again.beganMs("before-any-tick", NOW_MS));
        assertEquals(NOW_MS, again.beganMs("first", NOW_MS + 2));
        assertEquals(2, again.size(NOW_MS));
        long lastMs = NOW_MS + Backfill.NAME_KEPT.toMillis();
        assertEquals(NOW_MS, again.beganMs("first", lastMs));
        assertNull(again.beganMs("first", lastMs + 1));
        assertEquals(1, again.size(lastMs + 1));
        again.counted("first", lastMs + 1);
        assertEquals(lastMs + 1, backfills(lastMs).beganMs("first", lastMs + 1));
    }

    @Test
    void aTaskThatBeganWithThisBuildHasForgottenNothing() {
        var jobs = backfills(0);
        assertFalse(jobs.isForgotten(NOW_MS - 300 * DAY_MS, NOW_MS - 270 * DAY_MS, 0));
        assertFalse(backfills(NOW_MS).isForgotten(NOW_MS - 300 * DAY_MS, NOW_MS - 270 * DAY_MS, 0), "that is noted");
    }

    @Test
    void aTaskOfABuildBeforeHasForgottenMonthsInWhichALicenseCanHaveHadUsage() {
        backfills(NOW_MS);
        var jobs = backfills(NOW_MS + 100 * DAY_MS);
        long issuedMs = NOW_MS - 200 * DAY_MS;
        assertTrue(jobs.isForgotten(NOW_MS - 98 * DAY_MS, NOW_MS - 68 * DAY_MS, issuedMs));
        assertFalse(jobs.isForgotten(NOW_MS - 67 * DAY_MS, NOW_MS - 37 * DAY_MS, issuedMs), "it was kept still");
        assertFalse(jobs.isForgotten(NOW_MS - 231 * DAY_MS, issuedMs, issuedMs), "there was no license");
    }
}
