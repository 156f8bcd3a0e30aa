package io.tallyport.domain.usage;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The few values of a usual payload by field path, in two short arrays: one is made for each event, and two or three
 * paths of it are looked at. For more than {@link #MOST} values a hash map is the better one.
 */
public final class FieldValues extends AbstractMap<String, @Nullable Object> {

    /** So many values fit. */
    public static final int MOST = 16;

    private final String[] paths;
    private final @Nullable Object[] values;
    private int size;

    /**
     * Empty, with room for some values.
     *
     * @param room at most {@link #MOST}
     */
    public FieldValues(int room) {
        if (room < 0 || room > MOST) {
            throw new IllegalArgumentException("room: must be 0 to " + MOST + ", is " + room);
        }
        paths = new String[room];
        values = new @Nullable Object[room];
    }

    /** Sets a value; throws {@link IndexOutOfBoundsException} if there is no room for it. */
    @Override
    public @Nullable Object put(String path, @Nullable Object value) {
        int i = indexOf(path);
        if (i < 0) {
            paths[size] = path;
            values[size++] = value;
            return null;
        }
        Object before = values[i];
        values[i] = value;
        return before;
    }

    @Override
    public @Nullable Object get(@Nullable Object path) {
        int i = indexOf(path);
        return i < 0 ? null : values[i];
    }

    @Override
    public boolean containsKey(@Nullable Object path) {
        return indexOf(path) >= 0;
    }

    @Override
    public int size() {
        return size;
    }

    private int indexOf(@Nullable Object path) {
        for (int i = 0; i < size; i++) {
            if (paths[i].equals(path)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, @Nullable Object>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
            if (next == size) {
                throw new NoSuchElementException();
            }
            var entry = new SimpleImmutableEntry<String, @Nullable Object>(paths[next], values[next]);
            next++;
            return entry;
        }
    }
}
