package io.tallyport.pipeline.mapping;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageCorrectionV1;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Usage events and their corrections, from the wire to the domain. */
final class UsageMapping {

    private static final int MOST_DIGITS = 100;
    /** What a correction lacks is empty, and refused as such. */
    private static final UsageCorrectionV1 NOTHING_SAID = new UsageCorrectionV1();

    private static final UsageEvent NO_EVENT = new UsageEvent("", "", "", "", 0, 0, -1, List.of(), Map.of(), "");

    static {
        NOTHING_SAID.setCommandId("");
        NOTHING_SAID.setAuthor("");
        NOTHING_SAID.setReason("");
        NOTHING_SAID.setTopic("");
        NOTHING_SAID.setOffset(-1);
        NOTHING_SAID.setReplacementTopic("");
        NOTHING_SAID.setReplacementOffset(-1);
        NOTHING_SAID.setMovedTo("");
        NOTHING_SAID.setUndoes("");
    }

    static UsageEvent event(UsageEventV1 e) {
        return new UsageEvent(
                e.getLicense(),
                e.getSource(),
                e.getId(),
                e.getType(),
                e.getTimeMs(),
                e.getEpoch(),
                e.getSequence(),
                e.getSubjectPath(),
                values(e.getData()),
                e.getUnresolved(),
                e.getJob());
    }

    /**
     * A correction.
     *
     * @param at where the record lies
     */
    static UsageCorrection correction(UsageCorrection.Kind kind, UsageEventV1 e, Origin at) {
        var said = e.getCorrection() == null ? NOTHING_SAID : e.getCorrection();
        boolean amends = kind == UsageCorrection.Kind.AMEND;
        var other = said.getReplacement();
        return new UsageCorrection(
                kind,
                e.getLicense(),
                e.getOriginal() == null ? NO_EVENT : event(e.getOriginal()),
                new Origin(said.getTopic(), at.partition(), said.getOffset()),
                amends ? event(e) : other == null ? null : event(other),
                amends ? at : new Origin(said.getReplacementTopic(), at.partition(), said.getReplacementOffset()),
                said.getMovedTo(),
                said.getUndoes(),
                said.getCommandId(),
                said.getAuthor(),
                said.getReason());
    }

    private static Map<String, @Nullable Object> values(Map<String, Object> wire) {
        var values = new LinkedHashMap<String, @Nullable Object>(wire.size() * 2);
        wire.forEach((path, value) ->
                values.put(path, value instanceof DecimalV1 decimal ? numberOrText(decimal.getValue()) : value));
        return values;
    }

    /** A decimal that is none stays text: the meter that needs it will say so by its field. */
    static Object numberOrText(String value) {
        if (value.length() > MOST_DIGITS) {
            return value;
        }
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            return value;
        }
    }

    private UsageMapping() {}
}
