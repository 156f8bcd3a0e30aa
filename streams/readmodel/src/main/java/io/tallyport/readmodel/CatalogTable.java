package io.tallyport.readmodel;

import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The revisions of the catalog. Each stands in every partition of its topic and is kept once; a damaged one is not. */
final class CatalogTable implements Table<CatalogRevisionV1> {

    private final RowCodec<CatalogRevisionV1> codec;

    CatalogTable(RowStore store) {
        this.codec = TopicRows.codec(store, TopicCatalog.CATALOG_REVISIONS);
    }

    @Override
    public void apply(CatalogRevisionV1 revision, Arrival arrival, Changes changes) {
        if (revision.getKind() != CatalogRevisionKind.REVISION) {
            return;
        }
        try {
            CatalogDigest.require(revision);
        } catch (WireException e) {
            throw new IllegalArgumentException(e.reason() + ": " + e.getMessage(), e);
        }
        byte[] key = key(revision.getRevision());
        if (changes.get(key) == null) {
            // where and when a copy arrived differs by partition: leave it out, so that the row does not depend on it
            changes.put(key, codec.encode(new Arrival("", 0, 0, 0).row(revision.getRevision(), revision)));
        }
    }

    /** One revision, or the latest. */
    Optional<CatalogDocument> find(Optional<Long> revision, Rows rows) {
        var found = new ArrayList<CatalogDocument>();
        byte[] table = Key.of(Letters.CATALOG).bytes();
        rows.scan(revision.map(CatalogTable::key).orElse(table), null, (key, stored) -> {
            found.add(view(codec.decode(stored).record()));
            return false;
        });
        return found.stream().findFirst();
    }

    /** The last revisions, newest first. */
    List<CatalogDocument> newest(int limit, Rows rows) {
        var found = new ArrayList<CatalogDocument>();
        visit(null, rows, document -> {
            found.add(document);
            return found.size() < limit;
        });
        return found;
    }

    /** Shows revisions to a visitor, newest first, until it has seen enough; says how many it saw. */
    long visit(@Nullable Long after, Rows rows, Predicate<CatalogDocument> visitor) {
        long[] seen = {0};
        rows.scan(Key.of(Letters.CATALOG).bytes(), after == null ? null : key(after - 1), (key, stored) -> {
            seen[0]++;
            return visitor.test(view(codec.decode(stored).record()));
        });
        return seen[0];
    }

    private static byte[] key(long revision) {
        return Key.of(Letters.CATALOG).largestFirst(revision).bytes();
    }

    private static CatalogDocument view(CatalogRevisionV1 revision) {
        return new CatalogDocument(
                revision.getRevision(),
                revision.getBase(),
                revision.getAuthor(),
                revision.getReason(),
                revision.getEffectiveAtMs(),
                revision.getTimeMs(),
                revision.getFormat(),
                revision.getDocument(),
                revision.getDigest());
    }
}
