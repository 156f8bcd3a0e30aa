package io.tallyport.client.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A usage event as it goes to the wire: validated, flattened, stamped with its id, time and number. */
public record UsageRecord(
        String tenant,
        String license,
        List<String> subjectPath,
        String source,
        String id,
        String type,
        long timeMs,
        boolean timeStampedByEdge,
        long epoch,
        long sequence,
        String leaseId,
        Map<String, @Nullable Object> data,
        Map<String, String> context,
        String unresolved) {}
