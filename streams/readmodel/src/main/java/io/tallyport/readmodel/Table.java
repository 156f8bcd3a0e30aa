package io.tallyport.readmodel;

import io.tallyport.readmodel.store.Changes;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns the records of one topic into rows. Applying a record twice changes nothing the second time, and the rows do not
 * depend on the order in which records of different partitions came.
 */
interface Table<T extends SpecificRecord> {

    /**
     * Applies one record.
     *
     * @throws IllegalArgumentException when the record cannot be understood; nothing was changed then
     */
    void apply(T value, Arrival arrival, Changes changes);

    /** Applies the removal of a key. Only compacted topics have removals. */
    default void remove(String key, Changes changes) {
        throw new IllegalArgumentException("the topic is not compacted, so a record without a value means nothing");
    }

    /** A partition of the topic begins anew: what was summed over it is forgotten. */
    default void restart(int partition, Changes changes) {}

    /** Something that was applied was not written after all: what the table remembers of it is not so. */
    default void forget() {}

    /** Drops what is older than the topic keeps. Called at the end of each batch that had records for this table. */
    default void expire(Changes changes) {}
}
