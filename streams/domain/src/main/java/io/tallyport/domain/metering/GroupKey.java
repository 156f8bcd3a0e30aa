package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.FilterException;
import io.tallyport.domain.catalog.GroupBy;
import io.tallyport.domain.usage.UsageEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of a group within a meter: {@code region=eu,tier=big}, in the order in which the meter names them. In a value,
 * backslash, comma and equals sign have a backslash before them. A field that is not there, or null, has an empty value.
 */
final class GroupKey {

    /** Characters that one value may have. */
    static final int LONGEST_VALUE = 128;

    /** Bytes that a whole name may have: a thousand of them are one stored value. */
    static final int LONGEST_BYTES = 400;

    /**
     * The group of an event.
     *
     * @param by by what the meter parts its usage
     * @return null if a value, or all together, is too long
     * @throws FilterException if an expression has no answer, naming it
     */
    static @Nullable String of(List<GroupBy> by, UsageEvent event) throws FilterException {
        var key = new StringBuilder();
        for (GroupBy one : by) {
            String value = text(valueOf(one, event));
            if (value == null) {
                return null;
            }
            key.append(key.length() > 0 ? "," : "").append(one.name()).append('=');
            escape(value, key);
        }
        return isShort(key) ? key.toString() : null;
    }

    /**
     * The first of those whose value is too long; the last one if only all together are.
     *
     * @throws FilterException as {@link #of} does
     */
    static GroupBy tooLong(List<GroupBy> by, UsageEvent event) throws FilterException {
        for (GroupBy one : by) {
            if (text(valueOf(one, event)) == null) {
                return one;
            }
        }
        return by.get(by.size() - 1);
    }

    private static @Nullable Object valueOf(GroupBy by, UsageEvent event) throws FilterException {
        try {
            return by.valueOf(event.source(), event.subjectPath(), event.values());
        } catch (FilterException e) {
            throw new FilterException("the group " + by.name() + " has no answer for this event: " + e.getMessage());
        }
    }

    private static boolean isShort(CharSequence key) {
        // Three bytes a character at most: only a key of other scripts is counted.
        return key.length() <= LONGEST_BYTES / 3
                || key.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_BYTES;
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

    /** Equal numbers are one group whatever their notation; null if the text would be too long. */
    private static @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text;
        if (value instanceof BigDecimal number) {
            BigDecimal shortest = number.stripTrailingZeros();
            // Looked at first: 1E-999999999 written out is a billion digits.
            if (Math.abs((long) shortest.scale()) > LONGEST_VALUE || shortest.precision() > LONGEST_VALUE) {
                return null;
            }
            text = shortest.toPlainString();
        } else {
            text = value.toString();
        }
        return text.length() <= LONGEST_VALUE ? text : null;
    }

    private GroupKey() {}
}
