package io.tallyport.verifier;

import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what an event adds to the meters of its type, or the reason why it cannot be counted. */
final class Quantities {

    /** Stands for a field that is there and null. */
    static final Object NOTHING = new Object();

    private static final int LONGEST_DECIMAL = 100;
    private static final int MOST_DIGITS = 38;
    private static final int MOST_DECIMALS = 18;

    /**
     * What an event adds.
     *
     * @param values one per meter; empty if it cannot be counted
     * @param reason why it cannot be counted; empty if it can
     */
    record Measured(List<BigDecimal> values, String reason) {}

    /** The payload: numbers exact, whatever they were written as; a decimal that is none is text. */
    static Map<String, Object> valuesOf(UsageEventV1 event) {
        var values = new HashMap<String, Object>();
        event.getData().forEach((path, value) -> values.put(path, plain(value)));
        return values;
    }

    static Measured measure(UsageEventV1 event, List<Terms.Meter> meters) {
        var data = event.getData();
        var values = new ArrayList<BigDecimal>(meters.size());
        for (Terms.Meter meter : meters) {
            if (!meter.sum()) {
                values.add(BigDecimal.ONE);
                continue;
            }
            Object value = data.containsKey(meter.path()) ? plain(data.get(meter.path())) : NOTHING;
            if (value == NOTHING) {
                return new Measured(List.of(), "VALUE_MISSING");
            }
            if (!(value instanceof BigDecimal number)) {
                return new Measured(List.of(), "VALUE_NOT_NUMERIC");
            }
            if (number.signum() < 0) {
                return new Measured(List.of(), "VALUE_NEGATIVE");
            }
            if (number.precision() > MOST_DIGITS || number.scale() > MOST_DECIMALS || number.scale() < -MOST_DIGITS) {
                return new Measured(List.of(), "VALUE_TOO_LARGE");
            }
            values.add(number);
        }
        return new Measured(values, "");
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
