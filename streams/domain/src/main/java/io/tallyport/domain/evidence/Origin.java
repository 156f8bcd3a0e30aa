package io.tallyport.domain.evidence;

/**
 * Coordinates of a source record.
 *
 * @param topic topic
 * @param partition partition
 * @param offset offset
 */
public record Origin(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
