package io.tallyport.port.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.port.answer.Problem;
import io.tallyport.wire.UsageEventV1;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The event that takes the place of another: the same, but for what is set. */
public final class Amendment {

    /**
     * Makes it.
     *
     * @param license license that it counts for
     * @param id its own id
     * @param timeMs its event time, ms since the epoch; null for that of the original
     * @param set payload to set, by field path or nested; null removes a field
     * @throws io.tallyport.port.answer.ProblemException naming what cannot be set
     */
    public static UsageEventV1 of(
            UsageEventV1 original, String license, String id, @Nullable Long timeMs, JsonNode set) {
        var faults = new Faults();
        Map<String, @Nullable Object> fields = PayloadFlattening.of(set, faults);
        if (faults.count() > 0) {
            throw Problem.badInput("MALFORMED", "set: what is to be set is not valid", faults.all())
                    .asException();
        }
        Map<String, Object> data = new HashMap<>(original.getData());
        fields.forEach((path, value) -> {
            if (value == null) {
                data.remove(path);
            } else {
                data.put(path, java.util.Objects.requireNonNull(EventMapping.wireValue(value)));
            }
        });
        var amended = UsageEventV1.newBuilder(original)
                .setLicense(license)
                .setId(id)
                .setEpoch(0)
                .setSequence(-1)
                .setLeaseId("")
                .setUnresolved("")
                .build();
        if (timeMs != null) {
            amended.setTimeMs(timeMs);
            amended.setTimeStampedByEdge(false);
        }
        amended.setData(data);
        return amended;
    }

    private Amendment() {}
}
