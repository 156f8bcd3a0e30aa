package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value in a document and where it stands. Each question about it gives an answer or notes a problem; none throws.
 *
 * @param path where it stands
 * @param value what the parser gave
 * @param problems where problems are noted
 */
record DocumentNode(String path, @Nullable Object value, DocumentProblems problems) {

    /** Form of an id. */
    static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private static final int LONGEST_TEXT = 200;
    private static final int SHOWN_TEXT = 60;
    private static final int MOST_DIGITS = 38;
    private static final int MOST_DECIMALS = 18;
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** A map with these keys alone. */
    Optional<DocumentSection> section(List<String> keys) {
        if (!(value instanceof Map<?, ?> map)) {
            wrongType("a map with the keys " + String.join(", ", keys));
            return Optional.empty();
        }
        for (Object key : map.keySet()) {
            if (!(key instanceof String name)) {
                note("UNKNOWN_KEY", "the key " + describe(key) + " is no text");
            } else if (!keys.contains(name)) {
                problems.addUnknown(child(name), "UNKNOWN_KEY", "the key", name, keys);
            }
        }
        return Optional.of(new DocumentSection(this, map));
    }

    /** The items of a list. */
    List<DocumentNode> items(int most) {
        if (!(value instanceof List<?> list)) {
            wrongType("a list");
            return List.of();
        }
        if (list.size() > most) {
            note("TOO_MANY", "has " + list.size() + " entries; at most " + most + " are allowed");
            return List.of();
        }
        var items = new ArrayList<DocumentNode>(list.size());
        for (int i = 0; i < list.size(); i++) {
            items.add(new DocumentNode(path + "[" + i + "]", list.get(i), problems));
        }
        return items;
    }

    /** A text that is not blank, on one line; empty after a problem. */
    String text() {
        return text(LONGEST_TEXT);
    }

    /** The same with so many characters at most. */
    String text(int longest) {
        if (!(value instanceof String text)) {
            wrongType(value instanceof Boolean || value instanceof Number ? "text; put it in quotes" : "text");
            return "";
        }
        if (text.isBlank()) {
            note("MISSING", "must not be blank");
            return "";
        }
        if (text.length() > longest) {
            note("OUT_OF_RANGE", "has " + text.length() + " characters; at most " + longest + " are allowed");
            return "";
        }
        if (CONTROL.matcher(text).find()) {
            note("BAD_FORM", "must not hold control characters");
            return "";
        }
        return text;
    }

    /** An id; empty after a problem. */
    String id() {
        String text = text();
        if (!text.isEmpty() && !ID.matcher(text).matches()) {
            note(
                    "BAD_FORM",
                    "'" + shortened(text)
                            + "' is no id: lower case letters, digits and hyphens, a letter first, at most 64");
            return "";
        }
        return text;
    }

    /** A scalar as text, as a plan gives the value of a STATIC feature; empty after a problem. */
    String scalar() {
        if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            return value.toString();
        }
        if (value instanceof BigDecimal || value instanceof BigInteger) {
            return decimal().toPlainString();
        }
        return text();
    }

    /** One word of an enum; null after a problem. */
    <E extends Enum<E>> @Nullable E word(Class<E> words) {
        List<String> names =
                List.of(words.getEnumConstants()).stream().map(Enum::name).toList();
        String word = choice(names);
        return word.isEmpty() ? null : Enum.valueOf(words, word);
    }

    /** One of some words; empty after a problem. */
    String choice(List<String> words) {
        if (!(value instanceof String word)) {
            wrongType("one of " + String.join(", ", words));
            return "";
        }
        if (!words.contains(word)) {
            String hint = Spelling.nearest(word, words)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            note("UNKNOWN_WORD", "'" + shortened(word) + "' is none of " + String.join(", ", words) + hint);
            return "";
        }
        return word;
    }

    /** A whole number in a range; the least after a problem. */
    int whole(int least, int most) {
        BigDecimal number = exact();
        if (number == null) {
            return least;
        }
        if (number.stripTrailingZeros().scale() > 0) {
            note("NOT_ALLOWED", "must be a whole number, is " + describe(value));
            return least;
        }
        if (number.compareTo(BigDecimal.valueOf(least)) < 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            note("OUT_OF_RANGE", "must be from " + least + " to " + most + ", is " + describe(value));
            return least;
        }
        return number.intValueExact();
    }

    /** An exact decimal that is not negative, without trailing zeros; zero after a problem. */
    BigDecimal decimal() {
        BigDecimal number = exact();
        if (number == null) {
            return BigDecimal.ZERO;
        }
        if (number.signum() < 0) {
            note("OUT_OF_RANGE", "must not be negative, is " + describe(value));
            return BigDecimal.ZERO;
        }
        BigDecimal shortest = number.stripTrailingZeros();
        // The scale is looked at first: 1E+999999999 in plain digits would fill the heap.
        if (shortest.scale() > MOST_DECIMALS || (long) shortest.precision() - shortest.scale() > MOST_DIGITS) {
            note(
                    "OUT_OF_RANGE",
                    "has too many digits: at most " + MOST_DIGITS + " before the point and " + MOST_DECIMALS
                            + " after it");
            return BigDecimal.ZERO;
        }
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    /** Whether it is true; neither that nor false is a problem. */
    boolean isTrue() {
        if (value instanceof Boolean said) {
            return said;
        }
        wrongType("true or false");
        return false;
    }

    private @Nullable BigDecimal exact() {
        if (value instanceof Integer || value instanceof Long) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        if (value instanceof BigInteger big) {
            return new BigDecimal(big);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof String text && PLAIN_DECIMAL.matcher(text).matches()) {
            return new BigDecimal(text);
        }
        if (value instanceof Number) {
            note("NOT_EXACT", describe(value) + " is no exact number; write a decimal in quotes");
        } else {
            wrongType("a number");
        }
        return null;
    }

    /** Notes a problem with this value. */
    void note(String code, String reason) {
        problems.add(path, code, reason);
    }

    /** Path of an entry of this map. */
    String child(String key) {
        return path.isEmpty() ? shortened(key) : path + "." + shortened(key);
    }

    private void wrongType(String wanted) {
        note(value == null ? "MISSING" : "WRONG_TYPE", "must be " + wanted + ", is " + describe(value));
    }

    /** A value in a few words. Never prints a map or a list: a document may hold itself. */
    private static String describe(@Nullable Object value) {
        if (value == null) {
            return "empty";
        }
        if (value instanceof Map) {
            return "a map";
        }
        if (value instanceof List) {
            return "a list";
        }
        return value instanceof String text ? "'" + shortened(text) + "'" : shortened(value.toString());
    }

    /** Text in a length that fits into a message. */
    static String shortened(String text) {
        return text.length() <= SHOWN_TEXT ? text : text.substring(0, SHOWN_TEXT) + "…";
    }
}
