package io.tallyport.pipeline.state;

import io.tallyport.domain.usage.Backfill;
import io.tallyport.pipeline.state.GroupUsage.Month;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which months, or hours, of the versions of meters have cells: one value for each version, so that those can be found
 * that no event can reach any more.
 */
final class UsageStarts {

    private static final char STARTS = 'J';
    /** Of months: each start as it is. */
    private static final int FORMAT_MONTHS = 1;
    /** Of hours, of which there are hundreds: each by its distance from the one before. */
    private static final int FORMAT_HOURS = 2;

    private static final long SECOND_MS = 1_000;
    private static final long HOUR_MS = 3_600 * SECOND_MS;
    private static final long DAY_MS = 24 * HOUR_MS;
    /** A month that began before cannot be that of an event: 33 days at most, and 36 that events are accepted. */
    private static final long REACHABLE_MS = Backfill.MONTHS_KEPT.toMillis();

    private static final long REACHABLE_HOUR_MS = 36 * DAY_MS + HOUR_MS;

    private final KeyValueStore<Bytes, byte[]> store;
    /** Those of which one has begun since the last flush. */
    private final Map<Series, TreeSet<Long>> begun = new LinkedHashMap<>();

    /**
     * A version of a meter of a license.
     *
     * @param license license id
     * @param name its name, with the mark of minutes or of parts of months
     */
    private record Series(String license, String name) {

        Bytes key() {
            return LedgerCache.key(license, STARTS, name);
        }
    }

    UsageStarts(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** The starts of all that is kept under a name. */
    SortedSet<Long> of(String license, String name) {
        var of = new Series(license, name);
        var known = begun.get(of);
        return Collections.unmodifiableSortedSet(known == null ? read(of) : known);
    }

    /** Notes one that begins; gives the starts of those beside it that no event can reach. */
    List<Long> begin(Month month, long nowMs) {
        TreeSet<Long> starts = begun.computeIfAbsent(new Series(month.license(), month.series()), this::read);
        starts.add(month.fromMs());
        boolean isHour = GroupUsage.isOfMinutes(month.series());
        return List.copyOf(starts.headSet(nowMs - (isHour ? REACHABLE_HOUR_MS : REACHABLE_MS)));
    }

    /** One that has begun there, and is kept no more. */
    void forget(Month month) {
        begun.computeIfAbsent(new Series(month.license(), month.series()), this::read)
                .remove(month.fromMs());
    }

    void flush(List<KeyValue<Bytes, byte[]>> changes) {
        begun.forEach((of, starts) -> changes.add(KeyValue.pair(of.key(), encode(of, starts))));
        begun.clear();
    }

    private TreeSet<Long> read(Series of) {
        byte[] stored = store.get(of.key());
        return stored == null ? new TreeSet<>() : GroupNames.read(of.key(), () -> decode(stored));
    }

    private static byte[] encode(Series of, TreeSet<Long> starts) {
        if (!GroupUsage.isOfMinutes(of.name)) {
            return new BinaryOutput(FORMAT_MONTHS, 64)
                    .list(starts, BinaryOutput::fixed)
                    .toBytes();
        }
        long[] before = {0};
        return new BinaryOutput(FORMAT_HOURS)
                .list(starts, (out, fromMs) -> {
                    // Zones have offsets of whole seconds.
                    out.number((fromMs - before[0]) / SECOND_MS);
                    before[0] = fromMs;
                })
                .toBytes();
    }

    private static TreeSet<Long> decode(byte[] stored) {
        var in = new BinaryInput(LedgerCache.STORE, stored, FORMAT_HOURS);
        if (in.format() == FORMAT_MONTHS) {
            return new TreeSet<>(in.list(BinaryInput::fixed));
        }
        long[] before = {0};
        return new TreeSet<>(in.list(i -> before[0] += i.number() * SECOND_MS));
    }
}
