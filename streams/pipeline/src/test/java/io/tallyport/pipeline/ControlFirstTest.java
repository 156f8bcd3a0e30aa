package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Usage waits while control records of its partition are known to wait, and Streams' own pauses stay as they are. */
class ControlFirstTest {

    private static final TopicPartition USAGE = new TopicPartition(TopicCatalog.USAGE_EVENTS.name(), 0);
    private static final TopicPartition BULK = new TopicPartition(TopicCatalog.USAGE_BULK.name(), 0);
    private static final TopicPartition OTHER_USAGE = new TopicPartition(TopicCatalog.USAGE_EVENTS.name(), 1);
    private static final List<TopicPartition> CONTROL = List.of(
            new TopicPartition(TopicCatalog.LICENSE_COMMANDS.name(), 0),
            new TopicPartition(TopicCatalog.LEASE_REQUESTS.name(), 0),
            new TopicPartition(TopicCatalog.CATALOG_REVISIONS.name(), 0));

    private final Fake consumer = new Fake();
    private final ControlFirst controlFirst = new ControlFirst(consumer);

    @Test
    void usageWaitsUntilEachControlTopicWasReadToItsEnd() {
        consumer.assign(USAGE, BULK, CONTROL.get(0), CONTROL.get(1), CONTROL.get(2));
        controlFirst.beforePoll();
        assertEquals(Set.of(USAGE, BULK), consumer.paused, "nothing is known of control topics");
        consumer.lags.putAll(Map.of(CONTROL.get(0), 0L, CONTROL.get(1), 0L, CONTROL.get(2), 7L));
        controlFirst.beforePoll();
        assertEquals(Set.of(USAGE, BULK), consumer.paused);
        consumer.lags.put(CONTROL.get(2), 0L);
        controlFirst.beforePoll();
        assertEquals(Set.of(), consumer.paused);
        consumer.lags.put(CONTROL.get(0), 1L);
        controlFirst.beforePoll();
        assertEquals(Set.of(USAGE, BULK), consumer.paused);
    }

    @Test
    void otherPartitionsDoNotWait() {
        var otherControl = new TopicPartition(TopicCatalog.LICENSE_COMMANDS.name(), 1);
        consumer.assign(USAGE, CONTROL.get(0), OTHER_USAGE, otherControl);
        consumer.lags.putAll(Map.of(CONTROL.get(0), 3L, otherControl, 0L));
        controlFirst.beforePoll();
        assertEquals(Set.of(USAGE), consumer.paused);
    }

    @Test
    void aPauseOfStreamsIsNotEndedHere() {
        consumer.assign(USAGE, CONTROL.get(0));
        consumer.pausedElsewhere(controlFirst, USAGE);
        consumer.lags.put(CONTROL.get(0), 3L);
        controlFirst.beforePoll();
        consumer.lags.put(CONTROL.get(0), 0L);
        controlFirst.beforePoll();
        assertEquals(Set.of(USAGE), consumer.paused, "it was paused before");
    }

    @Test
    void aPauseOfStreamsTakesOursOver() {
        consumer.assign(USAGE, CONTROL.get(0));
        controlFirst.beforePoll();
        consumer.pausedElsewhere(controlFirst, USAGE);
        consumer.lags.put(CONTROL.get(0), 0L);
        controlFirst.beforePoll();
        assertEquals(Set.of(USAGE), consumer.paused, "Streams has not resumed it");
    }

    @Test
    void whatStreamsResumesStillWaitsForControl() {
        consumer.assign(USAGE, CONTROL.get(0));
        consumer.pausedElsewhere(controlFirst, USAGE);
        consumer.resume(Set.of(USAGE));
        controlFirst.decidedElsewhere(Set.of(USAGE));
        controlFirst.beforePoll();
        assertEquals(Set.of(USAGE), consumer.paused);
        consumer.lags.put(CONTROL.get(0), 0L);
        controlFirst.beforePoll();
        assertEquals(Set.of(), consumer.paused);
    }

    @Test
    void whatWasTakenAwayAndGivenBackIsJudgedAnew() {
        consumer.assign(USAGE, CONTROL.get(0));
        controlFirst.beforePoll();
        // As by a rebalance: the pause is gone.
        consumer.paused.clear();
        controlFirst.beforePoll();
        assertEquals(Set.of(USAGE), consumer.paused);
        consumer.lags.put(CONTROL.get(0), 0L);
        controlFirst.beforePoll();
        assertEquals(Set.of(), consumer.paused);
    }

    private static final class Fake implements ControlFirst.Partitions {
        private final Set<TopicPartition> assigned = new HashSet<>();
        private final Set<TopicPartition> paused = new HashSet<>();
        private final Map<TopicPartition, Long> lags = new HashMap<>();

        void assign(TopicPartition... partitions) {
            assigned.addAll(List.of(partitions));
        }

        void pausedElsewhere(ControlFirst told, TopicPartition partition) {
            paused.add(partition);
            told.decidedElsewhere(Set.of(partition));
        }

        @Override
        public Set<TopicPartition> assignment() {
            return assigned;
        }

        @Override
        public Set<TopicPartition> paused() {
            return Set.copyOf(paused);
        }

        @Override
        public OptionalLong lag(TopicPartition partition) {
            Long lag = lags.get(partition);
            return lag == null ? OptionalLong.empty() : OptionalLong.of(lag);
        }

        @Override
        public void pause(Collection<TopicPartition> partitions) {
            paused.addAll(partitions);
        }

        @Override
        public void resume(Collection<TopicPartition> partitions) {
            paused.removeAll(partitions);
        }
    }
}
