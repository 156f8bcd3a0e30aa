package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.LicenseEventV1;
import java.util.Optional;

/**
 * Of each license the last event that changed it, which says all of its term. A folder of an older build has none for the
 * licenses whose events it has read already, until something happens to them: those events say nothing of terms.
 */
final class LatestRows {

    private final RowCodec<LicenseEventV1> codec;

    LatestRows(RowStore store) {
        this.codec = TopicRows.codec(store, TopicCatalog.LICENSE_EVENTS);
    }

    /** Takes an event of a license. An answer that stands there again has the version that it had. */
    void happened(LicenseEventV1 event, Arrival arrival, Changes changes) {
        Row<LicenseEventV1> row = arrival.row(event.getVersion(), event);
        if (!TimelineTable.view(row).isChange()) {
            return;
        }
        byte[] key = key(event.getLicense());
        byte[] before = changes.get(key);
        if (before == null || Row.versionOf(before) < row.version()) {
            changes.put(key, codec.encode(row));
        }
    }

    /** The last event that changed a license. */
    Optional<TimelineEvent> find(String license, Rows rows) {
        byte[] stored = rows.get(key(license));
        return stored == null ? Optional.empty() : Optional.of(TimelineTable.view(codec.decode(stored)));
    }

    private static byte[] key(String license) {
        return Key.of(Letters.LATEST).text(license).bytes();
    }
}
