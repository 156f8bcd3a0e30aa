package io.tallyport.port.ingest;

import io.tallyport.domain.usage.EmitterNumber;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.math.BigDecimal;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** Parsed events as wire events. */
final class EventMapping {

    /**
     * The wire event.
     *
     * @param license license id; empty when unresolved
     * @param unresolved why the license could not be resolved; empty if it was
     * @param nowMs stamped when the emitter gave no time, ms since the epoch
     */
    static UsageEventV1 toWire(ParsedEvent event, String license, String unresolved, long nowMs) {
        Long timeMs = event.timeMs();
        var values = new HashMap<CharSequence, Object>();
        event.payload().forEach((path, value) -> values.put(path, wireValue(value)));
        // Only emitters of ours number for all licenses: from outside, such an id is one like any other (decision
        // 0018).
        boolean saysNumber = EmitterNumber.hasForm(event.id());
        var wire = UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setTenant(event.tenant())
                .setLicense(license)
                .setSubjectPath(event.subjectPath())
                .setSource(event.source())
                .setId(event.id())
                .setType(event.type())
                .setTimeMs(timeMs == null ? nowMs : timeMs)
                .setTimeStampedByEdge(timeMs == null)
                .setEpoch(saysNumber ? 0 : event.epoch())
                .setSequence(saysNumber ? -1 : event.sequence())
                .setLeaseId(event.lease())
                .setUnresolved(unresolved)
                .build();
        wire.setData(uncheckedPayload(values));
        return wire;
    }

    static @Nullable Object wireValue(@Nullable Object value) {
        return value instanceof BigDecimal decimal ? new DecimalV1(decimal.toPlainString()) : value;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static java.util.Map<String, Object> uncheckedPayload(java.util.Map<?, ?> values) {
        return (java.util.Map) values;
    }

    private EventMapping() {}
}
