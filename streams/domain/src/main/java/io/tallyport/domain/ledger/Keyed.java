package io.tallyport.domain.ledger;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of a few entries in two arrays: changing a value copies one short array of references, and keys
 * are shared. Order is insertion order.
 */
public final class Keyed<V> {

    private static final Keyed<?> EMPTY = new Keyed<>(new String[0], new Object[0]);

    private final String[] keys;
    private final Object[] values;

    private Keyed(String[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    @SuppressWarnings("unchecked")
    public static <V> Keyed<V> empty() {
        return (Keyed<V>) EMPTY;
    }

    @SuppressWarnings("unchecked")
    public @Nullable V get(String key) {
        int i = indexOf(key);
        return i < 0 ? null : (V) values[i];
    }

    /** With one value set; the very same object if it holds that very value already. */
    public Keyed<V> with(String key, V value) {
        int i = indexOf(key);
        if (i >= 0) {
            if (values[i] == value) {
                return this;
            }
            Object[] changed = values.clone();
            changed[i] = value;
            return new Keyed<>(keys, changed);
        }
        String[] moreKeys = Arrays.copyOf(keys, keys.length + 1);
        Object[] moreValues = Arrays.copyOf(values, values.length + 1);
        moreKeys[keys.length] = key;
        moreValues[values.length] = value;
        return new Keyed<>(moreKeys, moreValues);
    }

    /** Without one key. */
    public Keyed<V> without(String key) {
        int i = indexOf(key);
        if (i < 0) {
            return this;
        }
        String[] fewerKeys = new String[keys.length - 1];
        Object[] fewerValues = new Object[keys.length - 1];
        for (int from = 0, to = 0; from < keys.length; from++) {
            if (from != i) {
                fewerKeys[to] = keys[from];
                fewerValues[to++] = values[from];
            }
        }
        return new Keyed<>(fewerKeys, fewerValues);
    }

    @SuppressWarnings("unchecked")
    public void forEach(BiConsumer<String, V> action) {
        for (int i = 0; i < keys.length; i++) {
            action.accept(keys[i], (V) values[i]);
        }
    }

    /** The key at a place, from 0 on. */
    public String keyAt(int place) {
        return keys[place];
    }

    /** The value at a place, from 0 on. */
    @SuppressWarnings("unchecked")
    public V valueAt(int place) {
        return (V) values[place];
    }

    public int size() {
        return keys.length;
    }

    /** The keys, in order; a copy. */
    public java.util.List<String> keys() {
        return java.util.List.of(keys);
    }

    private int indexOf(String key) {
        // Names of the catalog are one string each, so that most are found without looking into them.
        for (int i = 0; i < keys.length; i++) {
            if (isSame(keys[i], key)) {
                return i;
            }
        }
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(String a, String b) {
        return a == b;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Keyed<?> that) || that.keys.length != keys.length) {
            return false;
        }
        for (int i = 0; i < keys.length; i++) {
            if (!Objects.equals(values[i], that.get(keys[i]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < keys.length; i++) {
            hash += keys[i].hashCode() ^ Objects.hashCode(values[i]);
        }
        return hash;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("{");
        forEach((key, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(key)
                .append('=')
                .append(value));
        return text.append('}').toString();
    }
}
