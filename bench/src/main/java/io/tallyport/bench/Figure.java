package io.tallyport.bench;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A figure that is no quotient of two sides.
 *
 * @param key name among the ratios
 * @param value what it came to
 * @param unit of the value
 * @param details what else was measured with it
 */
record Figure(String key, BigDecimal value, String unit, Map<String, Object> details) {

    /** As JSON. */
    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("value", value);
        json.put("unit", unit);
        json.putAll(details);
        return json;
    }

    /** As a line of text. */
    String line() {
        return String.format(Locale.ROOT, "%-26s %s %s  %s", key, value, unit, details);
    }
}
