package io.tallyport.domain.metering;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The name of a group within a meter: {@code region=eu,tier=big}, in the order of the meter's paths. In a value,
 * backslash, comma and equals sign have a backslash before them. A field that is not there, or null, has an empty value.
 */
final class GroupKey {

    /** Characters that one value may have. */
    static final int LONGEST_VALUE = 128;

    /**
     * The group of an event.
     *
     * @param paths field paths
     * @param data payload by field path
     * @return null if a value is too long
     */
    static @Nullable String of(List<String> paths, Map<String, ? extends @Nullable Object> data) {
        var key = new StringBuilder();
        for (String path : paths) {
            String value = text(data.get(path));
            if (value.length() > LONGEST_VALUE) {
                return null;
            }
            key.append(key.length() > 0 ? "," : "").append(path).append('=');
            escape(value, key);
        }
        return key.toString();
    }

    /** The first path whose value is too long. */
    static String tooLong(List<String> paths, Map<String, ? extends @Nullable Object> data) {
        return paths.stream()
                .filter(path -> text(data.get(path)).length() > LONGEST_VALUE)
                .findFirst()
                .orElseThrow();
    }

    private static void escape(String value, StringBuilder key) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',' || c == '=' || c == '\\') {
                key.append('\\');
            }
            key.append(c);
        }
    }

    /** Equal numbers are one group whatever their notation. */
    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof BigDecimal number) {
            BigDecimal shortest = number.stripTrailingZeros();
            return (shortest.scale() < 0 ? shortest.setScale(0) : shortest).toPlainString();
        }
        return value.toString();
    }

    private GroupKey() {}
}
