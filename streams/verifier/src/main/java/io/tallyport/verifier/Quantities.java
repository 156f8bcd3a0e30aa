package io.tallyport.verifier;

import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what an event adds to the meters of its type, or the reason why it cannot be counted. */
final class Quantities {

    /** Stands for a field that is there and null. */
    static final Object NOTHING = new Object();

    private static final int LONGEST_DECIMAL = 100;
    private static final int MOST_DIGITS = 38;
    private static final int MOST_DECIMALS = 18;
    private static final int LONGEST_GROUP_VALUE = 128;
    private static final int LONGEST_GROUP = 400;

    /**
     * What an event adds.
     *
     * @param values what it adds, by meter; empty if it cannot be counted
     * @param reason why it cannot be counted; empty if it can
     */
    record Measured(Map<Terms.Meter, Added> values, String reason) {}

    /** The payload: numbers exact, whatever they were written as; a decimal that is none is text. */
    static Map<String, Object> valuesOf(UsageEventV1 event) {
        var values = new HashMap<String, Object>();
        event.getData().forEach((path, value) -> values.put(path, plain(value)));
        return values;
    }

    static Measured measure(UsageEventV1 event, List<Terms.Meter> meters) {
        var fed = new ArrayList<Terms.Meter>(meters.size());
        for (Terms.Meter meter : meters) {
            var takes = meter.filter().takes(event);
            if (takes.isEmpty()) {
                return new Measured(Map.of(), "FILTER_FAILED");
            }
            if (takes.get()) {
                fed.add(meter);
            }
        }
        var data = event.getData();
        var values = new LinkedHashMap<Terms.Meter, Added>();
        for (Terms.Meter meter : fed) {
            var named = new ArrayList<String>();
            String refused = group(meter, event, named);
            if (!refused.isEmpty()) {
                return new Measured(Map.of(), refused);
            }
            String group = String.join(",", named);
            var subjects = meter.hasSubjects() ? SubjectPaths.of(event) : List.<String>of();
            if (subjects == null) {
                return new Measured(Map.of(), "SUBJECT_TOO_LONG");
            }
            if (meter.combination() == Combination.COUNT) {
                values.put(meter, new Added(BigDecimal.ONE, group, subjects));
                continue;
            }
            Object value = data.containsKey(meter.path()) ? plain(data.get(meter.path())) : NOTHING;
            if (value == NOTHING) {
                return new Measured(Map.of(), "VALUE_MISSING");
            }
            if (meter.combination() == Combination.UNIQUE_COUNT && !(value instanceof BigDecimal)) {
                values.put(meter, new Added(value, group, subjects));
                continue;
            }
            if (!(value instanceof BigDecimal number)) {
                return new Measured(Map.of(), "VALUE_NOT_NUMERIC");
            }
            if (number.signum() < 0 && meter.combination().adds()) {
                return new Measured(Map.of(), "VALUE_NEGATIVE");
            }
            if (number.precision() > MOST_DIGITS || number.scale() > MOST_DECIMALS || number.scale() < -MOST_DIGITS) {
                return new Measured(Map.of(), "VALUE_TOO_LARGE");
            }
            values.put(meter, new Added(number, group, subjects));
        }
        return new Measured(values, "");
    }

    /** Names the parts of an event's group, or says why there is none; empty if there is. */
    private static String group(Terms.Meter meter, UsageEventV1 event, List<String> parts) {
        for (MeterGroup by : meter.groups()) {
            var found = by.valueOf(event);
            if (found.isEmpty()) {
                return "GROUP_FAILED";
            }
            Object value = found.get();
            String text =
                    value == NOTHING ? "" : value instanceof BigDecimal number ? written(number) : value.toString();
            if (text == null || text.length() > LONGEST_GROUP_VALUE) {
                return "GROUP_TOO_LONG";
            }
            parts.add(by.name() + "=" + text.replaceAll("([\\\\,=])", "\\\\$1"));
        }
        int bytes = String.join(",", parts).getBytes(StandardCharsets.UTF_8).length;
        return bytes <= LONGEST_GROUP ? "" : "GROUP_TOO_LONG";
    }

    /** A number in digits; null if they are more than a group's value may have. */
    private static @org.jspecify.annotations.Nullable String written(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        boolean isShort = shortest.precision() <= LONGEST_GROUP_VALUE
                && shortest.scale() <= LONGEST_GROUP_VALUE
                && shortest.scale() >= -LONGEST_GROUP_VALUE;
        return isShort ? shortest.toPlainString() : null;
    }

    private static Object plain(@org.jspecify.annotations.Nullable Object value) {
        if (value == null) {
            return NOTHING;
        }
        if (value instanceof Long whole) {
            return BigDecimal.valueOf(whole);
        }
        return value instanceof DecimalV1 decimal ? number(decimal.getValue()) : value;
    }

    private static Object number(String text) {
        if (text.length() > LONGEST_DECIMAL) {
            return text;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private Quantities() {}
}
