package io.tallyport.port.correction;

import io.tallyport.domain.catalog.FilterException;
import io.tallyport.expression.EventFilter;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which events are meant. What is empty or null is not asked for.
 *
 * @param license license id
 * @param source source
 * @param id event id
 * @param type event type
 * @param where a filter, as meters have them, that may ask for the job, too
 * @param fromMs earliest event time, inclusive, ms since the epoch
 * @param toMs latest event time, exclusive
 */
record EventSelection(
        String license,
        String source,
        String id,
        String type,
        EventFilter where,
        @Nullable Long fromMs,
        @Nullable Long toMs) {

    /** Whether it names one event. */
    boolean isOne() {
        return !id.isEmpty();
    }

    /**
     * Whether an event is meant.
     *
     * @throws FilterException if the filter has no answer for it
     */
    boolean takes(UsageEventV1 event) throws FilterException {
        return isOr(license, event.getLicense())
                && isOr(source, event.getSource())
                && isOr(id, event.getId())
                && isOr(type, event.getType())
                && (fromMs == null || event.getTimeMs() >= fromMs)
                && (toMs == null || event.getTimeMs() < toMs)
                && (where.text().isEmpty() || matches(event));
    }

    private boolean matches(UsageEventV1 event) throws FilterException {
        var data = new HashMap<String, @Nullable Object>();
        event.getData()
                .forEach((path, value) ->
                        data.put(path, value instanceof DecimalV1 decimal ? number(decimal.getValue()) : value));
        return where.matches(event.getSource(), event.getSubjectPath(), data, event.getJob());
    }

    private static Object number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static boolean isOr(String asked, String is) {
        return asked.isEmpty() || asked.equals(is);
    }
}
