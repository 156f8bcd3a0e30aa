package io.tallyport.readmodel;

import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EntitlementUpdateV1;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What licenses may do: the current entitlement, the last {@value #HISTORY} versions, and how far the pipeline is. */
final class EntitlementTable implements Table<EntitlementUpdateV1> {

    /** How many versions of a license's entitlement are kept. */
    static final int HISTORY = 100;

    private final RowCodec<EntitlementSnapshotV1> codec;

    EntitlementTable(RowStore store) {
        this.codec = new RowCodec<>(store, EntitlementSnapshotV1.class, EntitlementSnapshotV1.getClassSchema());
    }

    @Override
    public void apply(EntitlementUpdateV1 update, Arrival arrival, Changes changes) {
        EntitlementSnapshotV1 snapshot = update.getSnapshot();
        if (snapshot == null) {
            beat(arrival.partition(), update.getAsOfMs(), changes);
            return;
        }
        Wire.toEntitlement(snapshot);
        byte[] key = key(snapshot.getLicense());
        byte[] before = changes.get(key);
        long latest = before == null ? Long.MIN_VALUE : Row.versionOf(before);
        if (before != null && snapshot.getVersion() <= latest - HISTORY) {
            return;
        }
        byte[] row = codec.encode(arrival.row(snapshot.getVersion(), snapshot));
        byte[] versionKey = versionKey(snapshot.getLicense(), snapshot.getVersion());
        if (changes.get(versionKey) == null) {
            changes.put(versionKey, row);
        }
        if (before == null || snapshot.getVersion() > latest) {
            changes.put(key, row);
            if (snapshot.getVersion() > HISTORY) {
                forget(snapshot.getLicense(), snapshot.getVersion() - HISTORY, changes);
            }
        }
    }

    @Override
    public void remove(String license, Changes changes) {
        changes.delete(key(license));
        forget(license, Long.MAX_VALUE, changes);
    }

    /** The entitlement of a license, current or of one version. */
    Optional<Entitlement> find(String license, Optional<Long> version, Rows rows) {
        byte[] stored = rows.get(version.map(v -> versionKey(license, v)).orElseGet(() -> key(license)));
        return stored == null
                ? Optional.empty()
                : Optional.of(Wire.toEntitlement(codec.decode(stored).record()));
    }

    /** The licenses behind a license id, in the order of their ids, with their terms as their last events say them. */
    List<LicenseSummary> licenses(String after, int limit, LatestRows latest, Rows rows) {
        var found = new ArrayList<LicenseSummary>();
        byte[] from = key(after);
        rows.scan(Key.of(Letters.ENTITLEMENTS).bytes(), from, (key, stored) -> {
            if (!Arrays.equals(key, from)) {
                EntitlementSnapshotV1 snapshot = codec.decode(stored).record();
                found.add(summary(snapshot, latest.find(snapshot.getLicense(), rows)));
            }
            return found.size() < limit;
        });
        return found;
    }

    /** Shows the licenses on some plans to a visitor, in the order of their ids; says how many they are. */
    long visit(Set<String> plans, Rows rows, Consumer<Entitlement> visitor) {
        if (plans.isEmpty()) {
            return 0;
        }
        long[] seen = {0};
        rows.scan(Key.of(Letters.ENTITLEMENTS).bytes(), null, (key, stored) -> {
            EntitlementSnapshotV1 snapshot = codec.decode(stored).record();
            if (plans.contains(snapshot.getPlan())) {
                seen[0]++;
                visitor.accept(Wire.toEntitlement(snapshot));
            }
            return true;
        });
        return seen[0];
    }

    /** The tick time that every partition heard from had reached; 0 before the first heartbeat. */
    static long asOfMs(Rows rows) {
        long[] slowest = {Long.MAX_VALUE};
        rows.scan(Key.of(Letters.HEARTBEATS).bytes(), null, (key, stored) -> {
            slowest[0] = Math.min(slowest[0], ByteBuffer.wrap(stored).getLong());
            return true;
        });
        return slowest[0] == Long.MAX_VALUE ? 0 : slowest[0];
    }

    private static void beat(int partition, long asOfMs, Changes changes) {
        byte[] key = Key.of(Letters.HEARTBEATS).number(partition).bytes();
        byte[] before = changes.get(key);
        if (before == null || ByteBuffer.wrap(before).getLong() < asOfMs) {
            changes.put(key, ByteBuffer.allocate(Long.BYTES).putLong(asOfMs).array());
        }
    }

    private static void forget(String license, long upToVersion, Changes changes) {
        var forgotten = new ArrayList<byte[]>();
        changes.scan(historyKey(license).bytes(), versionKey(license, upToVersion), (key, stored) -> {
            forgotten.add(key);
            return true;
        });
        forgotten.forEach(changes::delete);
    }

    private static byte[] key(String license) {
        return Key.of(Letters.ENTITLEMENTS).text(license).bytes();
    }

    private static Key historyKey(String license) {
        return Key.of(Letters.ENTITLEMENT_HISTORY).text(license);
    }

    private static byte[] versionKey(String license, long version) {
        return historyKey(license).largestFirst(version).bytes();
    }

    /** A snapshot has no end where the license renews itself, for whoever hears nothing more. */
    private static LicenseSummary summary(EntitlementSnapshotV1 snapshot, Optional<TimelineEvent> last) {
        return new LicenseSummary(
                snapshot.getLicense(),
                snapshot.getState(),
                snapshot.getProduct(),
                snapshot.getPlan(),
                snapshot.getCustomer(),
                snapshot.getVersion(),
                last.map(TimelineEvent::expiresAtMs).orElse(snapshot.getExpiresAtMs()),
                last.map(TimelineEvent::graceMs).orElse(snapshot.getGraceUntilMs()),
                last.filter(TimelineEvent::trial).isPresent(),
                last.filter(TimelineEvent::renews).isPresent(),
                last.map(TimelineEvent::nextPlan).orElse(""),
                last.map(TimelineEvent::nextPlanAtMs).orElse(null),
                snapshot.getQuarantined());
    }
}
