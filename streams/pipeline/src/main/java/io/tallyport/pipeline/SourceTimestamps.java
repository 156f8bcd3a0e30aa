package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Decides which of the records that are buffered a task reads next, and nothing else: Streams takes the smallest
 * timestamp first. Control records go before any backlog of usage ({@link ControlFirst} for those that are not buffered
 * yet); bulk usage waits while live usage lags by more than a second.
 */
public final class SourceTimestamps implements TimestampExtractor {

    private static final long CONTROL_AHEAD_MS = 10L * 365 * 24 * 3_600_000;
    private static final long BULK_BEHIND_MS = 1_000;
    static final Set<String> CONTROL = Set.of(
            TopicCatalog.LICENSE_COMMANDS.name(),
            TopicCatalog.LEASE_REQUESTS.name(),
            TopicCatalog.CATALOG_REVISIONS.name());

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long appended = Math.max(0, record.timestamp());
        if (CONTROL.contains(record.topic())) {
            return Math.max(0, appended - CONTROL_AHEAD_MS);
        }
        return record.topic().equals(TopicCatalog.USAGE_BULK.name()) ? appended + BULK_BEHIND_MS : appended;
    }

    /** Broker time of an append, from what {@link #extract} made of it. */
    public static long appendedAtMs(String topic, long extracted) {
        if (CONTROL.contains(topic)) {
            return extracted + CONTROL_AHEAD_MS;
        }
        return topic.equals(TopicCatalog.USAGE_BULK.name()) ? extracted - BULK_BEHIND_MS : extracted;
    }
}
