package io.tallyport.pipeline.state;

import io.tallyport.domain.metering.Subjects;
import io.tallyport.pipeline.state.GroupUsage.Key;
import io.tallyport.pipeline.state.GroupUsage.Month;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which groups and subjects a month of a meter has. The groups are one value. The subjects directly below each other one are a value of
 * their own, with the last elements of their paths, so that ten thousand of them stay below what Kafka takes; how many there are in
 * all is one more.
 */
final class GroupNames {

    private static final char NAMES = 'N';
    private static final int FORMAT = 1;
    /** The level of the groups; that of subjects is named by the cell above them. */
    private static final String GROUPS = "";
    /** Ends the key of how many subjects there are: no cell begins so. */
    private static final String COUNT = "#";

    /** Heap of a name, and of a level or number with its key, beside the texts. */
    private static final int NAME_BYTES = 100;

    private static final int LEVEL_BYTES = 300;

    private final KeyValueStore<Bytes, byte[]> store;
    private final LinkedHashMap<Level, Set<String>> levels = new LinkedHashMap<>(16, 0.75f, true);
    private final LinkedHashMap<Month, Integer> counts = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Level> changed = new LinkedHashSet<>();
    private final Set<Month> grown = new LinkedHashSet<>();
    private long bytes;

    /** The names directly below one another in a month; the cell above them says which. */
    private record Level(Month month, String above) {}

