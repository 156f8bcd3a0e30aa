package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.usage.EventIdentity;
import io.tallyport.domain.usage.Seen;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdsTest {

    private static final int KEPT = 36;
    private static final int TODAY = 20_500;

    private final KeyValueStore<Bytes, byte[]> store = opened();
    private EventIds ids = EventIds.load(store, KEPT, TODAY);

    @Test
    void anIdIsNewOnceThenADuplicateOrAConflict() {
        var id = new EventIdentity(1, 2, 3);
        assertEquals(Seen.NEW, ids.lookUp(id, TODAY));
        ids.add(id, TODAY);
        assertEquals(Seen.SAME_PAYLOAD, ids.lookUp(id, TODAY));
        assertEquals(Seen.OTHER_PAYLOAD, ids.lookUp(new EventIdentity(1, 2, 4), TODAY));
        assertEquals(Seen.NEW, ids.lookUp(new EventIdentity(1, 3, 3), TODAY));
    }

    @Test
    void anIdIsForgottenWhenItsDayHasPassedWhetherOrNotItsRoomWasGivenBack() {
        var id = new EventIdentity(1, 2, 3);
        ids.add(id, TODAY);
        ids.flush(TODAY);
        assertEquals(Seen.SAME_PAYLOAD, ids.lookUp(id, TODAY + KEPT));
        assertEquals(Seen.NEW, ids.lookUp(id, TODAY + KEPT + 1));
        assertEquals(Seen.NEW, EventIds.load(store, KEPT, TODAY + KEPT + 1).lookUp(id, TODAY + KEPT + 1));
    }

    @Test
    void anIdCountedBeforeAnyTickIsNeverForgotten() {
        var id = new EventIdentity(1, 2, 3);
        ids.add(id, IdSegment.UNKNOWN_DAY);
        for (int day = TODAY; day < TODAY + 100; day++) {
            ids.flush(day);
        }
        assertEquals(Seen.SAME_PAYLOAD, ids.lookUp(id, TODAY + 100));
        assertEquals(Seen.SAME_PAYLOAD, EventIds.load(store, KEPT, TODAY + 100).lookUp(id, TODAY + 100));
    }

    /** Against a plain map: commits, restarts and days in any order, ids that return after they were forgotten. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void restartedAnywhereItAnswersLikeAMapThatForgetsByDay(long seed) {
        var random = new Random(seed);
        Map<EventIdentity, Integer> model = new HashMap<>();
        int today = TODAY;
        for (int step = 0; step < 40_000; step++) {
            var id = new EventIdentity(spread(random.nextInt(9_000)), 7, 0);
            Integer day = model.get(id);
            Seen expected = day == null || day < today - KEPT ? Seen.NEW : Seen.SAME_PAYLOAD;
            assertEquals(expected, ids.lookUp(id, today), "seed " + seed + ", step " + step);
            if (expected == Seen.NEW) {
                ids.add(id, today);
                model.put(id, today);
            }
            int lot = random.nextInt(1000);
            if (lot < 150) {
                ids.flush(today);
            } else if (lot < 152) {
                today += random.nextInt(8);
            } else if (lot < 155) {
                ids.flush(today);
                ids = EventIds.load(store, KEPT, today);
            }
        }
    }

    @Test
    void aMillionIdsCostAtMost48BytesEachAtAnySize() {
        var random = new Random(11);
        for (int n = 1; n <= 1_000_000; n++) {
            ids.add(new EventIdentity(random.nextLong(), random.nextLong(), random.nextLong()), TODAY);
            if (n % 50_000 == 0) {
                ids.flush(TODAY);
                assertEquals(n, ids.size());
                assertTrue(ids.bytes() <= 48L * n, n + " ids take " + ids.bytes() + " bytes");
            }
        }
    }

    @Test
    void roomAndRecordsOfPastDaysAreGivenBackStepByStep() {
        var random = new Random(12);
        for (int n = 0; n < 100_000; n++) {
            ids.add(new EventIdentity(random.nextLong(), random.nextLong(), 0), TODAY);
            if (n % 10 == 0) {
                ids.flush(TODAY);
            }
        }
        ids.flush(TODAY);
        long before = ids.bytes();
        for (int commit = 0; commit < 1_000; commit++) {
            ids.flush(TODAY + KEPT + 1);
        }
        assertEquals(0, ids.size());
        assertTrue(ids.bytes() < before / 10, ids.bytes() + " of " + before);
        assertEquals(0, size());
    }

    @Test
    void manySmallCommitsLeaveFewRecords() {
        for (int commit = 0; commit < 10_000; commit++) {
            ids.add(new EventIdentity(spread(commit), commit, 0), TODAY);
            ids.flush(TODAY);
        }
        assertTrue(size() < 10_000 / IdLog.CHUNKS_PER_PAGE + IdLog.CHUNKS_PER_PAGE, size() + " records");
        var restarted = EventIds.load(store, KEPT, TODAY);
        assertEquals(10_000, restarted.size());
    }

    @Test
    void everyRecordStaysBelowTheBoundWhateverACommitAdds() {
        for (int n = 0; n < 50_000; n++) {
            ids.add(new EventIdentity(spread(n), n, 0), TODAY + n / 30_000);
        }
        ids.flush(TODAY + 1);
        assertTrue(largestValue() <= 256 << 10, largestValue() + " bytes");
        assertEquals(50_000, EventIds.load(store, KEPT, TODAY + 1).size());
    }

    @Test
    void aRecordOfANewerFormatStopsTheLoad() {
        store.put(Bytes.wrap(ByteBuffer.allocate(12).putInt(TODAY).putLong(0).array()), new byte[] {IdLog.PAGE + 1, 0});
        var refused = org.junit.jupiter.api.Assertions.assertThrows(
                StoredValueException.class, () -> EventIds.load(store, KEPT, TODAY));
        assertTrue(String.valueOf(refused.getMessage()).contains(IdLog.STORE), refused.getMessage());
    }

    private static KeyValueStore<Bytes, byte[]> opened() {
        var store = Stores.inMemoryKeyValueStore(IdLog.STORE).get();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        return store;
    }

    private int size() {
        return (int) store.approximateNumEntries();
    }

    private int largestValue() {
        int largest = 0;
        try (var all = store.all()) {
            while (all.hasNext()) {
                largest = Math.max(largest, all.next().value.length);
            }
        }
        return largest;
    }

    private static long spread(int n) {
        return n * 0x9E3779B97F4A7C15L;
    }
}
