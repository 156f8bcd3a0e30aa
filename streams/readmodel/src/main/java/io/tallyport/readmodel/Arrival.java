package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.store.Row;

/**
 * How a record came in.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 * @param timestampMs when the broker appended it, ms since the epoch
 */
record Arrival(String topic, int partition, long offset, long timestampMs) {

    Origin origin() {
        return new Origin(topic, partition, offset);
    }

    /** The row of a record of which the latest wins. */
    <T> Row<T> row(T value) {
        return row(offset, value);
    }

    /** The row of a record of which the highest version wins. */
    <T> Row<T> row(long version, T value) {
        return new Row<>(version, timestampMs, partition, offset, value);
    }
}
