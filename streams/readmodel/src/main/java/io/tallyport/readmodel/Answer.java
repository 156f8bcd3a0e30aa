package io.tallyport.readmodel;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An answer, and what it was read at: one consistent state of the read model.
 *
 * @param value the answer
 * @param offsets the offset vector: {@code <topic>-<partition>} to the offset of the next record to read. The answer
 *     holds everything below it and nothing at or past it
 * @param asOfMs pipeline tick time, ms since the epoch, that every partition heard from had reached; 0 before the first
 *     heartbeat
 */
public record Answer<T>(T value, Map<String, Long> offsets, long asOfMs) {
    public Answer {
        offsets = Collections.unmodifiableMap(new TreeMap<>(offsets));
    }

    /** The same answer with another value, read at the same offsets. */
    public <U> Answer<U> map(Function<? super T, ? extends U> change) {
        return new Answer<>(change.apply(value), offsets, asOfMs);
    }
}
