package io.tallyport.pipeline.store;

import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Iterates over what a source gives, until it gives null. Holds nothing that has to be closed. */
final class EntryIterator implements KeyValueIterator<Bytes, byte[]> {

    private final Supplier<@Nullable KeyValue<Bytes, byte[]>> source;
    private @Nullable KeyValue<Bytes, byte[]> next;
    private boolean ended;

    EntryIterator(Supplier<@Nullable KeyValue<Bytes, byte[]>> source) {
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = source.get();
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
        var taken = peek();
        next = null;
        return taken;
    }

    @Override
    public Bytes peekNextKey() {
        return peek().key;
    }

    private KeyValue<Bytes, byte[]> peek() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        return next;
    }

    @Override
    public void close() {
        // As said.
    }
}
