package io.tallyport.client;

import io.tallyport.client.internal.PartitionClock;
import io.tallyport.client.internal.ViewFile;
import io.tallyport.client.internal.ViewRecord;
import io.tallyport.contract.LicensePartition;
import io.tallyport.domain.entitlement.Entitlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The view as a fold over records: the newest version of each license, and a clock per partition. Written by one
 * thread, read by any.
 */
final class ViewState implements ViewFile.Live {

    private final ConcurrentHashMap<String, ViewEntry> byLicense = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<String, ViewEntry> ordered = new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<String, String> licenseByKeyHash = new ConcurrentHashMap<>();
    private volatile AtomicReferenceArray<PartitionClock> clocks = new AtomicReferenceArray<>(0);

    /** Fixes the number of partitions. A change of it forgets what was read where, so everything is read again. */
    void partitions(int count) {
        if (clocks.length() != count) {
            var fresh = new AtomicReferenceArray<PartitionClock>(count);
            for (int p = 0; p < count; p++) {
                fresh.set(p, PartitionClock.unread(p));
            }
            clocks = fresh;
        }
    }

    int partitions() {
        return clocks.length();
    }

    /** Restores a stored clock. */
    void restore(PartitionClock clock) {
        if (clock.partition() >= 0 && clock.partition() < clocks.length()) {
            clocks.set(clock.partition(), clock);
        }
    }

    /**
     * Takes one record in. A snapshot that is no newer than the known one, and a removal older than it, change nothing.
     *
     * @param fresh whether the record's tick was fresh when it was read
     */
    Optional<EntitlementChange> apply(ViewRecord record, boolean fresh) {
        Optional<EntitlementChange> change = switch (record.kind()) {
            case SNAPSHOT, REMOVAL -> keep(record);
            case HEARTBEAT -> Optional.empty();
        };
        passed(record.partition(), record.offset(), record.asOfMs(), record.tickAppendedAtMs(), fresh);
        return change;
    }

    /** Notes that a record was read that told nothing. */
    void passed(int partition, long offset) {
        passed(partition, offset, 0, 0, false);
    }

    private void passed(int partition, long offset, long asOfMs, long tickAppendedAtMs, boolean fresh) {
        var current = clocks;
        current.set(partition, current.get(partition).read(offset, asOfMs, tickAppendedAtMs, fresh));
    }

    /** Notes that a partition was read to its end. */
    void reachedEnd(int partition) {
        var current = clocks;
        current.set(partition, current.get(partition).reachedEnd());
    }

    /** Restores, or takes in, the part of a record that is about a license. */
    Optional<EntitlementChange> keep(ViewRecord record) {
        String license = record.license();
        ViewEntry known = byLicense.get(license);
        Entitlement entitlement = record.entitlement();
        if (entitlement == null) {
            if (known == null || known.offset() > record.offset()) {
                return Optional.empty();
            }
            byLicense.remove(license);
            ordered.remove(license);
            forgetKeys(known.entitlement());
            return Optional.of(new EntitlementChange(license, known, null));
        }
        if (known != null && known.entitlement().version() >= entitlement.version()) {
            return Optional.empty();
        }
        var entry = new ViewEntry(
                entitlement, record.partition(), record.offset(), record.asOfMs(), record.tickAppendedAtMs());
        byLicense.put(license, entry);
        ordered.put(license, entry);
        for (String key : keysOf(entitlement)) {
            licenseByKeyHash.put(key, license);
        }
        if (known != null) {
            for (String key : keysOf(known.entitlement())) {
                if (!keysOf(entitlement).contains(key)) {
                    licenseByKeyHash.remove(key, license);
                }
            }
        }
        return Optional.of(new EntitlementChange(license, known, entry));
    }

    private static List<String> keysOf(Entitlement entitlement) {
        if (entitlement.oldKeyHash().isEmpty()) {
            return entitlement.keyHash().isEmpty() ? List.of() : List.of(entitlement.keyHash());
        }
        return List.of(entitlement.keyHash(), entitlement.oldKeyHash());
    }

    private void forgetKeys(Entitlement entitlement) {
        keysOf(entitlement).forEach(key -> licenseByKeyHash.remove(key, entitlement.license()));
    }

    @Nullable ViewEntry entry(String license) {
        return byLicense.get(license);
    }

    /** The license of a key, or of one that was its key before, whether or not that is still taken. */
    @Nullable String licenseOfKeyHash(String keyHash) {
        return licenseByKeyHash.get(keyHash);
    }

    int size() {
        return byLicense.size();
    }

    /** Entries in order of their ids, after an id (exclusive), at most so many. */
    List<ViewEntry> page(String after, int limit) {
        var page = new ArrayList<ViewEntry>();
        for (ViewEntry entry : ordered.tailMap(after, false).values()) {
            if (page.size() == limit) {
                break;
            }
            page.add(entry);
        }
        return page;
    }

    /** Clock of a partition; null while the number of partitions is not known or does not reach it. */
    @Nullable PartitionClock clock(int partition) {
        var current = clocks;
        return partition >= 0 && partition < current.length() ? current.get(partition) : null;
    }

    /** Clock of the partition in which a license lives. */
    @Nullable PartitionClock clockOf(String license) {
        var current = clocks;
        return current.length() == 0 ? null : current.get(LicensePartition.of(license, current.length()));
    }

    List<PartitionClock> clocks() {
        var current = clocks;
        var all = new ArrayList<PartitionClock>(current.length());
        for (int p = 0; p < current.length(); p++) {
            all.add(current.get(p));
        }
        return all;
    }

    @Override
    public void tellAll(ViewFile.Sink sink) {
        sink.partitions(partitions());
        for (ViewEntry e : ordered.values()) {
            sink.record(
                    ViewRecord.snapshot(e.partition(), e.offset(), e.entitlement(), e.asOfMs(), e.tickAppendedAtMs()));
        }
        clocks().forEach(sink::clock);
    }

    /** Takes in what was stored. */
    ViewFile.Sink restoring() {
        return new ViewFile.Sink() {
            @Override
            public void record(ViewRecord record) {
                var unused = keep(record);
            }

            @Override
            public void clock(PartitionClock clock) {
                restore(clock);
            }

            @Override
            public void partitions(int count) {
                ViewState.this.partitions(count);
            }
        };
    }
}
