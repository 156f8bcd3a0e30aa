package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.LicenseEventV1;
import java.util.ArrayList;
import java.util.List;

/**
 * Who has a seat of a license: of each member the last license event about their seat. That of a release stays, too, so that
 * an assignment from before it that is read once more brings nothing back. Kept for ever, as timelines are.
 */
final class SeatRows {

    private static final String ASSIGNED = "SEAT_ASSIGNED";
    private static final String RELEASED = "SEAT_RELEASED";
    private static final String MEMBER = "member";

    private final RowCodec<LicenseEventV1> codec;

    SeatRows(RowStore store) {
        this.codec = TopicRows.codec(store, TopicCatalog.LICENSE_EVENTS);
    }

    /** Takes an event of a license; all but those about seats are nothing here. */
    void happened(LicenseEventV1 event, Arrival arrival, Changes changes) {
        if (!event.getType().equals(ASSIGNED) && !event.getType().equals(RELEASED)) {
            return;
        }
        byte[] key = licenseKey(event.getLicense()).text(member(event)).bytes();
        byte[] before = changes.get(key);
        if (before == null || Row.versionOf(before) < event.getVersion()) {
            changes.put(key, codec.encode(arrival.row(event.getVersion(), event)));
        }
    }

    /** The seats of a license that are assigned, by their members in UTF-8 order. */
    List<Seat> assigned(String license, Rows rows) {
        var seats = new ArrayList<Seat>();
        rows.scan(licenseKey(license).bytes(), null, (key, stored) -> {
            Row<LicenseEventV1> row = codec.decode(stored);
            if (row.record().getType().equals(ASSIGNED)) {
                seats.add(view(row));
            }
            return true;
        });
        return seats;
    }

    private static String member(LicenseEventV1 event) {
        String member = event.getAttributes().get(MEMBER);
        if (member == null) {
            throw new IllegalArgumentException("an event about a seat names no member");
        }
        return member;
    }

    private static Seat view(Row<LicenseEventV1> row) {
        LicenseEventV1 event = row.record();
        return new Seat(
                member(event),
                event.getAtMs(),
                event.getAuthor(),
                event.getReason(),
                event.getCommandId(),
                new Origin(TopicCatalog.LICENSE_EVENTS.name(), row.partition(), row.offset()));
    }

    private static Key licenseKey(String license) {
        return Key.of(Letters.SEATS).text(license);
    }
}
