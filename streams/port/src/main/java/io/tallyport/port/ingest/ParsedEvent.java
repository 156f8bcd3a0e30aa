package io.tallyport.port.ingest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed CloudEvent about usage. Not yet resolved to a license, not yet judged.
 *
 * @param license license id; empty if the event names none
 * @param licenseKey bearer key to resolve at the edge; empty if none. Never stored, never printed
 * @param timeMs event time in ms since the epoch; null when the emitter gave none
 * @param epoch numbering epoch; 0 = not numbered
 * @param sequence number within the epoch; -1 = not numbered
 * @param payload flattened to field paths; values are null, Boolean, Long, BigDecimal or String
 */
public record ParsedEvent(
        String id,
        String source,
        String type,
        List<String> subjectPath,
        @Nullable Long timeMs,
        String license,
        String licenseKey,
        String tenant,
        long epoch,
        long sequence,
        String lease,
        Map<String, @Nullable Object> payload) {

    public ParsedEvent {
        subjectPath = List.copyOf(subjectPath);
        payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    }

    /** The same event with a license, if it names neither a license nor a key. */
    ParsedEvent withDefaultLicense(String other) {
        return other.isEmpty() || !license.isEmpty() || !licenseKey.isEmpty()
                ? this
                : new ParsedEvent(
                        id, source, type, subjectPath, timeMs, other, "", tenant, epoch, sequence, lease, payload);
    }

    /** Leaves out the license key and the payload. */
    @Override
    public String toString() {
        return "ParsedEvent[" + source + " " + id + " " + type + " license=" + license + "]";
    }
}
