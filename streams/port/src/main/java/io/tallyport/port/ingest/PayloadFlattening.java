package io.tallyport.port.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.port.answer.MisplacedKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a JSON object into field paths ({@code a.b.0.c}) and exact values. A number that is whole and fits becomes a
 * long however it was written (2, 2.0, 2e0), any other an exact decimal without trailing zeros: so an emitter whose
 * JSON writer rounds its notation between two tries still sends the same payload. Empty objects and arrays hold no
 * field.
 */
final class PayloadFlattening {

    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final String ROOT = "data";

    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    private final Faults faults;
    private boolean tooManyTold;

    private PayloadFlattening(Faults faults) {
        this.faults = faults;
    }

    /** The field paths of {@code data}; what is wrong goes to the faults. */
    static Map<String, @Nullable Object> of(@Nullable JsonNode payload, Faults faults) {
        var flattening = new PayloadFlattening(faults);
        if (payload != null && !payload.isNull()) {
            if (payload.isObject()) {
                flattening.children("", payload, 1);
            } else {
                faults.add(ROOT, "MISTYPED", "must be a JSON object, is " + typeOf(payload));
            }
        }
        return flattening.fields;
    }

    private void children(String path, JsonNode container, int depth) {
        if (depth > EventLimits.DEPTH_MAX) {
            faults.add(ROOT + dotted(path), "TOO_DEEP", "is nested deeper than " + EventLimits.DEPTH_MAX + " levels");
            return;
        }
        if (container.isArray()) {
            for (int i = 0; i < container.size() && !stopped(); i++) {
                value(child(path, Integer.toString(i)), container.get(i), depth);
            }
            return;
        }
        for (Map.Entry<String, JsonNode> entry : container.properties()) {
            if (stopped()) {
                return;
            }
            name(path, entry.getKey());
            value(child(path, entry.getKey()), entry.getValue(), depth);
        }
    }

    private void name(String path, String name) {
        if (name.isEmpty()) {
            faults.add(ROOT + dotted(path), "MALFORMED", "has a field without a name");
        }
        if (MisplacedKey.isIn(name)) {
            faults.add(ROOT + dotted(path), MisplacedKey.CODE, "has a field whose name " + MisplacedKey.REASON);
        }
        PlainText.notPrintable(name)
                .ifPresent(reason -> faults.add(ROOT + dotted(path), "MALFORMED", "has a field whose name " + reason));
    }

    private void value(String path, JsonNode value, int depth) {
        if (value.isContainerNode()) {
            children(path, value, depth + 1);
        } else if (value.isNumber()) {
            put(path, number(path, value));
        } else if (value.isBoolean()) {
            put(path, value.booleanValue());
        } else if (value.isTextual()) {
            if (MisplacedKey.isIn(value.textValue())) {
                faults.add(ROOT + dotted(path), MisplacedKey.CODE, MisplacedKey.REASON);
            }
            PlainText.notEncodable(value.textValue())
                    .ifPresent(reason -> faults.add(ROOT + dotted(path), "MALFORMED", reason));
            put(path, value.textValue());
        } else {
            put(path, null);
        }
    }

    private void put(String path, @Nullable Object value) {
        if (fields.containsKey(path)) {
            faults.add(ROOT + dotted(path), "DUPLICATE_FIELD", "two fields have this path once nesting is flattened");
            return;
        }
        if (fields.size() == EventLimits.FIELDS_MAX) {
            if (!tooManyTold) {
                tooManyTold = true;
                faults.add(ROOT, "TOO_MANY_FIELDS", "has more than " + EventLimits.FIELDS_MAX + " fields");
            }
            return;
        }
        fields.put(path, value);
    }

    private boolean stopped() {
        return tooManyTold || faults.full();
    }

    private @Nullable Object number(String path, JsonNode value) {
        BigDecimal exact = value.decimalValue();
        if (digits(exact) > EventLimits.NUMBER_DIGITS_MAX) {
            faults.add(
                    ROOT + dotted(path),
                    "TOO_MANY_DIGITS",
                    "written out, the number has more than " + EventLimits.NUMBER_DIGITS_MAX + " digits");
            return null;
        }
        BigDecimal shortest = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
        if (shortest.scale() <= 0) {
            BigInteger whole = shortest.toBigIntegerExact();
            if (whole.compareTo(LONG_MIN) >= 0 && whole.compareTo(LONG_MAX) <= 0) {
                return whole.longValueExact();
            }
        }
        return shortest;
    }

    /** Digits in plain notation, computed without writing it out: 1e1000000000 is a short text and a long number. */
    private static long digits(BigDecimal number) {
        long precision = number.precision();
        long scale = number.scale();
        if (number.signum() == 0) {
            return 1;
        }
        return scale <= 0 ? precision - scale : Math.max(precision, scale + 1);
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String dotted(String path) {
        return path.isEmpty() ? "" : "." + path;
    }

    static String typeOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }
}
