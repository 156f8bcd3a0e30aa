package io.tallyport.port.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VerdictBoardTest {

    private static final String TOPIC = "usage.events.v1";

    private final VerdictBoard board = new VerdictBoard();

    @Test
    void countedRangeCompletesEveryOffsetInIt() {
        try (var wait = board.await(List.of(at(0, 10), at(0, 12), at(0, 14)))) {
            board.accept(verdict(VerdictKind.COUNTED, 0, 9, 5));
            assertFalse(wait.complete().isDone());
            assertNotNull(wait.of(at(0, 10)));
            assertNull(wait.of(at(0, 14)));
            board.accept(verdict(VerdictKind.COUNTED, 0, 14, 1));
            assertTrue(wait.complete().isDone());
        }
        assertEquals(0, board.waited());
    }

    @Test
    void verdictThatComesBeforeItsWaiterIsNotLost() {
        board.accept(verdict(VerdictKind.COUNTED, 1, 100, 50));
        board.accept(verdict(VerdictKind.DUPLICATE, 1, 150, 1));
        try (var wait = board.await(List.of(at(1, 100), at(1, 149), at(1, 150)))) {
            assertTrue(wait.complete().isDone());
            var last = wait.of(at(1, 150));
            assertNotNull(last);
            assertEquals(VerdictKind.DUPLICATE, last.getKind());
        }
    }

    @Test
    void partitionsAndTopicsAreKeptApart() {
        try (var wait = board.await(List.of(at(0, 1), new Coordinates("usage.bulk.v1", 0, 1)))) {
            board.accept(verdict(VerdictKind.COUNTED, 1, 1, 1));
            assertNull(wait.of(at(0, 1)));
            board.accept(verdict(VerdictKind.COUNTED, 0, 1, 1));
            assertNotNull(wait.of(at(0, 1)));
            assertFalse(wait.complete().isDone());
        }
    }

    @Test
    void severalWaitersOfOneRecordAllLearnIt() {
        try (var first = board.await(List.of(at(0, 5)));
                var second = board.await(List.of(at(0, 5), at(0, 5)))) {
            board.accept(verdict(VerdictKind.CONFLICT, 0, 5, 1));
            assertTrue(first.complete().isDone());
            assertTrue(second.complete().isDone());
        }
    }

    @Test
    void givingUpFreesTheSlots() {
        var wait = board.await(List.of(at(0, 1), at(0, 2)));
        board.accept(verdict(VerdictKind.COUNTED, 0, 1, 1));
        assertEquals(1, board.waited());
        wait.close();
        assertEquals(0, board.waited());
        board.accept(verdict(VerdictKind.COUNTED, 0, 2, 1));
        assertFalse(wait.complete().isDone());
    }

    @Test
    void waitForNothingIsOverAtOnce() {
        try (var wait = board.await(List.of())) {
            assertTrue(wait.complete().isDone());
        }
    }

    @Test
    void oldVerdictsAreForgottenWithinBounds() {
        for (int i = 0; i <= VerdictBoard.RECENT_MAX; i++) {
            board.accept(verdict(VerdictKind.COUNTED, 0, i, 1));
        }
        try (var wait = board.await(List.of(at(0, 0), at(0, 1)))) {
            assertNull(wait.of(at(0, 0)));
            assertNotNull(wait.of(at(0, 1)));
        }
    }

    @Test
    void everyWaiterLearnsItsVerdictWhateverTheOrder() throws Exception {
        long seed = 4711;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int records = 2_000;
        var offsets = new ArrayList<Integer>();
        for (int i = 0; i < records; i++) {
            offsets.add(i);
        }
        Collections.shuffle(offsets, random);
        var waits = Collections.synchronizedList(new ArrayList<VerdictBoard.Wait>());
        var decider = new Thread(() -> {
            for (int from = 0; from < records; ) {
                int count = Math.min(records - from, 1 + random.nextInt(7));
                board.accept(verdict(VerdictKind.COUNTED, 0, from, count));
                from += count;
            }
        });
        decider.start();
        for (int from = 0; from < records; from += 20) {
            waits.add(board.await(
                    offsets.subList(from, from + 20).stream().map(o -> at(0, o)).toList()));
        }
        for (var wait : waits) {
            wait.complete().get(10, TimeUnit.SECONDS);
            wait.close();
        }
        decider.join();
        assertEquals(0, board.waited());
    }

    private static Coordinates at(int partition, long offset) {
        return new Coordinates(TOPIC, partition, offset);
    }

    static UsageVerdictV1 verdict(VerdictKind kind, int partition, long first, long count) {
        return UsageVerdictV1.newBuilder()
                .setKind(kind)
                .setTopic(TOPIC)
                .setPartition(partition)
                .setFirstOffset(first)
                .setCount(count)
                .build();
    }
}
