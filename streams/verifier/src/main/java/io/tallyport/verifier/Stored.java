package io.tallyport.verifier;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param place where it lies
 * @param value what it holds; null if its bytes are no record of the topic
 * @param fault why not; empty if they are
 * @param bytes size of the value
 */
record Stored(Place place, @Nullable SpecificRecord value, String fault, int bytes) {

    static Stored of(Place place, SpecificRecord value) {
        return new Stored(place, value, "", 0);
    }

    /** The value as its wire class; null if it is none. */
    <T extends SpecificRecord> @Nullable T as(Class<T> type) {
        return type.isInstance(value) ? type.cast(value) : null;
    }
}
