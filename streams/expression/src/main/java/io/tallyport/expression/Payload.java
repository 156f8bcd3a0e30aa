package io.tallyport.expression;

import com.google.protobuf.NullValue;
import java.math.BigDecimal;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event's fields as CEL sees them: nested maps over field paths ({@code usage.tokens} is {@code data.usage.tokens}).
 * CEL has no exact decimals, so a number with a fraction is a double here; what is counted never passes through.
 */
final class Payload extends AbstractMap<String, Object> {

    private final Map<String, ? extends @Nullable Object> fields;
    /** Empty, or the path of the fields that are seen, with a point after it. */
    private final String prefix;

    private Payload(Map<String, ? extends @Nullable Object> fields, String prefix) {
        this.fields = fields;
        this.prefix = prefix;
    }

    static Map<String, Object> of(Map<String, ? extends @Nullable Object> fields) {
        return new Payload(fields, "");
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        if (!(key instanceof String name) || name.indexOf('.') >= 0) {
            // A point is between names, never in one.
            return null;
        }
        String path = prefix + name;
        Object value = fields.get(path);
        if (value != null || fields.containsKey(path)) {
            return plain(value);
        }
        String below = path + ".";
        for (String field : fields.keySet()) {
            if (field.startsWith(below)) {
                return new Payload(fields, below);
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        var entries = new HashMap<String, Object>();
        for (String field : fields.keySet()) {
            if (field.startsWith(prefix)) {
                int end = field.indexOf('.', prefix.length());
                String name = field.substring(prefix.length(), end < 0 ? field.length() : end);
                Object value = get(name);
                if (value != null) {
                    entries.put(name, value);
                }
            }
        }
        return entries.entrySet();
    }

    private static Object plain(@Nullable Object value) {
        if (value == null) {
            return NullValue.NULL_VALUE;
        }
        return value instanceof BigDecimal decimal ? fraction(decimal) : value;
    }

    /** Whole numbers stay exact as far as CEL's integers reach, however they were written. */
    private static Object fraction(BigDecimal decimal) {
        try {
            return decimal.longValueExact();
        } catch (ArithmeticException e) {
            return decimal.doubleValue();
        }
    }
}
