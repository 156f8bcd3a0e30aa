package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.Rejection;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.pipeline.state.UnattributedRecords.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What no license owns: a task that is split by restarts certifies what one does that was never stopped. */
class UnattributedRecordsTest {

    private static final Origin RECORD = new Origin("usage.events.v1", 0, 7);
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final long START_MS = Instant.parse("2026-01-20T00:00:00Z").toEpochMilli();

    @Test
    void aSplitRunCertifiesWhatAWholeOneDoes() {
        long seed = new Random().nextLong();
        var whole = run(new Random(seed), 0);
        var split = run(new Random(seed), 3);
        assertEquals(whole, split, "seed " + seed);
        assertTrue(whole.stream().filter(month -> !month.rows().isEmpty()).count() >= 2, "seed " + seed);
        for (int i = 1; i < whole.size(); i++) {
            assertEquals(whole.get(i - 1).toMs(), whole.get(i).fromMs(), "months follow each other, seed " + seed);
        }
    }

    /**
     * Certificates of four months.
     *
     * @param restarts how many times in a hundred steps the task begins anew from its store; 0 for never
     */
    private static List<Certificate> run(Random random, int restarts) {
        KeyValueStore<Bytes, byte[]> store = OpenedStore.inMemory();
        var restarting = new Random(random.nextLong());
        var records = new UnattributedRecords(new TaskFacts(store));
        var certificates = new ArrayList<Certificate>();
        for (int i = 0; i < 600; i++) {
            long nowMs = START_MS + i * DAY_MS / 5;
            var reason = RejectionReason.values()[random.nextInt(12)];
            records.decided(
                    RECORD,
                    random.nextInt(3) == 0 ? "" : "lic",
                    "s" + random.nextInt(150),
                    UsageVerdict.rejected(new Rejection(reason, "", "")),
                    nowMs);
            if (random.nextInt(4) == 0) {
                certificates.addAll(records.takeDue(nowMs, DAY_MS));
                records.flush();
                if (restarting.nextInt(100) < restarts * 10) {
                    records = new UnattributedRecords(new TaskFacts(store));
                }
            }
        }
        return certificates;
    }

    @Test
    void ofTheMonthInWhichAnEarlierBuildLeftTheTaskNotAllIsSaidToBeTold() {
        KeyValueStore<Bytes, byte[]> store = OpenedStore.inMemory();
        var facts = new TaskFacts(store);
        facts.journalSequence(5);
        var records = new UnattributedRecords(facts);
        assertEquals(List.of(), records.takeDue(START_MS, DAY_MS));
        records.flush();
        var again = new UnattributedRecords(new TaskFacts(store)).takeDue(START_MS + 80 * DAY_MS, DAY_MS);
        assertEquals(3, again.size());
        assertFalse(again.get(0).complete());
        assertTrue(again.get(1).complete());
    }

    @Test
    void whatIsOfALicenseOrWasNotRejectedIsNotAmongIt() {
        var records = new UnattributedRecords(new TaskFacts(OpenedStore.inMemory()));
        var known = UsageVerdict.rejected(new Rejection(RejectionReason.EVENT_TYPE_UNKNOWN, "type", ""));
        records.decided(RECORD, "lic", "s", known, START_MS);
        records.decided(RECORD, "lic", "s", UsageVerdict.duplicate(), START_MS);
        records.decided(RECORD, "", "s", known, START_MS);
        var unused = records.takeDue(START_MS, DAY_MS);
        var month = records.takeDue(START_MS + 20 * DAY_MS, DAY_MS).get(0);
        assertEquals(
                List.of(new UnattributedRecords.Row("usage.events.v1", "EVENT_TYPE_UNKNOWN", "s", false, 1)),
                month.rows());
    }

    /** A clock that leaps by years certifies them all, some with each commit. */
    @Test
    void aLeapCertifiesEachMonth() {
        var records = new UnattributedRecords(new TaskFacts(OpenedStore.inMemory()));
        assertEquals(List.of(), records.takeDue(0, DAY_MS), "no tick was read");
        var unused = records.takeDue(START_MS, DAY_MS);
        int months = 0;
        for (int commit = 0; commit < 10; commit++) {
            months += records.takeDue(START_MS + 1_000 * DAY_MS, DAY_MS).size();
            records.flush();
        }
        assertEquals(33, months);
    }
}
