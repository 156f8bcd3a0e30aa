package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds usage back while control records of the same partition are known to wait at the broker: after a start or an
 * outage, commands and catalog revisions are read before any backlog of usage. Kafka Streams can do that by itself
 * ({@code max.task.idle.ms} of 0), but 4.3 formats a message for each record and empty source to find out, which took 9
 * to 15 % of the stream thread; so it is told not to wait (-1), and waiting is decided here, once a poll.
 *
 * <p>What is buffered already is ordered by {@link SourceTimestamps}.
 */
final class ControlFirst {

    /** The partitions of a consumer, as it sees them itself. */
    interface Partitions {
        Set<TopicPartition> assignment();

        Set<TopicPartition> paused();

        /** How many records are known to wait; empty while nothing was fetched. */
        OptionalLong lag(TopicPartition partition);

        void pause(Collection<TopicPartition> partitions);

        void resume(Collection<TopicPartition> partitions);
    }

    private static final Set<String> USAGE = Set.of(TopicCatalog.USAGE_EVENTS.name(), TopicCatalog.USAGE_BULK.name());

    private final Partitions partitions;
    /** Paused by us, and by nobody else. */
    private final Set<TopicPartition> held = new HashSet<>();

    ControlFirst(Partitions partitions) {
        this.partitions = partitions;
    }

    /** To be called before each poll. */
    void beforePoll() {
        Set<TopicPartition> paused = partitions.paused();
        // What was taken away and given back meanwhile is not paused any more.
        held.retainAll(paused);
        Set<TopicPartition> assigned = partitions.assignment();
        Set<Integer> waiting = new HashSet<>();
        for (TopicPartition partition : assigned) {
            if (isControl(partition) && partitions.lag(partition).orElse(1) > 0) {
                waiting.add(partition.partition());
            }
        }
        if (waiting.isEmpty() && held.isEmpty()) {
            return;
        }
        for (TopicPartition partition : assigned) {
            if (!USAGE.contains(partition.topic())) {
                continue;
            }
            boolean waits = waiting.contains(partition.partition());
            if (waits && !paused.contains(partition)) {
                held.add(partition);
                partitions.pause(Set.of(partition));
            } else if (!waits && held.remove(partition)) {
                partitions.resume(Set.of(partition));
            }
        }
    }

    /** Somebody else pauses or resumes partitions, so that they are none of ours until the next poll. */
    void decidedElsewhere(Collection<TopicPartition> others) {
        others.forEach(held::remove);
    }

    private static boolean isControl(TopicPartition partition) {
        return SourceTimestamps.CONTROL.contains(partition.topic());
    }
}
