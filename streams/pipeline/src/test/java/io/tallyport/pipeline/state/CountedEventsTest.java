package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.usage.EmitterNumber;
import io.tallyport.domain.usage.Seen;
import io.tallyport.domain.usage.UsageEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers kept as ranges, and ids beside them, know exactly what a plain set of everything counted would know. */
class CountedEventsTest {

    private static final int PARTITION = 3;
    private static final int KEPT = 36;
    private static final int TODAY = 20_500;

    private final KeyValueStore<Bytes, byte[]> ids = opened(IdLog.STORE);
    private final KeyValueStore<Bytes, byte[]> facts = opened(TaskFacts.STORE);
    private CountedEvents counted = loaded(TODAY, EmitterEpochs.MOST);

    @Test
    void aMillionNumbersInOrderTakeAFewHundredBytesAndNoIds() {
        for (long i = 0; i < 1_000_000; i++) {
            counted.add(numbered("web", 1, i, "lic-1"), TODAY);
        }
        counted.flush(TODAY);
        assertEquals(0, counted.ids());
        assertTrue(counted.bytes() < 250 + emptyIdBytes(), counted.bytes() + " bytes");
        assertEquals(0, ids.approximateNumEntries());
        assertEquals(Seen.SAME_PAYLOAD, counted.lookUp(numbered("web", 1, 999_999, "lic-1"), TODAY));
        assertEquals(Seen.NEW, counted.lookUp(numbered("web", 1, 1_000_000, "lic-1"), TODAY));
        assertEquals(Seen.NEW, counted.lookUp(numbered("web", 2, 0, "lic-1"), TODAY));
        assertEquals(Seen.NEW, counted.lookUp(numbered("app", 1, 0, "lic-1"), TODAY));
    }

    @Test
    void aRepeatedNumberIsADuplicateWhateverItCarries() {
        counted.add(numbered("web", 1, 0, "lic-1"), TODAY);
        assertEquals(Seen.SAME_PAYLOAD, counted.lookUp(numbered("web", 1, 0, "lic-2"), TODAY));
    }

