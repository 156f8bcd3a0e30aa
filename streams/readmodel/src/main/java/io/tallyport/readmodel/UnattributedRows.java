package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.KeyReader;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.UnattributedUsageV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What no license owns, by month and partition: the certificates, kept for ever, and of months without one what the verdicts come to.
 * Once a partition certifies a month, its own sums are dropped; whichever is read first, the same is left.
 */
final class UnattributedRows {

    /** So many rows of a month and partition name a source, as in certificates. */
    static final int MOST_NAMED = 100;

    private static final int LONGEST_SOURCE = 256;

    private final RowCodec<UsageStatementV1> codec;

    UnattributedRows(RowStore store) {
        this.codec = TopicRows.codec(store, TopicCatalog.USAGE_STATEMENTS);
    }

    /** Takes a certificate; of two of one month the first stands. */
    void certified(UsageStatementV1 certificate, Arrival arrival, Changes changes) {
        UnattributedUsageV1 said = certificate.getUnattributed();
        if (said == null || said.getPartition() < 0 || certificate.getToMs() <= certificate.getFromMs()) {
            throw new IllegalArgumentException("a certificate of what no license owns says nothing");
        }
        byte[] key = certificateKey(certificate.getFromMs(), said.getPartition());
        if (changes.get(key) == null) {
            changes.put(key, codec.encode(arrival.row(certificate)));
        }
        drop(sumsKey(said.getPartition()).number(certificate.getFromMs()).bytes(), changes);
    }

    /** Takes a verdict that was not taken before. */
    static void decided(UsageVerdictV1 verdict, int partition, Changes changes) {
        boolean isOfNobody = verdict.getKind() == VerdictKind.REJECTED
                && UsageVerdict.isOfNoLicense(verdict.getReason(), verdict.getLicense());
        long fromMs = startOfMonth(verdict.getDecidedAtMs());
        if (!isOfNobody || changes.get(certificateKey(fromMs, partition)) != null) {
            return;
        }
        byte[] named = rowKey(partition, fromMs, verdict, false);
        if (changes.get(named) != null || hasRoom(partition, fromMs, verdict.getSource(), changes)) {
            add(named, verdict.getCount(), changes);
        } else {
            add(rowKey(partition, fromMs, verdict, true), verdict.getCount(), changes);
        }
    }

    private static boolean hasRoom(int partition, long fromMs, String source, Rows rows) {
        if (source.length() > LONGEST_SOURCE) {
            return false;
        }
        int[] named = {0};
        rows.scan(sumsKey(partition).number(fromMs).letter('n').bytes(), null, (key, sum) -> ++named[0] < MOST_NAMED);
        return named[0] < MOST_NAMED;
    }

    private static void add(byte[] key, long more, Changes changes) {
        byte[] before = changes.get(key);
        long sum = (before == null ? 0 : ByteBuffer.wrap(before).getLong()) + more;
        changes.put(key, ByteBuffer.allocate(Long.BYTES).putLong(sum).array());
    }

    /** The verdicts of a partition begin anew: what they came to is forgotten. */
    static void restart(int partition, Changes changes) {
        drop(sumsKey(partition).bytes(), changes);
    }

    private static void drop(byte[] prefix, Changes changes) {
        var keys = new ArrayList<byte[]>();
        changes.scan(prefix, null, (key, sum) -> keys.add(key));
        keys.forEach(changes::delete);
    }

    /** What no license owns of the month that begins then, of each partition of which anything is known, in their order. */
    List<UnattributedUsage> ofMonth(long fromMs, Rows rows) {
        Map<Integer, UnattributedUsage> found = new TreeMap<>();
        rows.scan(Key.of(Letters.UNATTRIBUTED).number(fromMs).bytes(), null, (key, stored) -> {
            UnattributedUsageV1 said = codec.decode(stored).record().getUnattributed();
            if (said != null) {
                found.put(said.getPartition(), view(said));
            }
            return true;
        });
        byte[] from = Key.of(Letters.UNATTRIBUTED_SUMS).bytes();
        for (Integer partition = next(from, null, rows); partition != null; partition = next(from, partition, rows)) {
            var sums = sums(partition, fromMs, rows);
            if (!sums.isEmpty()) {
                long records =
                        sums.stream().mapToLong(UnattributedUsage.Row::records).sum();
                found.putIfAbsent(partition, new UnattributedUsage(partition, false, false, records, sums));
            }
        }
        return List.copyOf(found.values());
    }

    /** The first partition with sums behind another one; null if there is none. */
    private static @Nullable Integer next(byte[] prefix, @Nullable Integer after, Rows rows) {
        var next = new ArrayList<Integer>(1);
        byte[] from = after == null ? null : sumsKey(after + 1).bytes();
        rows.scan(prefix, from, (key, sum) -> {
            var reader = new KeyReader(key);
            reader.letter();
            next.add((int) reader.number());
            return false;
        });
        return next.isEmpty() ? null : next.get(0);
    }

    private static List<UnattributedUsage.Row> sums(int partition, long fromMs, Rows rows) {
        var sums = new ArrayList<UnattributedUsage.Row>();
        rows.scan(sumsKey(partition).number(fromMs).bytes(), null, (key, sum) -> {
            var reader = new KeyReader(key);
            reader.letter();
            reader.number();
            reader.number();
            boolean others = reader.letter() == 'o';
            return sums.add(new UnattributedUsage.Row(
                    reader.text(),
                    reader.text(),
                    reader.text(),
                    others,
                    ByteBuffer.wrap(sum).getLong()));
        });
        return sums;
    }

    private static UnattributedUsage view(UnattributedUsageV1 said) {
        return new UnattributedUsage(
                said.getPartition(),
                true,
                said.getComplete(),
                said.getRecords(),
                said.getRows().stream()
                        .map(row -> new UnattributedUsage.Row(
                                row.getTopic(), row.getReason(), row.getSource(), row.getOthers(), row.getRecords()))
                        .toList());
    }

    private static long startOfMonth(long timeMs) {
        return Instant.ofEpochMilli(timeMs)
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .withDayOfMonth(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli();
    }

    private static byte[] certificateKey(long fromMs, int partition) {
        return Key.of(Letters.UNATTRIBUTED).number(fromMs).number(partition).bytes();
    }

    private static Key sumsKey(int partition) {
        return Key.of(Letters.UNATTRIBUTED_SUMS).number(partition);
    }

    /** Those that name a source before the others. */
    private static byte[] rowKey(int partition, long fromMs, UsageVerdictV1 verdict, boolean others) {
        return sumsKey(partition)
                .number(fromMs)
                .letter(others ? 'o' : 'n')
                .text(verdict.getTopic())
                .text(verdict.getReason())
                .text(others ? "" : verdict.getSource())
                .bytes();
    }
}
