package io.tallyport.port.ingest;

/** Where a source record stands. */
public record Coordinates(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
