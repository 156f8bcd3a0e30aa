package io.tallyport.readmodel;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far the store is, for whoever waits for a record to be in it. */
final class Positions {

    private final Map<TopicPartition, Long> next = new HashMap<>();
    private boolean closed;

    Positions(Map<TopicPartition, Long> stored) {
        next.putAll(stored);
    }

    /** The next offset of a partition; 0 if nothing of it was read. */
    synchronized long of(TopicPartition at) {
        return next.getOrDefault(at, 0L);
    }

    /** Whether anything of a partition was read. */
    synchronized boolean knows(TopicPartition at) {
        return next.containsKey(at);
    }

    /** Says that the store holds everything below these offsets. */
    synchronized void advance(Map<TopicPartition, Long> offsets) {
        next.putAll(offsets);
        notifyAll();
    }

    /** Nobody will advance any more: whoever waits is told so. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Waits until the record at an offset is in the store; false when it is not in time. */
    synchronized boolean await(TopicPartition at, long offset, Duration timeout) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        while (of(at) <= offset) {
            long leftMs = (deadlineNanos - System.nanoTime() + 999_999) / 1_000_000;
            if (closed || leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }
}
