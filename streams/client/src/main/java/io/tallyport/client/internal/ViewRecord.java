package io.tallyport.client.internal;

import io.tallyport.domain.entitlement.Entitlement;
import org.jspecify.annotations.Nullable;

/**
 * One record of the snapshots topic, decoded.
 *
 * @param kind what it says
 * @param partition partition
 * @param offset offset
 * @param license license id; empty for a heartbeat
 * @param entitlement the snapshot; null unless the kind is SNAPSHOT
 * @param asOfMs tick time at the pipeline; 0 for a removal
 * @param tickAppendedAtMs broker time of that tick; 0 for a removal
 */
public record ViewRecord(
        Kind kind,
        int partition,
        long offset,
        String license,
        @Nullable Entitlement entitlement,
        long asOfMs,
        long tickAppendedAtMs) {

    /** What a record says. */
    public enum Kind {
        SNAPSHOT,
        HEARTBEAT,
        REMOVAL
    }

    /** A snapshot of a license. */
    public static ViewRecord snapshot(int partition, long offset, Entitlement e, long asOfMs, long tickAppendedAtMs) {
        return new ViewRecord(Kind.SNAPSHOT, partition, offset, e.license(), e, asOfMs, tickAppendedAtMs);
    }

    /** A sign of life of a partition. */
    public static ViewRecord heartbeat(int partition, long offset, long asOfMs, long tickAppendedAtMs) {
        return new ViewRecord(Kind.HEARTBEAT, partition, offset, "", null, asOfMs, tickAppendedAtMs);
    }

    /** The license is gone from the topic. */
    public static ViewRecord removal(int partition, long offset, String license) {
        return new ViewRecord(Kind.REMOVAL, partition, offset, license, null, 0, 0);
    }
}
