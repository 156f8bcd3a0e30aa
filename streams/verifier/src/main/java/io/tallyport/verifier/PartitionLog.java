package io.tallyport.verifier;

import io.tallyport.contract.TallyTopic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * All that was read of one partition of every topic, in offset order.
 *
 * @param partition its number
 * @param partitions partition count of the installation
 * @param records by topic
 * @param truncated topics whose beginning was removed by retention
 * @param firmJournal how many journal records were there before the outputs were read: for those, nothing may be missing
 */
record PartitionLog(
        int partition, int partitions, Map<String, List<Stored>> records, Set<String> truncated, int firmJournal) {

    /**
     * A decoded record.
     *
     * @param place where it lies
     * @param value what it holds
     */
    record Entry<T>(Place place, T value) {}

    List<Stored> of(TallyTopic<?> topic) {
        return records.getOrDefault(topic.name(), List.of());
    }

    /** The records of an output topic. One that cannot be read was not written by the pipeline. */
    <T extends SpecificRecord> List<Entry<T>> outputs(TallyTopic<T> topic, Findings findings) {
        return of(topic).stream()
                .flatMap(stored -> {
                    T value = stored.as(topic.type());
                    if (value == null) {
                        findings.differs(stored.place(), "output-unreadable", "the record is no value of its topic");
                        return java.util.stream.Stream.<Entry<T>>empty();
                    }
                    return java.util.stream.Stream.of(new Entry<>(stored.place(), value));
                })
                .toList();
    }
}
