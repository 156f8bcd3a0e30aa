package io.tallyport.pipeline.state;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.ledger.Keyed;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.Detail;
import io.tallyport.domain.metering.MeterUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers in use, on the heap. A commit logs one small value for each license that had usage ({@link Counters}), and
 * the slow parts that changed: head, earlier windows of a meter, its different values, history of a detector.
 */
final class LedgerCache {

    static final String STORE = "ledgers-by-license";
    static final char COUNTERS = 'C';
    static final char HEAD = 'H';
    private static final char METER = 'M';
    private static final char DETECTOR = 'D';
    private static final char VALUES = 'V';

    private final KeyValueStore<Bytes, byte[]> store;
    private final LedgersInUse entries;
    private final CommonParts common = new CommonParts();
    private final List<LedgerEntry> dirty = new ArrayList<>();

    /** A cache that gives up ledgers that are little used once all take more heap than the budget. */
    LedgerCache(KeyValueStore<Bytes, byte[]> store, long budgetBytes) {
        this.store = store;
        this.entries = new LedgersInUse(budgetBytes);
    }

    /** Reads when each license is due. */
    void readTimers(LedgerTimers.Reader timers) {
        new LedgerTimers(store).read(timers, license -> {
            var entry = load(license);
            if (entry == null) {
                throw lacksHead(license);
            }
            return entry.ledger();
        });
    }

    /** The entry of a license that is on the heap; null if it is not. */
    @Nullable LedgerEntry inUse(String license) {
        return entries.get(license);
    }

