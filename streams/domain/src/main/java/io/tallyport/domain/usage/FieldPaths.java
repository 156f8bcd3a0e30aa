package io.tallyport.domain.usage;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A payload as field paths: {@code {"a":{"b":["x"]}}} becomes {@code a.b.0 = "x"}. Numbers stay exact: whole numbers
 * that fit become {@link Long}, all others {@link BigDecimal}; floating point is refused.
 */
public final class FieldPaths {

    /** Deepest nesting that is accepted. */
    public static final int MAX_DEPTH = 16;

    /** Most fields of one payload. */
    public static final int MAX_FIELDS = 256;

    /** Most digits before, and after, the point of a number. */
    public static final int MAX_DIGITS = 40;

    /** Longest path, in characters. */
    public static final int MAX_PATH_CHARS = 1024;

    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final Map<String, @Nullable Object> flat = new LinkedHashMap<>();

    private FieldPaths() {}

    /**
     * Flattens a payload.
     *
     * @param payload values are {@code Long, Integer, Short, Byte, BigInteger, BigDecimal, String, Boolean}, null, maps
     *     with string keys, and lists of these
     * @return path to {@code Long}, {@code BigDecimal}, {@code String}, {@code Boolean} or null, in the payload's order
     * @throws FieldPathException naming the path, when a value is inexact or a limit is passed
     */
    public static Map<String, @Nullable Object> flatten(Map<String, ? extends @Nullable Object> payload) {
        var paths = new FieldPaths();
        paths.addMap("", payload, 1);
        return paths.flat;
    }

    private void addMap(String prefix, Map<?, ?> map, int depth) {
        requireDepth(prefix, depth);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key) || key.isEmpty()) {
                throw new FieldPathException(
                        prefix.isEmpty() ? "data" : prefix, "has a field whose name is empty or no string");
            }
            add(prefix.isEmpty() ? key : prefix + "." + key, entry.getValue(), depth);
        }
    }

    private void add(String path, @Nullable Object value, int depth) {
        if (path.length() > MAX_PATH_CHARS) {
            throw new FieldPathException(
                    path.substring(0, 64) + "...", "the path is longer than " + MAX_PATH_CHARS + " characters");
        }
        if (value instanceof Map<?, ?> map) {
            addMap(path, map, depth + 1);
        } else if (value instanceof List<?> list) {
            addList(path, list, depth + 1);
        } else {
            put(path, value == null ? null : scalar(path, value));
        }
    }

    private void addList(String path, List<?> list, int depth) {
        requireDepth(path, depth);
        int index = 0;
        for (Object element : list) {
            add(path + "." + index++, element, depth);
        }
    }

    private void put(String path, @Nullable Object scalar) {
        if (flat.containsKey(path)) {
            throw new FieldPathException(path, "is given twice (a dot in a name and a nested field meet)");
        }
        if (flat.size() == MAX_FIELDS) {
            throw new FieldPathException(path, "is more than the " + MAX_FIELDS + " fields that an event may have");
        }
        flat.put(path, scalar);
    }

    private static Object scalar(String path, Object value) {
        if (value instanceof String || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger whole) {
            return whole.compareTo(LONG_MIN) >= 0 && whole.compareTo(LONG_MAX) <= 0
                    ? (Object) whole.longValue()
                    : exact(path, new BigDecimal(whole));
        }
        if (value instanceof BigDecimal decimal) {
            return exact(path, decimal);
        }
        if (value instanceof Double || value instanceof Float) {
            throw new FieldPathException(
                    path, "is a floating point number, which is not exact; give a BigDecimal, a long or a string");
        }
        throw new FieldPathException(
                path,
                "has type " + value.getClass().getSimpleName() + "; expected text, a number, true, false or null");
    }

    private static BigDecimal exact(String path, BigDecimal decimal) {
        long wholeDigits = (long) decimal.precision() - decimal.scale();
        if (wholeDigits > MAX_DIGITS || decimal.scale() > MAX_DIGITS) {
            throw new FieldPathException(
                    path, "has more than " + MAX_DIGITS + " digits before or after the decimal point");
        }
        return decimal;
    }

    private static void requireDepth(String path, int depth) {
        if (depth > MAX_DEPTH) {
            throw new FieldPathException(path, "is nested deeper than " + MAX_DEPTH + " levels");
        }
    }
}
