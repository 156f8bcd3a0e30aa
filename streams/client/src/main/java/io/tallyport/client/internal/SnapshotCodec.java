package io.tallyport.client.internal;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EntitlementUpdateV1;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decodes records of the snapshots topic. Not thread-safe. */
public final class SnapshotCodec {

    private final WireCodec<EntitlementUpdateV1> codec;

    public SnapshotCodec(Registry registry) {
        this.codec = registry.codec(TopicCatalog.ENTITLEMENT_SNAPSHOTS);
    }

    /**
     * Decodes one record.
     *
     * @throws WireException when its bytes are no update, or an update that this version cannot read
     * @throws RuntimeException when the registry cannot be reached: try the record again
     */
    public ViewRecord decode(ConsumerRecord<byte[], byte[]> record) throws WireException {
        if (record.value() == null) {
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            return ViewRecord.removal(record.partition(), record.offset(), key);
        }
        return viewRecord(codec.decode(record.value()), record.partition(), record.offset());
    }

    static ViewRecord viewRecord(EntitlementUpdateV1 update, int partition, long offset) throws WireException {
        EntitlementSnapshotV1 snapshot = update.getSnapshot();
        if (snapshot == null) {
            return ViewRecord.heartbeat(partition, offset, update.getAsOfMs(), update.getTickAppendedAtMs());
        }
        try {
            return ViewRecord.snapshot(
                    partition,
                    offset,
                    EntitlementMapping.entitlement(snapshot),
                    update.getAsOfMs(),
                    update.getTickAppendedAtMs());
        } catch (IllegalArgumentException e) {
            throw new WireException(
                    WireException.Reason.CORRUPT,
                    "the snapshot of license " + snapshot.getLicense() + " cannot be read: " + e.getMessage(),
                    e);
        }
    }
}
