package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The verdicts: sums of all of them, and one row per usage record that was not counted. Sums know how far they have
 * counted, so a record that comes twice is counted once.
 */
final class VerdictTable implements Table<UsageVerdictV1> {

    /** As long as events are accepted: what was rejected before cannot be sent again. */
    private static final Keep KEEP = new Keep('t', Duration.ofDays(35));

    private static final Keep KEEP_DUPLICATES = new Keep('d', Duration.ofDays(1));
    /** Begins the scopes that list only what was not sent again. */
    private static final String OPEN = "open/";

    private static final String LISTED = "listed/";

    private final Feed<UsageVerdictV1> feed;

    VerdictTable(RowStore store) {
        this.feed = new Feed<>(
                Letters.FEED_UNCOUNTED,
                TopicRows.codec(store, TopicCatalog.USAGE_VERDICTS),
                VerdictTable::scopes,
                verdict -> verdict.getKind() == VerdictKind.DUPLICATE ? KEEP_DUPLICATES : KEEP,
                List.of(KEEP, KEEP_DUPLICATES));
    }

    @Override
    public void apply(UsageVerdictV1 verdict, Arrival arrival, Changes changes) {
        VerdictTotals one = totals(verdict);
        if (sum(one, arrival, changes)) {
            UnattributedRows.decided(verdict, arrival.partition(), changes);
        }
        if (verdict.getKind() != VerdictKind.COUNTED && verdict.getKind() != VerdictKind.CORRECTED) {
            String id = origin(verdict).toString();
            boolean resubmitted = isResubmitted(id, changes);
            feed.put(id, arrival.row(verdict), scope -> !resubmitted || !scope.startsWith(OPEN), changes);
        }
    }

    @Override
    public void restart(int partition, Changes changes) {
        changes.delete(totalsKey(partition));
        UnattributedRows.restart(partition, changes);
    }

    @Override
    public void expire(Changes changes) {
        feed.expire(changes);
    }

    /** Notes that a usage record was sent again, whether or not its verdict is known yet. */
    void resubmitted(String origin, Changes changes) {
        changes.put(resubmittedKey(origin), new byte[0]);
        feed.unlist(origin, scope -> scope.startsWith(OPEN), changes);
    }

    /** Uncounted usage that fits, newest first. */
    List<UncountedUsage> newest(UncountedFilter filter, Rows rows) {
        String scope = (filter.includeResubmitted() ? LISTED : OPEN) + filter.kind();
        String license = filter.license();
        String reason = filter.reason();
        if (license != null) {
            scope += "/" + Feed.ofLicense(license);
        } else if (reason != null) {
            scope += "/" + ofReason(reason);
        }
        return feed.newest(
                scope,
                verdict -> reason == null || reason.equals(verdict.getReason()),
                filter.limit(),
                (id, row) -> view(row, isResubmitted(id, rows)),
                rows);
    }

    /** The verdict on one usage record, if it was not counted. */
    Optional<UncountedUsage> find(Origin origin, Rows rows) {
        return feed.get(origin.toString(), rows).map(row -> view(row, isResubmitted(origin.toString(), rows)));
    }

    /** Sums over all verdicts. */
    static VerdictTotals totals(Rows rows) {
        var parts = new ArrayList<VerdictTotals>();
        rows.scan(
                Key.of(Letters.VERDICT_TOTALS).bytes(),
                null,
                (key, stored) -> parts.add(Sums.of(stored).totals()));
        return parts.stream().reduce(VerdictTotals.NONE, VerdictTotals::plus);
    }

    /** Adds up a verdict; false if it was added before. */
    private static boolean sum(VerdictTotals one, Arrival arrival, Changes changes) {
        byte[] key = totalsKey(arrival.partition());
        byte[] stored = changes.get(key);
        Sums sums = stored == null ? Sums.NONE : Sums.of(stored);
        if (arrival.offset() < sums.nextOffset()) {
            return false;
        }
        changes.put(key, new Sums(arrival.offset() + 1, sums.totals().plus(one)).bytes());
        return true;
    }

