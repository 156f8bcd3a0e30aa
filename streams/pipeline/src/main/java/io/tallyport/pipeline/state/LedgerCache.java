package io.tallyport.pipeline.state;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.ledger.Keyed;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers in use, on the heap. A commit logs one small value for each license that had usage ({@link Counters}), and
 * the slow parts that changed: head, earlier windows of a meter, history of a detector.
 */
final class LedgerCache {

    static final String STORE = "ledgers-by-license";
    private static final char COUNTERS = 'C';
    private static final char HEAD = 'H';
    private static final char METER = 'M';
    private static final char DETECTOR = 'D';

    private final KeyValueStore<Bytes, byte[]> store;
    private final LinkedHashMap<String, LedgerEntry> entries = new LinkedHashMap<>(1024, 0.75f, true);
    private final List<LedgerEntry> dirty = new ArrayList<>();
    private final long budgetBytes;
    private long bytes;

    /** A cache that gives up the ledgers used longest ago once they take more heap than the budget. */
    LedgerCache(KeyValueStore<Bytes, byte[]> store, long budgetBytes) {
        this.store = store;
        this.budgetBytes = budgetBytes;
    }

    /** Reads the head of every license, for what is derived from it. */
    void forEachStored(Consumer<LicenseLedger> action) {
        String license = null;
        try (var all = store.all()) {
            while (all.hasNext()) {
                byte[] key = all.next().key.get();
                String id = licenseOf(key);
                if (!id.equals(license)) {
                    license = id;
                    action.accept(java.util.Objects.requireNonNull(load(id)).ledger());
                }
            }
        }
    }

    /** The entry of a license; null if nothing is stored about it. */
    @Nullable LedgerEntry get(String license) {
        var entry = entries.get(license);
        if (entry == null) {
            entry = load(license);
            if (entry != null) {
                entries.put(license, entry);
                bytes += entry.weigh();
            }
        }
        return entry;
    }

    /** Begins the ledger of a license that is being issued. */
    LedgerEntry create(String license) {
        var entry = new LedgerEntry(LicenseLedger.unknown(license), 0);
        entries.put(license, entry);
        bytes += entry.weigh();
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

    /** Logs what changed, after {@code reader} saw each changed entry. */
    void flush(Consumer<LedgerEntry> reader) {
        var changes = new ArrayList<KeyValue<Bytes, byte[]>>(dirty.size() * 4);
        for (LedgerEntry entry : dirty) {
            reader.accept(entry);
            log(entry, changes);
        }
        // In one batch: the store takes it at half the cost of so many single puts.
        store.putAll(changes);
        dirty.forEach(entry -> bytes += entry.markLogged());
        dirty.clear();
        evict();
    }

    /** All are logged now, so each can be read again. */
    private void evict() {
        var eldest = entries.values().iterator();
        while (bytes > budgetBytes && eldest.hasNext()) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    /** Heap that the ledgers in use take, by {@link LedgerEntry#heapOf}. */
    long bytes() {
        return bytes;
    }

    private static void log(LedgerEntry entry, List<KeyValue<Bytes, byte[]>> changes) {
        LicenseLedger now = entry.ledger();
        LicenseLedger before = entry.logged();
        String id = now.id();
        if (headDiffers(before, now)) {
            changes.add(KeyValue.pair(key(id, HEAD, ""), LedgerCodec.head(now)));
        }
        changes.add(KeyValue.pair(key(id, COUNTERS, ""), Counters.encode(now, entry.readingVersion())));
        now.meters().forEach((meter, usage) -> {
            if (Counters.endedWindow(before.meters().get(meter), usage)) {
                changes.add(KeyValue.pair(key(id, METER, meter), LedgerCodec.meter(usage)));
            }
        });
        now.detectors().forEach((rule, state) -> {
            if (Counters.closedBucket(before.detectors().get(rule), state)) {
                changes.add(KeyValue.pair(key(id, DETECTOR, rule), state.encode()));
            }
        });
        before.detectors().forEach((rule, state) -> {
            if (now.detectors().get(rule) == null) {
                changes.add(deletion(key(id, DETECTOR, rule)));
            }
        });
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
                || before.outsideOpen() != now.outsideOpen();
    }

    private @Nullable LedgerEntry load(String license) {
        LicenseLedger head = null;
        boolean isStored = false;
        var counters = Counters.NONE;
        Keyed<MeterUsage> meters = Keyed.empty();
        Keyed<DetectorState> detectors = Keyed.empty();
        byte[] from = key(license, (char) 0, "").get();
        byte[] to = key(license, (char) 0x7F, "").get();
        try (var parts = store.range(Bytes.wrap(from), Bytes.wrap(to))) {
            while (parts.hasNext()) {
                var part = parts.next();
                byte[] key = part.key.get();
                int at = from.length;
                String name = new String(key, at, key.length - at, StandardCharsets.UTF_8);
                isStored = true;
                try {
                    switch ((char) key[at - 1]) {
                        case COUNTERS -> counters = Counters.decode(STORE, part.value);
                        case HEAD -> head = LedgerCodec.head(STORE, part.value);
                        case METER -> meters = meters.with(name, LedgerCodec.meter(STORE, part.value));
                        case DETECTOR -> detectors = detectors.with(name, DetectorState.decode(part.value));
                        default -> throw new StoredValueException(STORE, "holds an unknown part");
                    }
                } catch (RuntimeException e) {
                    throw StoredValueException.at(STORE, license + " " + (char) key[at - 1] + name, e);
                }
            }
        }
        if (head == null) {
            if (isStored) {
                throw new StoredValueException(STORE, "lacks the head of license " + license);
            }
            return null;
        }
        try {
            return new LedgerEntry(
                    head.withMeters(counters.over(meters, STORE))
                            .withDetectors(counters.overDetectors(detectors, STORE))
                            .withFlood(counters.flood()),
                    counters.readingVersion());
        } catch (StoredValueException e) {
            throw StoredValueException.at(STORE, license, e);
        }
    }

    private static String licenseOf(byte[] key) {
        int end = 0;
        while (key[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOf(key, end), StandardCharsets.UTF_8);
    }

    private static Bytes key(String license, char part, String name) {
        return Bytes.wrap((license + '\0' + part + name).getBytes(StandardCharsets.UTF_8));
    }
}
