package io.tallyport.port.topic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicScanTest {

    private static final String TOPIC = "t";
    private static final TopicPartition AT = new TopicPartition(TOPIC, 0);
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

    @Test
    void selectedRecordsAreFoundAndGapsAreNot() {
        records(10, 20);
        try (var scan = new TopicScan(consumer)) {
            var found = scan.select(TOPIC, 0, List.of(5L, 11L, 15L, 19L, 25L), WITHIN);
            assertEquals(Set.of(11L, 15L, 19L), found.keySet());
            assertArrayEquals(new byte[] {15}, found.get(15L));
        }
    }

    @Test
    void scanReadsFromAnOffsetToTheEnd() {
        records(10, 20);
        var seen = new ArrayList<Long>();
        try (var scan = new TopicScan(consumer)) {
            assertEquals(20, scan.toEnd(TOPIC, 0, 17, WITHIN, record -> seen.add(record.offset())));
        }
        assertEquals(List.of(17L, 18L, 19L), seen);
    }

    @Test
    void endThatIsNotReachedIsAnError() {
        consumer.updateBeginningOffsets(Map.of(AT, 0L));
        consumer.updateEndOffsets(Map.of(AT, 5L));
        try (var scan = new TopicScan(consumer)) {
            assertThrows(IllegalStateException.class, () -> scan.toEnd(TOPIC, 0, 0, Duration.ZERO, record -> {}));
            assertThrows(IllegalStateException.class, () -> scan.select(TOPIC, 0, List.of(1L), Duration.ZERO));
        }
    }

    /** Records from one offset (inclusive) to another (exclusive), delivered at the first poll. */
    private void records(long from, long to) {
        consumer.updateBeginningOffsets(Map.of(AT, from));
        consumer.updateEndOffsets(Map.of(AT, to));
        consumer.schedulePollTask(() -> {
            for (long offset = consumer.position(AT); offset < to; offset++) {
                consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, new byte[0], new byte[] {(byte) offset}));
            }
        });
    }
}
