package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreProgressTest {

    private static final long SECOND = 1_000_000_000L;
    private static final String LEDGERS = "ledgers-by-license";
    private static final String IDS = "event-ids-by-day";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong(-3 * SECOND);
    private final List<String> lines = new ArrayList<>();
    private final RestoreProgress progress = new RestoreProgress(registry, nanos::get, lines::add);

    private static TopicPartition at(int partition) {
        return new TopicPartition("changelog", partition);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void nothingToRestoreIsNoRestore() {
        progress.onRestoreStart(at(0), LEDGERS, 7, 7);
        progress.onRestoreEnd(at(0), LEDGERS, 0);
        assertEquals(OptionalInt.empty(), progress.percent());
        assertEquals(List.of(), lines);
        assertEquals(100, gauge("tallyport.restore.percent"));
        assertEquals(0, gauge("tallyport.restore.remaining.records"));
    }

    @Test
    void progressIsTheSumOverStoresAndPartitionsRoundedDown() {
        progress.onRestoreStart(at(0), LEDGERS, 100, 200);
        progress.onRestoreStart(at(1), LEDGERS, 0, 100);
        progress.onRestoreStart(at(0), IDS, 0, 100);
        assertEquals(OptionalInt.of(0), progress.percent());
        progress.onBatchRestored(at(0), LEDGERS, 149, 50);
        progress.onBatchRestored(at(0), IDS, 79, 80);
        assertEquals(OptionalInt.of(43), progress.percent());
        assertEquals(170, progress.remaining());
        assertEquals(43, gauge("tallyport.restore.percent"));
        assertEquals(170, gauge("tallyport.restore.remaining.records"));
    }

    @Test
    void offsetsWithoutARecordAreProgressToo() {
        progress.onRestoreStart(at(0), LEDGERS, 0, 1000);
        progress.onBatchRestored(at(0), LEDGERS, 499, 3);
        assertEquals(OptionalInt.of(50), progress.percent());
    }

    @Test
    void itIsNotCompleteBeforeTheLastHasEnded() {
        progress.onRestoreStart(at(0), LEDGERS, 0, 10);
        progress.onRestoreStart(at(1), LEDGERS, 0, 10);
        progress.onBatchRestored(at(0), LEDGERS, 9, 10);
        progress.onBatchRestored(at(1), LEDGERS, 9, 10);
        progress.onRestoreEnd(at(0), LEDGERS, 10);
        assertEquals(OptionalInt.of(99), progress.percent());
        assertEquals(0, progress.remaining());
        progress.onRestoreEnd(at(1), LEDGERS, 10);
        assertEquals(OptionalInt.empty(), progress.percent());
        assertEquals(100, gauge("tallyport.restore.percent"));
    }

    @Test
    void aChangelogThatJoinsLateDoesNotTakeProgressBack() {
        progress.onRestoreStart(at(0), LEDGERS, 0, 10);
        progress.onBatchRestored(at(0), LEDGERS, 7, 8);
        assertEquals(OptionalInt.of(80), progress.percent());
        progress.onRestoreStart(at(1), LEDGERS, 0, 90);
        assertEquals(OptionalInt.of(80), progress.percent());
        progress.onBatchRestored(at(1), LEDGERS, 81, 82);
        assertEquals(OptionalInt.of(90), progress.percent());
    }

    @Test
    void theNextRestoreBeginsAtZero() {
        progress.onRestoreStart(at(0), LEDGERS, 0, 10);
        progress.onBatchRestored(at(0), LEDGERS, 9, 10);
        progress.onRestoreEnd(at(0), LEDGERS, 10);
        progress.pipelineRuns();
        progress.onRestoreStart(at(0), LEDGERS, 0, 10);
        assertEquals(OptionalInt.of(0), progress.percent());
    }

    @Test
    void aTaskThatMovesToAnotherThreadDoesNotTakeProgressBack() {
        progress.onRestoreStart(at(0), LEDGERS, 0, 100);
        progress.onBatchRestored(at(0), LEDGERS, 40, 41);
        assertEquals(OptionalInt.of(41), progress.percent());
        progress.onRestoreSuspended(at(0), LEDGERS, 41);
        assertEquals(OptionalInt.empty(), progress.percent());
        progress.onRestoreStart(at(0), LEDGERS, 0, 100);
        assertEquals(OptionalInt.of(41), progress.percent());
        progress.onBatchRestored(at(0), LEDGERS, 79, 80);
        assertEquals(OptionalInt.of(80), progress.percent());
    }

    @Test
    void whatIsSuspendedIsNotWaitedFor() {
        progress.onRestoreStart(at(0), LEDGERS, 0, 1000);
        progress.onRestoreStart(at(1), LEDGERS, 0, 10);
        progress.onBatchRestored(at(1), LEDGERS, 4, 5);
        progress.onRestoreSuspended(at(0), LEDGERS, 0);
        assertEquals(OptionalInt.of(50), progress.percent());
        assertEquals(5, progress.remaining());
        progress.onBatchRestored(at(0), LEDGERS, 999, 1000);
        assertEquals(OptionalInt.of(50), progress.percent());
        progress.onRestoreSuspended(at(1), LEDGERS, 5);
        assertEquals(OptionalInt.empty(), progress.percent());
    }

    @Test
    void theLogNamesBeginAndEndAndProgressAtMostEveryFiveSeconds() {
        progress.onRestoreStart(at(2), LEDGERS, 0, 8000);
        for (int tenth = 0; tenth < 120; tenth++) {
            nanos.addAndGet(SECOND / 10);
            progress.onBatchRestored(at(2), LEDGERS, tenth * 50L, 50);
        }
        progress.onRestoreEnd(at(2), LEDGERS, 8000);
        assertEquals(
                List.of(
                        "restoring ledgers-by-license 2: 8000 records",
                        "restoring: 30 %, 5549 records of 1 changelogs are left",
                        "restoring: 61 %, 3049 records of 1 changelogs are left",
                        "restored ledgers-by-license 2: 8000 records in 12.0 s, 1500.0 s per million"),
                lines);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void percentNeverFallsWithinOneRestoreAndNeverReachesAHundred(long seed) {
        var random = new Random(seed);
        int shown = 0;
        for (int step = 0; step < 2_000; step++) {
            var partition = at(random.nextInt(6));
            String store = random.nextBoolean() ? LEDGERS : IDS;
            switch (random.nextInt(10)) {
                case 0 -> progress.onRestoreStart(partition, store, random.nextInt(50), random.nextInt(5_000));
                case 1 -> progress.onRestoreEnd(partition, store, random.nextInt(5_000));
                case 2 -> progress.onRestoreSuspended(partition, store, 0);
                case 3 -> {
                    shown = progress.percent().isEmpty() ? 0 : shown;
                    progress.pipelineRuns();
                }
                default -> progress.onBatchRestored(partition, store, random.nextInt(6_000), 1);
            }
            OptionalInt percent = progress.percent();
            if (percent.isPresent()) {
                assertTrue(percent.getAsInt() >= shown && percent.getAsInt() < 100, shown + " -> " + percent);
            }
            shown = percent.orElse(shown);
            assertTrue(progress.remaining() >= 0);
        }
    }
}
