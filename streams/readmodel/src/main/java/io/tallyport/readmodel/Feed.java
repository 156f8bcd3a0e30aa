package io.tallyport.readmodel;

import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.Rows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * Rows with an id, listed newest first under any number of scopes ("everything", "of this license", ...), and dropped
 * when they are older than they are kept. The rows of a feed are the latest of each id.
 */
final class Feed<T extends SpecificRecord> {

    /** The scope that lists everything. */
    static final String ALL = "";

    private final char letter;
    private final RowCodec<T> codec;
    private final Function<T, List<String>> scopes;
    private final Function<T, Keep> keep;
    private final List<Keep> keeps;

    /**
     * @param letter second letter of the keys
     * @param scopes where a row is listed
     * @param keep how long a row is kept
     * @param keeps every value that {@code keep} may have
     */
    Feed(char letter, RowCodec<T> codec, Function<T, List<String>> scopes, Function<T, Keep> keep, List<Keep> keeps) {
        this.letter = letter;
        this.codec = codec;
        this.scopes = scopes;
        this.keep = keep;
        this.keeps = keeps;
    }

    /** The scope of one license. */
    static String ofLicense(String license) {
        return "license/" + license;
    }

    /** Sets the row of an id, unless one of the same or a higher version is there. */
    void put(String id, Row<T> row, Predicate<String> listed, Changes changes) {
        byte[] key = rowKey(id);
        byte[] before = changes.get(key);
        if (before != null) {
            if (Row.versionOf(before) >= row.version()) {
                return;
            }
            unlist(id, codec.decode(before), changes);
        }
        changes.put(key, codec.encode(row));
        byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
        scopes.apply(row.record()).stream()
                .filter(listed)
                .forEach(scope -> changes.put(indexKey(scope, row, id), idBytes));
        Keep kept = keep.apply(row.record());
        if (!kept.forever()) {
            changes.put(expiryKey(kept, row, id), idBytes);
            noteNewest(kept, row.timestampMs(), changes);
        }
    }

    /** Takes a row out of some scopes; the row stays. */
    void unlist(String id, Predicate<String> fromScopes, Changes changes) {
        get(id, changes)
                .ifPresent(row -> scopes.apply(row.record()).stream()
                        .filter(fromScopes)
                        .forEach(scope -> changes.delete(indexKey(scope, row, id))));
    }

    /** The row of an id. */
    Optional<Row<T>> get(String id, Rows rows) {
        byte[] stored = rows.get(rowKey(id));
        return stored == null ? Optional.empty() : Optional.of(codec.decode(stored));
    }

    /** The newest rows of a scope that fit, newest first. */
    <V> List<V> newest(String scope, Predicate<T> fits, int limit, BiFunction<String, Row<T>, V> view, Rows rows) {
        var found = new ArrayList<V>();
        byte[] prefix = part('i').text(scope).bytes();
        rows.scan(prefix, null, (key, idBytes) -> {
            String id = new String(idBytes, StandardCharsets.UTF_8);
            get(id, rows).filter(row -> fits.test(row.record())).ifPresent(row -> found.add(view.apply(id, row)));
            return found.size() < limit;
        });
        return found;
    }

    /** Drops the rows that are older than they are kept, measured from the newest row of the same class. */
    void expire(Changes changes) {
        for (Keep kept : keeps) {
            byte[] newest = kept.forever() ? null : changes.get(newestKey(kept));
            if (newest != null) {
                long keptFromMs =
                        ByteBuffer.wrap(newest).getLong() - kept.period().toMillis();
                olderThan(keptFromMs, kept, changes).forEach(expired -> drop(expired, changes));
            }
        }
    }

    private record Expired(byte[] key, String id) {}

    private List<Expired> olderThan(long keptFromMs, Keep kept, Changes changes) {
        var expired = new ArrayList<Expired>();
        byte[] prefix = part('e').letter(kept.letter()).bytes();
        byte[] end = part('e').letter(kept.letter()).number(keptFromMs).bytes();
        changes.scan(prefix, null, (key, id) -> {
            if (Arrays.compareUnsigned(key, end) >= 0) {
                return false;
            }
            expired.add(new Expired(key, new String(id, StandardCharsets.UTF_8)));
            return true;
        });
        return expired;
    }

    private void drop(Expired expired, Changes changes) {
        get(expired.id(), changes).ifPresent(row -> unlist(expired.id(), row, changes));
        changes.delete(rowKey(expired.id()));
        changes.delete(expired.key());
    }

    private void unlist(String id, Row<T> row, Changes changes) {
        scopes.apply(row.record()).forEach(scope -> changes.delete(indexKey(scope, row, id)));
        Keep kept = keep.apply(row.record());
        if (!kept.forever()) {
            changes.delete(expiryKey(kept, row, id));
        }
    }

    private void noteNewest(Keep kept, long timestampMs, Changes changes) {
        byte[] key = newestKey(kept);
        byte[] newest = changes.get(key);
        if (newest == null || ByteBuffer.wrap(newest).getLong() < timestampMs) {
            changes.put(
                    key, ByteBuffer.allocate(Long.BYTES).putLong(timestampMs).array());
        }
    }

    private byte[] rowKey(String id) {
        return part('r').text(id).bytes();
    }

    private byte[] indexKey(String scope, Row<T> row, String id) {
        return part('i')
                .text(scope)
                .largestFirst(row.timestampMs())
                .largestFirst(row.offset())
                .text(id)
                .bytes();
    }

    private byte[] expiryKey(Keep kept, Row<T> row, String id) {
        return part('e')
                .letter(kept.letter())
                .number(row.timestampMs())
                .text(id)
                .bytes();
    }

    private byte[] newestKey(Keep kept) {
        return part('n').letter(kept.letter()).bytes();
    }

    private Key part(char part) {
        return Key.of(Letters.FEEDS).letter(letter).letter(part);
    }
}
