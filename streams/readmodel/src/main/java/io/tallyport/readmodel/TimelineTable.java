package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.KeyReader;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.LicenseEventV1;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The timelines: a license lives in one partition, so the offsets of its events are their order. Kept for ever. */
final class TimelineTable implements Table<LicenseEventV1> {

    private final RowCodec<LicenseEventV1> codec;
    private final LatestRows latest;
    private final SeatRows seats;

    /**
     * @param latest the last of the events
     * @param seats what else they tell of
     */
    TimelineTable(RowStore store, LatestRows latest, SeatRows seats) {
        this.codec = TopicRows.codec(store, TopicCatalog.LICENSE_EVENTS);
        this.latest = latest;
        this.seats = seats;
    }

    @Override
    public void apply(LicenseEventV1 event, Arrival arrival, Changes changes) {
        byte[] key = licenseKey(event.getLicense())
                .largestFirst(arrival.offset())
                .number(arrival.partition())
                .bytes();
        changes.put(key, codec.encode(arrival.row(event)));
        latest.happened(event, arrival, changes);
        seats.happened(event, arrival, changes);
    }

    /** The last events of a license, in the order in which they happened. */
    List<TimelineEvent> last(String license, int limit, Rows rows) {
        var found = new ArrayList<TimelineEvent>();
        rows.scan(licenseKey(license).bytes(), null, (key, stored) -> {
            found.add(view(codec.decode(stored)));
            return found.size() < limit;
        });
        Collections.reverse(found);
        return found;
    }

    /** A license as it was at an instant; empty if it was not issued by then. */
    Optional<LicenseThen> at(String license, long atMs, Rows rows) {
        var fold = new LicenseFold(atMs);
        rows.scan(licenseKey(license).bytes(), null, (key, stored) -> {
            fold.add(view(codec.decode(stored)));
            return true;
        });
        return fold.then();
    }

    /** The term of a license; empty if there is none. */
    Optional<LicenseTerm> term(String license, Rows rows) {
        var terms = new LicenseTerms();
        rows.scan(licenseKey(license).bytes(), null, (key, stored) -> {
            terms.add(view(codec.decode(stored)));
            return true;
        });
        return terms.term();
    }

    /**
     * Visits the terms of licenses, in the order of their ids.
     *
     * @param from the first id
     * @param most how many ids to look at
     * @return the last id that was looked at; null if there are no more behind it
     */
    @Nullable String terms(String from, int most, Rows rows, Consumer<LicenseTerm> visitor) {
        var walk = new TermWalk(most, visitor);
        rows.scan(Key.of(Letters.TIMELINE).bytes(), licenseKey(from).bytes(), walk::visit);
        return walk.end();
    }

    /** A walk over the timelines of several licenses, one after the other. */
    private final class TermWalk {
        private final int most;
        private final Consumer<LicenseTerm> visitor;
        private LicenseTerms terms = new LicenseTerms();
        private @Nullable String license;
        private int licenses;
        private boolean more;

        TermWalk(int most, Consumer<LicenseTerm> visitor) {
            this.most = most;
            this.visitor = visitor;
        }

        boolean visit(byte[] key, byte[] stored) {
            var reader = new KeyReader(key);
            reader.letter();
            String of = reader.text();
            if (!of.equals(license)) {
                if (licenses == most) {
                    more = true;
                    return false;
                }
                terms.term().ifPresent(visitor);
                terms = new LicenseTerms();
                license = of;
                licenses++;
            }
            terms.add(view(codec.decode(stored)));
            return true;
        }

        @Nullable String end() {
            terms.term().ifPresent(visitor);
            return more ? license : null;
        }
    }

    private static Key licenseKey(String license) {
        return Key.of(Letters.TIMELINE).text(license);
    }

    static TimelineEvent view(Row<LicenseEventV1> row) {
        LicenseEventV1 event = row.record();
        return new TimelineEvent(
                event.getLicense(),
                event.getVersion(),
                event.getType(),
                event.getState(),
                event.getCommandId(),
                event.getAuthor(),
                event.getReason(),
                event.getRefusal(),
                event.getField(),
                event.getDetail(),
                event.getAtMs(),
                event.getProduct(),
                event.getPlan(),
                event.getCustomer(),
                event.getStartsAtMs(),
                event.getStartedAtMs(),
                event.getExpiresAtMs(),
                event.getGraceUntilMs(),
                event.getTrial(),
                event.getFixedEnd(),
                event.getRenews(),
                event.getTimeZone(),
                event.getAnchorMs(),
                event.getCatalogRevision(),
                Wire.toEvidence(event.getEvidence()),
                event.getAttributes(),
                new Origin(TopicCatalog.LICENSE_EVENTS.name(), row.partition(), row.offset()));
    }
}