    private static VerdictTotals totals(UsageVerdictV1 verdict) {
        long count = verdict.getCount();
        if (count < 1) {
            throw new IllegalArgumentException("count must be above 0, but is " + count);
        }
        return switch (verdict.getKind()) {
            case COUNTED -> new VerdictTotals(count, 0, 0, 0, 0, 0);
            case DUPLICATE -> new VerdictTotals(0, count, 0, 0, 0, 0);
            case CONFLICT -> new VerdictTotals(0, 0, count, 0, 0, 0);
            case LATE -> new VerdictTotals(0, 0, 0, count, 0, 0);
            case REJECTED -> new VerdictTotals(0, 0, 0, 0, count, 0);
            case CORRECTED -> new VerdictTotals(0, 0, 0, 0, 0, count);
            case UNKNOWN -> throw new IllegalArgumentException("kind is unknown to this version");
        };
    }

    private static List<String> scopes(UsageVerdictV1 verdict) {
        var scopes = new ArrayList<String>();
        for (String listing : List.of(OPEN, LISTED)) {
            String ofKind = listing + verdict.getKind();
            scopes.add(ofKind);
            scopes.add(ofKind + "/" + ofReason(verdict.getReason()));
            if (!verdict.getLicense().isEmpty()) {
                scopes.add(ofKind + "/" + Feed.ofLicense(verdict.getLicense()));
            }
        }
        return scopes;
    }

    private static String ofReason(String reason) {
        return "reason/" + reason;
    }

    private static boolean isResubmitted(String origin, Rows rows) {
        return rows.get(resubmittedKey(origin)) != null;
    }

    private static byte[] resubmittedKey(String origin) {
        return Key.of(Letters.RESUBMITTED).text(origin).bytes();
    }

    private static byte[] totalsKey(int partition) {
        return Key.of(Letters.VERDICT_TOTALS).number(partition).bytes();
    }

    private static Origin origin(UsageVerdictV1 verdict) {
        return new Origin(verdict.getTopic(), verdict.getPartition(), verdict.getFirstOffset());
    }

    private static UncountedUsage view(Row<UsageVerdictV1> row, boolean resubmitted) {
        UsageVerdictV1 verdict = row.record();
        return new UncountedUsage(
                UncountedKind.valueOf(verdict.getKind().name()),
                verdict.getReason(),
                verdict.getField(),
                verdict.getDetail(),
                verdict.getLicense(),
                verdict.getSource(),
                verdict.getId(),
                verdict.getType(),
                verdict.getTimeMs(),
                verdict.getDecidedAtMs(),
                verdict.getCatalogRevision(),
                origin(verdict),
                resubmitted);
    }

    /** Sums over one partition of the verdicts, up to an offset. */
    private record Sums(long nextOffset, VerdictTotals totals) {

        static final Sums NONE = new Sums(0, VerdictTotals.NONE);

        static Sums of(byte[] stored) {
            var bytes = ByteBuffer.wrap(stored);
            return new Sums(
                    bytes.getLong(),
                    new VerdictTotals(
                            bytes.getLong(),
                            bytes.getLong(),
                            bytes.getLong(),
                            bytes.getLong(),
                            bytes.getLong(),
                            // A build that knew no corrections summed none up.
                            bytes.hasRemaining() ? bytes.getLong() : 0));
        }

        byte[] bytes() {
            return ByteBuffer.allocate(7 * Long.BYTES)
                    .putLong(nextOffset)
                    .putLong(totals.counted())
                    .putLong(totals.duplicate())
                    .putLong(totals.conflict())
                    .putLong(totals.late())
                    .putLong(totals.rejected())
                    .putLong(totals.corrected())
                    .array();
        }
    }
}
