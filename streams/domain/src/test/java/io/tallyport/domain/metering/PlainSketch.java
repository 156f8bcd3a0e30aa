package io.tallyport.domain.metering;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/** A sketch that estimates nothing: it keeps every hash. */
record PlainSketch(Set<Long> hashes) implements Sketch {

    static final Maker MAKER = new Maker() {
        @Override
        public Sketch empty() {
            return new PlainSketch(Set.of());
        }

        @Override
        public Sketch of(byte[] bytes) {
            var buffer = ByteBuffer.wrap(bytes).asLongBuffer();
            var hashes = new TreeSet<Long>();
            while (buffer.hasRemaining()) {
                hashes.add(buffer.get());
            }
            return new PlainSketch(hashes);
        }
    };

    @Override
    public Sketch with(long[] more) {
        var all = new TreeSet<>(hashes);
        for (long hash : more) {
            all.add(hash);
        }
        return all.size() == hashes.size() ? this : new PlainSketch(all);
    }

    @Override
    public Sketch merge(Sketch other) {
        return with(
                ((PlainSketch) other).hashes.stream().mapToLong(Long::longValue).toArray());
    }

    @Override
    public long estimate() {
        return hashes.size();
    }

    @Override
    public byte[] bytes() {
        var buffer = ByteBuffer.allocate(Long.BYTES * hashes.size());
        hashes.forEach(buffer::putLong);
        return buffer.array();
    }
}
