package io.tallyport.port.correction;

import io.tallyport.port.ingest.Coordinates;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;

/**
 * An event as it was sent, and where it lies. What an amendment brought is an event as well.
 *
 * @param event the event, of kind USAGE
 * @param at the record
 * @param appendedAtMs broker time of its append, ms since the epoch
 */
record CountedEvent(UsageEventV1 event, Coordinates at, long appendedAtMs) {

    /** The event that a record holds: without what makes it an amendment. */
    static UsageEventV1 plain(UsageEventV1 record) {
        return record.getKind() == UsageKind.USAGE
                ? record
                : UsageEventV1.newBuilder(record)
                        .setKind(UsageKind.USAGE)
                        .setOriginal(null)
                        .setCorrection(null)
                        .build();
    }
}