    /** The entry of a license; null if nothing is stored about it. */
    @Nullable LedgerEntry get(String license) {
        var entry = entries.get(license);
        if (entry == null) {
            entry = load(license);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entry;
    }

    /** Begins the ledger of a license that is being issued. */
    LedgerEntry create(String license) {
        var entry = LedgerEntry.begun(LicenseLedger.unknown(license));
        entries.add(entry);
        return entry;
    }

    void replace(LedgerEntry entry, LicenseLedger next) {
        if (entry.replace(next)) {
            dirty.add(entry);
        }
    }

    int size() {
        return entries.size();
    }

    /** Logs what changed and when it is due, after {@code reader} saw each changed entry. */
    void flush(Consumer<LedgerEntry> reader, ToLongFunction<LicenseLedger> dueMs) {
        var changes = new ArrayList<KeyValue<Bytes, byte[]>>(dirty.size() * 4);
        for (LedgerEntry entry : dirty) {
            reader.accept(entry);
            int before = changes.size();
            log(entry, dueMs.applyAsLong(entry.ledger()), changes);
            if (changes.size() > before + 1
                    || partsOf(entry.ledger()) != partsOf(entry.logged())
                    || entry.growsWithEvents()) {
                entry.mayHaveGrown();
            }
        }
        // In one batch: the store takes it at half the cost of so many single puts.
        store.putAll(changes);
        dirty.forEach(entries::logged);
        dirty.clear();
        entries.evict();
    }

    /** Heap that the ledgers in use take, by {@link LedgerEntry#heapOf}. */
    long bytes() {
        return entries.bytes();
    }

    private static void log(LedgerEntry entry, long dueMs, List<KeyValue<Bytes, byte[]>> changes) {
        LicenseLedger now = entry.ledger();
        LicenseLedger before = entry.logged();
        String id = now.id();
        if (headDiffers(before, now)) {
            changes.add(KeyValue.pair(key(id, HEAD, ""), LedgerCodec.head(now)));
        }
        changes.add(KeyValue.pair(key(id, COUNTERS, ""), Counters.encode(now, entry.readingVersion(), dueMs)));
        now.meters().forEach((meter, usage) -> {
            MeterUsage was = before.meters().get(meter);
            if (LatestWindows.endedWindow(was, usage)) {
                part(
                        key(id, METER, meter),
                        LatestWindows.hasPast(was),
                        LatestWindows.hasPast(usage),
                        changes,
                        () -> LedgerCodec.meter(usage));
            }
            if (LatestWindows.hasNewValues(was, usage)) {
                changes.add(KeyValue.pair(key(id, VALUES, meter), LatestWindows.values(usage)));
            }
        });
        now.detectors().forEach((rule, state) -> {
            DetectorState was = before.detectors().get(rule);
            if (Counters.closedBucket(was, state)) {
                part(key(id, DETECTOR, rule), Counters.hasPast(was), Counters.hasPast(state), changes, state::encode);
            }
        });
        before.detectors().forEach((rule, state) -> {
            if (now.detectors().get(rule) == null) {
                part(key(id, DETECTOR, rule), Counters.hasPast(state), false, changes, () -> new byte[0]);
            }
        });
    }

    private static int partsOf(LicenseLedger ledger) {
        return ledger.meters().size() + ledger.detectors().size();
    }

    /** Writes a slow part, or deletes it once there is nothing to say. */
    private static void part(
            Bytes key, boolean was, boolean is, List<KeyValue<Bytes, byte[]>> changes, Supplier<byte[]> value) {
        if (is) {
            changes.add(KeyValue.pair(key, value.get()));
        } else if (was) {
            changes.add(deletion(key));
        }
    }

    /** In a batch, a value of null deletes; {@link KeyValue} is not annotated for it. */
    @SuppressWarnings("NullAway")
    private static KeyValue<Bytes, byte[]> deletion(Bytes key) {
        return new KeyValue<>(key, null);
    }

    private static boolean headDiffers(LicenseLedger before, LicenseLedger now) {
        return before.license() != now.license()
                || before.quotas() != now.quotas()
                || before.published() != now.published()
                || before.settledRevision() != now.settledRevision()
                || before.closing() != now.closing()
                || before.seats() != now.seats()
                || before.outsideOpen() != now.outsideOpen();
    }

    /** Reads a license by the names of its parts: no search, whatever lies beside it. */
    private @Nullable LedgerEntry load(String license) {
        var counters = part(license, COUNTERS, "", bytes -> Counters.decode(STORE, bytes));
        var head = part(license, HEAD, "", bytes -> LedgerCodec.head(STORE, bytes, common));
        if (head == null) {
            if (counters != null) {
                throw lacksHead(license);
            }
            return null;
        }
        var fast = counters == null ? Counters.NONE : counters;
        Keyed<MeterUsage> meters = Keyed.empty();
        for (String name : fast.namesParts() ? fast.pastMeters() : names(license, METER)) {
            var usage = part(license, METER, name, bytes -> LedgerCodec.meter(STORE, bytes));
            meters = usage == null ? meters : meters.with(name, usage);
        }
        var values = new HashMap<String, List<@Nullable Detail>>();
        for (String name : fast.uniqueMeters()) {
            var own = part(license, VALUES, name, bytes -> LatestWindows.values(STORE, bytes));
            if (own != null) {
                values.put(name, own);
            }
        }
        Keyed<DetectorState> detectors = Keyed.empty();
        for (String name : fast.namesParts() ? fast.pastDetectors() : names(license, DETECTOR)) {
            var state = part(license, DETECTOR, name, DetectorState::decode);
            detectors = state == null ? detectors : detectors.with(name, state);
        }
        try {
            return LedgerEntry.read(
                    head.withMeters(fast.over(meters, values, STORE))
                            .withDetectors(fast.overDetectors(detectors, STORE))
                            .withFlood(fast.flood())
                            .withTally(fast.tally()),
                    fast.readingVersion());
        } catch (StoredValueException e) {
            // A part is missing, so there is no value to name.
            throw StoredValueException.at(STORE, null, license, e);
        }
    }

    static StoredValueException lacksHead(String license) {
        return new StoredValueException(STORE, "lacks the head of license " + license);
    }

    private <T> @Nullable T part(String license, char kind, String name, Function<byte[], T> reader) {
        Bytes key = key(license, kind, name);
        byte[] value = store.get(key);
        try {
            return value == null ? null : reader.apply(value);
        } catch (RuntimeException e) {
            throw StoredValueException.at(STORE, key, license + " " + kind + name, e);
        }
    }

    /** What parts of a kind there are, for counters that do not say so yet. */
    private List<String> names(String license, char kind) {
        var names = new ArrayList<String>();
        byte[] from = key(license, kind, "").get();
        try (var parts = store.range(Bytes.wrap(from), key(license, (char) (kind + 1), ""))) {
            while (parts.hasNext()) {
                byte[] key = parts.next().key.get();
                if (key[from.length - 1] == kind) {
                    names.add(new String(key, from.length, key.length - from.length, StandardCharsets.UTF_8));
                }
            }
        }
        return names;
    }

    static Bytes key(String license, char part, String name) {
        return Bytes.wrap((license + '\0' + part + name).getBytes(StandardCharsets.UTF_8));
    }
}