    @Test
    void theLargestNumbersAreToldApartAsWell() {
        for (long number : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, 0, Long.MAX_VALUE - 2}) {
            assertEquals(Seen.NEW, counted.lookUp(numbered("web", 1, number, "lic-1"), TODAY), number + "");
            counted.add(numbered("web", 1, number, "lic-1"), TODAY);
        }
        for (long number : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, 0, Long.MAX_VALUE - 2}) {
            assertEquals(Seen.SAME_PAYLOAD, counted.lookUp(numbered("web", 1, number, "lic-1"), TODAY), number + "");
        }
        assertEquals(Seen.NEW, counted.lookUp(numbered("web", 1, 1, "lic-1"), TODAY));
    }

    @Test
    void anIdThatDoesNotSayItsNumberIsAnIdLikeAnyOther() {
        var own = new UsageEvent("lic-1", "web", "order-7", "call", 0, 1, 0, List.of(), Map.of(), "");
        counted.add(own, TODAY);
        assertEquals(0, counted.epochs());
        assertEquals(1, counted.ids());
        assertEquals(Seen.NEW, counted.lookUp(numbered("web", 1, 0, "lic-1"), TODAY));
    }

    @Test
    void aFloodOfEpochsKeepsTheirMemoryFlatAndIsExact() {
        counted = loaded(TODAY, 10);
        for (long epoch = 1; epoch <= 100; epoch++) {
            assertEquals(Seen.NEW, counted.lookUp(numbered("web", epoch, 0, "lic-1"), TODAY));
            counted.add(numbered("web", epoch, 0, "lic-1"), TODAY);
        }
        assertEquals(10, counted.epochs());
        assertEquals(90, counted.ids());
        counted.flush(TODAY);
        // Room again, and an epoch whose ids lie in the table gets some of it.
        counted = loaded(TODAY + 1, 1_000);
        counted.add(numbered("web", 50, 1, "lic-1"), TODAY + 1);
        for (long epoch = 1; epoch <= 100; epoch++) {
            assertEquals(Seen.SAME_PAYLOAD, counted.lookUp(numbered("web", epoch, 0, "lic-1"), TODAY + 1));
        }
    }

    @Test
    void aSourceWithALongNameTakesNoEpochAndIsExact() {
        String source = "s".repeat(257);
        for (Seen must : new Seen[] {Seen.NEW, Seen.SAME_PAYLOAD}) {
            assertEquals(must, counted.lookUp(numbered(source, 1, 0, "lic-1"), TODAY));
            if (must == Seen.NEW) {
                counted.add(numbered(source, 1, 0, "lic-1"), TODAY);
            }
        }
        assertEquals(0, counted.epochs());
        assertEquals(1, counted.ids());
    }

    @Test
    void anEpochIsForgottenAfterAsMuchSilenceAsAnIdAndItsRecordGoes() {
        counted.add(numbered("web", 1, 0, "lic-1"), TODAY);
        counted.flush(TODAY);
        assertEquals(Seen.SAME_PAYLOAD, counted.lookUp(numbered("web", 1, 0, "lic-1"), TODAY + KEPT));
        assertEquals(Seen.NEW, counted.lookUp(numbered("web", 1, 0, "lic-1"), TODAY + KEPT + 1));
        counted.flush(TODAY + KEPT + 1);
        assertEquals(0, counted.epochs());
        assertEquals(0, facts.approximateNumEntries());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, EmitterEpoch.MOST_GAPS})
    void epochsTakeAsMuchHeapAsTheySay(int gaps) {
        var writer = new TaskFacts(facts);
        for (long epoch = 1; epoch <= 5_000; epoch++) {
            var written = new EmitterEpoch("acme/web/region-7", epoch << 40, false);
            for (long number = 0; number <= gaps; number++) {
                written.add(2 * number, TODAY);
            }
            writer.emitter(written);
        }
        long before = LedgerHeapTest.used();
        var epochs = EmitterEpochs.load(writer, KEPT, EmitterEpochs.MOST);
        long measured = LedgerHeapTest.used() - before;
        double ratio = (double) epochs.bytes() / measured;
        assertEquals(5_000, epochs.size());
        assertTrue(
                ratio > 0.9 && ratio < 1.1,
                "estimated " + epochs.bytes() / 5_000 + " bytes an epoch, measured " + measured / 5_000);
    }

    @ParameterizedTest(name = "seed {0}, room for {1} epochs")
    @CsvSource({"1, 1000", "2, 1000", "3, 4", "4, 4", "5, 1"})
    void itKnowsWhatASetKnowsThroughAnyOrderAnyGapsAndRestarts(long seed, int most) {
        var random = new Random(seed);
        var model = new HashMap<String, Integer>();
        int today = TODAY;
        long[] next = new long[6];
        var delayed = new ArrayList<UsageEvent>();
        counted = loaded(today, most);
        for (int i = 0; i < 30_000; i++) {
            UsageEvent event;
            if (!delayed.isEmpty() && random.nextInt(8) == 0) {
                event = delayed.remove(random.nextInt(delayed.size()));
            } else {
                int emitter = random.nextInt(next.length);
                boolean isOld = next[emitter] > 0 && random.nextInt(4) == 0;
                long number = isOld ? (long) (random.nextDouble() * next[emitter]) : next[emitter]++;
                event = numbered("source-" + emitter % 2, 1 + emitter, number, "lic-" + random.nextInt(3));
                // Lost for good, late, or refused and so never counted: for emitter 5 far more than there are gaps.
                int outOfOrder = emitter == 5 ? 3 : 200;
                if (!isOld && random.nextInt(outOfOrder) == 0) {
                    if (random.nextBoolean()) {
                        delayed.add(event);
                    }
                    continue;
                }
            }
            boolean known = model.containsKey(event.source() + event.id());
            assertEquals(
                    known ? Seen.SAME_PAYLOAD : Seen.NEW,
                    counted.lookUp(event, today),
                    event + " after " + i + " steps, seed " + seed);
            if (!known) {
                model.put(event.source() + event.id(), today);
                counted.add(event, today);
            }
            if (random.nextInt(50) == 0) {
                counted.flush(today);
            }
            if (random.nextInt(2_000) == 0) {
                counted.flush(today);
                counted = loaded(today, most);
            }
            if (random.nextInt(3_000) == 0) {
                today++;
            }
        }
        assertTrue(counted.epochs() <= most, counted.epochs() + " epochs");
    }

    private CountedEvents loaded(int today, int most) {
        return CountedEvents.load(PARTITION, new TaskFacts(facts), ids, KEPT, today, most);
    }

    private static long emptyIdBytes() {
        return EventIds.load(opened(IdLog.STORE), KEPT, TODAY).bytes();
    }

    private static UsageEvent numbered(String source, long epoch, long sequence, String license) {
        return new UsageEvent(
                license,
                source,
                EmitterNumber.id(epoch, PARTITION, sequence),
                "call",
                0,
                epoch,
                sequence,
                List.of(),
                Map.of(),
                "");
    }

    private static KeyValueStore<Bytes, byte[]> opened(String name) {
        var store = Stores.inMemoryKeyValueStore(name).get();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        return store;
    }
}
