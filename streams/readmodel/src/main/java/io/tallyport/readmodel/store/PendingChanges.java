package io.tallyport.readmodel.store;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are not written yet, over the rows that are. A key that is set many times in one batch is written once:
 * that keeps counters cheap, which the store's own indexed batch does not.
 */
final class PendingChanges implements Changes {

    private final Rows written;
    /** Key to its new value; empty = removed. */
    private final TreeMap<byte[], Optional<byte[]>> pending = new TreeMap<>(Arrays::compareUnsigned);

    private @Nullable Deque<Before> undo;

    PendingChanges(Rows written) {
        this.written = written;
    }

    /** Hands out the changes in key order; a null value removes the key. */
    void forEach(BiConsumer<byte[], byte @Nullable []> change) {
        pending.forEach((key, value) -> change.accept(key, value.orElse(null)));
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Optional<byte[]> own = pending.get(key);
        return own == null ? written.get(key) : own.orElse(null);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        set(key, Optional.of(value));
    }

    @Override
    public void delete(byte[] key) {
        set(key, Optional.empty());
    }

    /** Merges both in key order. The visitor must not make changes. */
    @Override
    public void scan(byte[] prefix, byte @Nullable [] from, Visitor visitor) {
        var own = new OwnRows(prefix, from == null ? prefix : from, visitor);
        written.scan(prefix, from, own::beforeOrInsteadOf);
        own.rest();
    }

    @Override
    public void wholly(Runnable step) {
        var before = new ArrayDeque<Before>();
        undo = before;
        try {
            step.run();
        } catch (RuntimeException e) {
            before.forEach(this::restore);
            throw e;
        } finally {
            undo = null;
        }
    }

    private record Before(byte[] key, @Nullable Optional<byte[]> value) {}

    private void set(byte[] key, Optional<byte[]> value) {
        Optional<byte[]> before = pending.put(key, value);
        if (undo != null) {
            undo.push(new Before(key, before));
        }
    }

    private void restore(Before before) {
        if (before.value() == null) {
            pending.remove(before.key());
        } else {
            pending.put(before.key(), before.value());
        }
    }

    /** The pending rows of one scan, taken in step with the written ones. */
    private final class OwnRows {
        private final byte[] prefix;
        private final Visitor visitor;
        private final Iterator<Map.Entry<byte[], Optional<byte[]>>> rows;
        private Map.@Nullable Entry<byte[], Optional<byte[]>> head;
        private boolean ended;

        OwnRows(byte[] prefix, byte[] from, Visitor visitor) {
            this.prefix = prefix;
            this.visitor = visitor;
            this.rows = pending.tailMap(from, true).entrySet().iterator();
            advance();
        }

        boolean beforeOrInsteadOf(byte[] key, byte[] value) {
            var next = head;
            while (next != null && Arrays.compareUnsigned(next.getKey(), key) < 0) {
                if (!take(next)) {
                    return false;
                }
                next = head;
            }
            if (next != null && Arrays.equals(next.getKey(), key)) {
                return take(next);
            }
            ended = !visitor.visit(key, value);
            return !ended;
        }

        void rest() {
            var next = head;
            while (!ended && next != null) {
                if (!take(next)) {
                    return;
                }
                next = head;
            }
        }

        private boolean take(Map.Entry<byte[], Optional<byte[]>> row) {
            advance();
            ended = row.getValue().isPresent()
                    && !visitor.visit(row.getKey(), row.getValue().get());
            return !ended;
        }

        private void advance() {
            head = rows.hasNext() ? rows.next() : null;
            var next = head;
            if (next != null && !RowStore.beginsWith(next.getKey(), prefix)) {
                head = null;
            }
        }
    }
}