    GroupNames(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** The groups of a month, not to be changed. */
    Set<String> groups(Month month) {
        var level = new Level(month, GROUPS);
        // Most meters have none; that is not worth remembering.
        return levels.containsKey(level) || store.get(key(level)) != null ? names(level) : Set.of();
    }

    /** Whether a month has subjects. */
    boolean hasSubjects(Month month) {
        Integer known = counts.get(month);
        // Most meters have none; that is not worth remembering.
        return known == null ? store.get(key(month, COUNT)) != null : known > 0;
    }

    /** Tells each subject of a month, those above others first. */
    void subjects(Month month, Consumer<String> reader) {
        if (hasSubjects(month)) {
            subjectsBelow(month, Subjects.UNATTRIBUTED, reader);
        }
    }

    private void subjectsBelow(Month month, String above, Consumer<String> reader) {
        for (String cell : names(new Level(month, above))) {
            reader.accept(cell);
            subjectsBelow(month, cell, reader);
        }
    }

    /** Whether a month has the group, or room for one more. */
    boolean hasRoom(Key key) {
        Set<String> groups = names(new Level(key.month(), GROUPS));
        return groups.size() < GroupUsage.MOST || groups.contains(key.group());
    }

    /**
     * Whether a month has the subject that a path ends with, or room for it and for those above it.
     *
     * @param path its cells, outermost first
     */
    boolean hasRoom(Month month, List<String> path) {
        String above = Subjects.UNATTRIBUTED;
        for (int i = 0; i < path.size(); i++) {
            String cell = path.get(i);
            Set<String> level = names(new Level(month, above));
            if (!level.contains(cell)) {
                // None of those below it can be there.
                return level.size() < Subjects.MOST_BELOW && count(month) + path.size() - i <= Subjects.MOST;
            }
            above = cell;
        }
        return true;
    }

    /** Notes a new cell; whether it is the first of its kind in the month. */
    boolean add(Key key) {
        String cell = key.group();
        if (cell.equals(Subjects.UNATTRIBUTED)) {
            return true;
        }
        boolean isSubject = Subjects.isOne(cell);
        var level = new Level(key.month(), isSubject ? Subjects.above(cell) : GROUPS);
        Set<String> names = names(level);
        if (!names.add(cell)) {
            return false;
        }
        bytes += bytesOf(cell);
        changed.add(level);
        if (isSubject) {
            counts.put(key.month(), count(key.month()) + 1);
            grown.add(key.month());
            return count(key.month()) == 1;
        }
        return names.size() == 1;
    }

    /** Adds what changed to what is to be written. */
    void flush(List<KeyValue<Bytes, byte[]>> changes) {
        for (Level level : changed) {
            changes.add(KeyValue.pair(
                    key(level),
                    new BinaryOutput(FORMAT)
                            .list(names(level), (out, name) -> out.text(written(level, name)))
                            .toBytes()));
        }
        for (Month month : grown) {
            changes.add(KeyValue.pair(
                    key(month, COUNT),
                    new BinaryOutput(FORMAT).fixed(count(month)).toBytes()));
        }
        changed.clear();
        grown.clear();
    }

    /** Gives up what was not used for longest until so many bytes are left, or nothing. */
    void evict(long targetBytes) {
        for (var count = counts.keySet().iterator(); bytes > targetBytes && count.hasNext(); ) {
            count.next();
            count.remove();
            bytes -= LEVEL_BYTES;
        }
        for (var names = levels.values().iterator(); bytes > targetBytes && names.hasNext(); ) {
            bytes -= bytesOf(names.next());
            names.remove();
        }
    }

    /** Forgets the names of a month, and tells the keys that are to be deleted. */
    void delete(Month month, Consumer<Bytes> keys) {
        var above = new ArrayList<>(List.of(GROUPS));
        if (hasSubjects(month)) {
            above.add(Subjects.UNATTRIBUTED);
            subjects(month, above::add);
            keys.accept(key(month, COUNT));
        }
        for (String cell : above) {
            var level = new Level(month, cell);
            // Most subjects have none below them.
            if (!names(level).isEmpty()) {
                keys.accept(key(level));
            }
            forget(level);
            changed.remove(level);
        }
        if (counts.remove(month) != null) {
            bytes -= LEVEL_BYTES;
        }
        grown.remove(month);
    }

    private void forget(Level level) {
        Set<String> names = levels.remove(level);
        bytes -= names == null ? 0 : bytesOf(names);
    }

    /** Heap that names take, estimated. */
    long bytes() {
        return bytes;
    }

    private Set<String> names(Level level) {
        Set<String> names = levels.get(level);
        if (names == null) {
            names = new LinkedHashSet<>();
            byte[] stored = store.get(key(level));
            if (stored != null) {
                for (String name : read(key(level), () -> in(stored).list(BinaryInput::text))) {
                    names.add(level.above.isEmpty() ? name : Subjects.below(level.above, name));
                }
            }
            levels.put(level, names);
            bytes += bytesOf(names);
        }
        return names;
    }

    private int count(Month month) {
        Integer known = counts.get(month);
        if (known == null) {
            Bytes key = key(month, COUNT);
            byte[] stored = store.get(key);
            known = stored == null ? 0 : read(key, () -> (int) in(stored).fixed());
            counts.put(month, known);
            bytes += LEVEL_BYTES;
        }
        return known;
    }

    private static String written(Level level, String name) {
        return level.above.isEmpty() ? name : Subjects.lastOf(name);
    }

    private static BinaryInput in(byte[] stored) {
        return new BinaryInput(LedgerCache.STORE, stored, FORMAT);
    }

    /** A stored value that cannot be read is named, never taken for none. */
    static <T> T read(Bytes key, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (RuntimeException e) {
            throw StoredValueException.at(LedgerCache.STORE, key, key.toString(), e);
        }
    }

    private static long bytesOf(Set<String> names) {
        long sum = LEVEL_BYTES;
        for (String name : names) {
            sum += bytesOf(name);
        }
        return sum;
    }

    private static long bytesOf(String name) {
        return (long) NAME_BYTES + name.length();
    }

    private static Bytes key(Level level) {
        return key(level.month, level.above);
    }

    private static Bytes key(Month month, String end) {
        String name = month.series() + '\0' + Long.toHexString(month.fromMs());
        return LedgerCache.key(month.license(), NAMES, end.isEmpty() ? name : name + '\0' + end);
    }
}
