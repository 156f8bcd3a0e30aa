package io.tallyport.pipeline.state;

import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Subjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The usage of groups and subjects within meters, and of minutes: a cell for each license, meter, month and group or subject, or for
 * each license, meter and hour, read when an event needs it and logged by the commit that changed it. Which groups and subjects a month
 * has {@link GroupNames} says; so a statement can name all groups. Cells of months, or hours, that no event can reach any more are
 * deleted when a new one begins.
 */
public final class GroupUsage {

    /** Groups that a meter of a license may have in one month. */
    public static final int MOST = 1_000;

    /** Ends the name under which the parts of a month are kept in which one plan held; no id of a meter holds it. */
    public static final String PARTED = "~";

    /** In place of the start of a month: a level's groups are of all months, for it goes on through them. */
    public static final long ALWAYS = Long.MAX_VALUE;

    /** Ends the name under which the minutes of an hour are kept, beside the ledger; no id of a meter holds it. */
    public static final String MINUTES = "'";

    private static final char CELL = 'G';
    /** Heap of a cell with its key, beside their texts and windows. */
    private static final int CELL_BYTES = 500;

    /** Heap of a minute, beside what it remembers. */
    private static final int MINUTE_BYTES = 130;

    /** What is given up at once when the budget is used up. */
    private static final int EVICTED_PART = 4;

    private final KeyValueStore<Bytes, byte[]> store;
    private final long budgetBytes;
    private final GroupNames names;
    private final LinkedHashMap<Key, Cell> cells = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Set<Key>> changed = new LinkedHashMap<>();
    private final UsageStarts starts;

    private final List<KeyValue<Bytes, byte[]>> deletions = new ArrayList<>();
    private long bytes;

    /**
     * One month of a meter of a license; or one hour, whose cell has no group and holds its minutes.
     *
     * @param license license id
     * @param series name of the meter's version; ends with {@link #MINUTES} for an hour
     * @param fromMs start of the month, or of the hour; {@link #ALWAYS} if it is of all months
     */
    public record Month(String license, String series, long fromMs) {}

    /**
     * One group in it, or one subject.
     *
     * @param month the month
     * @param group name of the group; or of a subject's cell ({@link Subjects})
     */
    public record Key(Month month, String group) {}

    /**
     * What a commit changed of a group or subject.
     *
     * @param key which
     * @param before as it was logged last; null if it is new
     * @param now as it is
     */
    public record Change(Key key, @Nullable MeterUsage before, MeterUsage now) {}

    private static final class Cell {
        private long bytes;
        private @Nullable MeterUsage now;
        private @Nullable MeterUsage logged;

        private Cell(@Nullable MeterUsage logged, long bytes) {
            this.now = logged;
            this.logged = logged;
            this.bytes = bytes;
        }
    }

    GroupUsage(KeyValueStore<Bytes, byte[]> store, long budgetBytes) {
        this.store = store;
        this.starts = new UsageStarts(store);
        this.budgetBytes = budgetBytes;
        this.names = new GroupNames(store);
    }

    /** The name of a meter's version, whether usage of a part of a month, of minutes or of all is kept under it. */
    public static String seriesOf(String name) {
        return name.endsWith(PARTED) || isOfMinutes(name) ? name.substring(0, name.length() - 1) : name;
    }

    /** Whether minutes are kept under a name. */
    public static boolean isOfMinutes(String name) {
        return name.endsWith(MINUTES);
    }

    /**
     * What stands in the place of a group where the minutes of an hour wait, or were recounted: each hour by itself, so
     * that nothing that is stored of it grows with how many there are.
     */
    public static String nameOfHour(long hourFromMs) {
        return Instant.ofEpochMilli(hourFromMs).toString();
    }

    /** The hours of a version of a meter whose minutes are kept, by their starts. */
    public SortedSet<Long> hours(String license, String series) {
        return starts.of(license, series + MINUTES);
    }

    /** The groups of a month. */
    public Set<String> groups(Month month) {
        return Collections.unmodifiableSet(names.groups(month));
    }

    /** The groups and subjects of a month, and what is of no subject if there is any. */
    public Set<String> cells(Month month) {
        var all = new LinkedHashSet<>(names.groups(month));
        names.subjects(month, all::add);
        if (isThere(new Key(month, Subjects.UNATTRIBUTED))) {
            all.add(Subjects.UNATTRIBUTED);
        }
        return all;
    }

    /** Whether usage of a month is kept for subjects: an event was counted into one, or is of none. */
    public boolean hasSubjects(Month month) {
        return names.hasSubjects(month) || isThere(new Key(month, Subjects.UNATTRIBUTED));
    }

    /** Whether a month has the group, or room for one more. */
    public boolean hasRoom(Key key) {
        return isInUse(key) || names.hasRoom(key);
    }

    /**
     * Whether a month has the subject that a path ends with, or room for it and for those above it.
     *
     * @param path its cells, outermost first, or that of what is of no subject
     */
    public boolean hasRoom(Month month, List<String> path) {
        String last = path.get(path.size() - 1);
        return last.equals(Subjects.UNATTRIBUTED) || isInUse(new Key(month, last)) || names.hasRoom(month, path);
    }

