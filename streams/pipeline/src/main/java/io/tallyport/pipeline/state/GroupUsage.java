package io.tallyport.pipeline.state;

import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Subjects;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The usage of groups and subjects within meters: a cell for each license, meter, month and group or subject, read when an event needs
 * it and logged by the commit that changed it. Which of them a month has {@link GroupNames} says; so a statement can name all groups.
 * Cells of months that no event can reach any more are deleted when a new month begins.
 */
public final class GroupUsage {

    /** Groups that a meter of a license may have in one month. */
    public static final int MOST = 1_000;

    /** Ends the name under which the parts of a month are kept in which one plan held; no id of a meter holds it. */
    public static final String PARTED = "~";

    private static final char MONTHS = 'J';
    private static final char CELL = 'G';
    private static final int FORMAT = 1;
    /** Heap of a cell with its key, beside their texts and windows. */
    private static final int CELL_BYTES = 500;

    /** What is given up at once when the budget is used up. */
    private static final int EVICTED_PART = 4;

    private static final long DAY_MS = 86_400_000L;
    /** A month that began before cannot be that of an event: 33 days at most, and 36 that events are accepted. */
    private static final long REACHABLE_MS = 70 * DAY_MS;

    private final KeyValueStore<Bytes, byte[]> store;
    private final long budgetBytes;
    private final GroupNames names;
    private final LinkedHashMap<Key, Cell> cells = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Set<Key>> changed = new LinkedHashMap<>();
    /** The months of meters of which one has begun since the last flush. */
    private final Map<Bytes, TreeSet<Long>> begun = new LinkedHashMap<>();

    private final List<KeyValue<Bytes, byte[]>> deletions = new ArrayList<>();
    private long bytes;

    /**
     * One month of a meter of a license.
     *
     * @param license license id
     * @param series name of the meter's version
     * @param fromMs start of the month
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
        this.budgetBytes = budgetBytes;
        this.names = new GroupNames(store);
    }

    /** The name of a meter's version, whether usage of a part of a month is kept under it or of all of it. */
    public static String seriesOf(String name) {
        return name.endsWith(PARTED) ? name.substring(0, name.length() - PARTED.length()) : name;
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
        if (cell.now == null && names.add(key)) {
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
        begun.forEach((at, starts) -> changes.add(KeyValue.pair(
                at,
                new BinaryOutput(FORMAT, 64).list(starts, BinaryOutput::fixed).toBytes())));
        names.flush(changes);
        for (Set<Key> keys : changed.values()) {
            for (Key key : keys) {
                Cell cell = cell(key);
                if (cell.now != null && cell.now != cell.logged) {
                    byte[] value = LedgerCodec.whole(cell.now);
                    changes.add(KeyValue.pair(key(key), value));
                    bytes -= cell.bytes;
                    cell.bytes = weight(key, value.length);
                    bytes += cell.bytes;
                    cell.logged = cell.now;
                }
            }
        }
        store.putAll(changes);
        deletions.clear();
        begun.clear();
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
                    : GroupNames.read(key(key), () -> LedgerCodec.whole(LedgerCache.STORE, stored));
            cell = new Cell(usage, weight(key, stored == null ? 0 : stored.length));
            cells.put(key, cell);
            bytes += cell.bytes;
        }
        return cell;
    }

    /** Heap of a cell: a window takes some seven times on the heap what it does in the store. */
    private static long weight(Key key, int storedBytes) {
        return CELL_BYTES + key.group.length() + 7L * storedBytes;
    }

    /** Notes a month that begins, and deletes those that no event can reach. */
    private void begin(Month month, long nowMs) {
        TreeSet<Long> starts = begun.computeIfAbsent(LedgerCache.key(month.license, MONTHS, month.series), at -> {
            byte[] stored = store.get(at);
            var known = new TreeSet<Long>();
            if (stored != null) {
                known.addAll(GroupNames.read(
                        at, () -> new BinaryInput(LedgerCache.STORE, stored, FORMAT).list(BinaryInput::fixed)));
            }
            return known;
        });
        starts.add(month.fromMs);
        for (long fromMs : new HashSet<>(starts)) {
            var past = new Month(month.license, month.series, fromMs);
            if (fromMs < nowMs - REACHABLE_MS && !isChanged(past)) {
                starts.remove(fromMs);
                delete(past);
            }
        }
    }

    /** A clock may leap by months within one commit: what is still to be said of a month is not deleted under it. */
    private boolean isChanged(Month month) {
        return changed.getOrDefault(month.license, Set.of()).stream().anyMatch(key -> key.month.equals(month));
    }

    private void delete(Month month) {
        for (String group : cells(month)) {
            Key key = new Key(month, group);
            deletions.add(deletion(key(key)));
            Cell cell = cells.remove(key);
            bytes -= cell == null ? 0 : cell.bytes;
        }
        names.delete(month, key -> deletions.add(deletion(key)));
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