    /** Without remembering that it is not: most meters have no subjects. */
    private boolean isThere(Key key) {
        return isInUse(key) || store.get(key(key)) != null;
    }

    private boolean isInUse(Key key) {
        Cell cell = cells.get(key);
        return cell != null && cell.now != null;
    }

    /** The usage of a group; null if it has none yet. */
    public @Nullable MeterUsage find(Key key) {
        return cell(key).now;
    }

    /** Takes over what a turn that succeeded made of a group. */
    void replace(Key key, MeterUsage next, long nowMs) {
        Cell cell = cell(key);
        if (cell.now == null && (isOfMinutes(key.month.series) || names.add(key))) {
            begin(key.month, nowMs);
        }
        cell.now = next;
        changed.computeIfAbsent(key.month.license, l -> new LinkedHashSet<>()).add(key);
    }

    /** What changed of a license's groups since the last flush. */
    public List<Change> changed(String license) {
        var changes = new ArrayList<Change>();
        for (Key key : changed.getOrDefault(license, Set.of())) {
            Cell cell = cell(key);
            if (cell.now != null) {
                changes.add(new Change(key, cell.logged, cell.now));
            }
        }
        return changes;
    }

    /** Logs what changed, and gives up what is little used once all takes more heap than the budget. */
    void flush() {
        var changes = new ArrayList<>(deletions);
        starts.flush(changes);
        names.flush(changes);
        for (Set<Key> keys : changed.values()) {
            for (Key key : keys) {
                Cell cell = cell(key);
                if (cell.now != null && cell.now != cell.logged) {
                    byte[] value =
                            isOfMinutes(key.month.series) ? LedgerCodec.minutes(cell.now) : LedgerCodec.whole(cell.now);
                    changes.add(KeyValue.pair(key(key), value));
                    bytes -= cell.bytes;
                    cell.bytes = weight(key, cell.now, value.length);
                    bytes += cell.bytes;
                    cell.logged = cell.now;
                }
            }
        }
        store.putAll(changes);
        deletions.clear();
        changed.clear();
        evict();
    }

    /** Gives up what was not used for longest: everything is logged, so all of it can be read again. */
    private void evict() {
        if (bytes() <= budgetBytes) {
            return;
        }
        long target = budgetBytes - budgetBytes / EVICTED_PART;
        for (var cell = cells.values().iterator(); bytes() > target && cell.hasNext(); ) {
            bytes -= cell.next().bytes;
            cell.remove();
        }
        names.evict(target - bytes);
    }

    /** Heap that groups take, estimated. */
    long bytes() {
        return bytes + names.bytes();
    }

    private Cell cell(Key key) {
        Cell cell = cells.get(key);
        if (cell == null) {
            byte[] stored = store.get(key(key));
            MeterUsage usage = stored == null
                    ? null
                    : GroupNames.read(
                            key(key),
                            () -> isOfMinutes(key.month.series)
                                    ? LedgerCodec.minutes(LedgerCache.STORE, stored)
                                    : LedgerCodec.whole(LedgerCache.STORE, stored));
            cell = new Cell(usage, weight(key, usage, stored == null ? 0 : stored.length));
            cells.put(key, cell);
            bytes += cell.bytes;
        }
        return cell;
    }

    /** Heap of a cell: a window takes some seven times on the heap what it does in the store; minutes are counted. */
    private static long weight(Key key, @Nullable MeterUsage usage, int storedBytes) {
        if (usage != null && isOfMinutes(key.month.series)) {
            return CELL_BYTES + (1L + usage.minutes().older().size()) * MINUTE_BYTES + storedBytes;
        }
        return CELL_BYTES + key.group.length() + 7L * storedBytes;
    }

    /** Notes a month, or an hour, that begins, and deletes those that no event can reach. */
    private void begin(Month month, long nowMs) {
        for (long fromMs : starts.begin(month, nowMs)) {
            var past = new Month(month.license, month.series, fromMs);
            if (!isChanged(past)) {
                starts.forget(past);
                delete(past);
            }
        }
    }

    /** A clock may leap by months within one commit: what is still to be said of a month is not deleted under it. */
    private boolean isChanged(Month month) {
        return changed.getOrDefault(month.license, Set.of()).stream().anyMatch(key -> key.month.equals(month));
    }

    private void delete(Month month) {
        if (isOfMinutes(month.series)) {
            delete(new Key(month, ""));
            return;
        }
        for (String cell : cells(month)) {
            delete(new Key(month, cell));
        }
        names.delete(month, key -> deletions.add(deletion(key)));
    }

    private void delete(Key key) {
        deletions.add(deletion(key(key)));
        Cell cell = cells.remove(key);
        bytes -= cell == null ? 0 : cell.bytes;
    }

    /** In a batch, a value of null deletes; {@link KeyValue} is not annotated for it. */
    @SuppressWarnings("NullAway")
    private static KeyValue<Bytes, byte[]> deletion(Bytes key) {
        return new KeyValue<>(key, null);
    }

    private static Bytes key(Key key) {
        Month month = key.month;
        return LedgerCache.key(
                month.license, CELL, month.series + '\0' + Long.toHexString(month.fromMs) + '\0' + key.group);
    }
}
