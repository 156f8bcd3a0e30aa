package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.KeyReader;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageReadingV1;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The readings: one row per license, window, version of a meter and group or subject, of which the highest version wins, and one per license with
 * its highest version, above which no row need be looked at. Kept for ever.
 */
final class ReadingTable implements Table<UsageReadingV1> {

    private static final Comparator<Reading> NEWEST_FIRST = Comparator.comparingLong(Reading::fromMs)
            .thenComparingLong(Reading::toMs)
            .reversed()
            .thenComparing(Reading::meter)
            .thenComparing(Reading::meterVersion)
            .thenComparing(Reading::group)
            .thenComparing(Reading::subject);

    private static final String SUBJECTS = "/";

    /** Of these there are so many that nothing else would be seen: they are for who asks for them. */
    private static final String MINUTE = "MINUTE";

    /** In 4 MiB. */
    private static final int LICENSES_KNOWN = 1 << 18;

    private final RowCodec<UsageReadingV1> codec;
    private final LicenseVersions versions = new LicenseVersions(LICENSES_KNOWN);

    ReadingTable(RowStore store) {
        this.codec = TopicRows.codec(store, TopicCatalog.USAGE_READINGS);
    }

    @Override
    public void apply(UsageReadingV1 reading, Arrival arrival, Changes changes) {
        reading.getValues().forEach(value -> Wire.requiredDecimal("value", value.getValue()));
        String license = reading.getLicense();
        long version = reading.getVersion();
        long latest = latest(license, changes);
        for (MeterReadingV1 value : reading.getValues()) {
            byte[] key = key(license, value);
            if (version > latest || isNewer(key, version, changes)) {
                changes.put(key, codec.encode(arrival.row(version, only(reading, value))));
            }
        }
        if (version > latest) {
            changes.put(
                    versionKey(license),
                    ByteBuffer.allocate(Long.BYTES).putLong(version).array());
        }
        versions.note(license, Math.max(version, latest));
    }

    /** The highest version of any row of a license; a store of a build that did not note it is searched. */
    private long latest(String license, Changes changes) {
        long known = versions.of(license);
        if (known != LicenseVersions.UNKNOWN) {
            return known;
        }
        byte[] stored = changes.get(versionKey(license));
        if (stored != null) {
            return ByteBuffer.wrap(stored).getLong();
        }
        long[] highest = {Long.MIN_VALUE};
        changes.scan(licenseKey(license).bytes(), null, (key, row) -> {
            highest[0] = Math.max(highest[0], Row.versionOf(row));
            return true;
        });
        return highest[0];
    }

    private static boolean isNewer(byte[] key, long version, Changes changes) {
        byte[] before = changes.get(key);
        return before == null || Row.versionOf(before) < version;
    }

    @Override
    public void forget() {
        versions.forget();
    }

    /** The readings of a license that fit, newest windows first; of windows that begin together the longest first. */
    List<Reading> newest(String license, ReadingFilter filter, Rows rows) {
        var found = new ArrayList<Reading>();
        for (String window : windows(license, filter.window(), rows)) {
            found.addAll(ofWindow(license, window, filter, rows));
        }
        return found.stream().sorted(NEWEST_FIRST).limit(filter.limit()).toList();
    }

    private List<Reading> ofWindow(String license, String window, ReadingFilter filter, Rows rows) {
        var found = new ArrayList<Reading>();
        Long toMs = filter.toMs();
        byte[] first = toMs == null
                ? null
                : windowKey(license, window).largestFirst(toMs - 1).bytes();
        rows.scan(windowKey(license, window).bytes(), first, (key, stored) -> {
            if (!fits(partOf(key), filter)) {
                return true;
            }
            var reading = view(codec.decode(stored).record());
            Long fromMs = filter.fromMs();
            if (fromMs != null && reading.fromMs() < fromMs) {
                return false;
            }
            if (filter.meter() == null || filter.meter().equals(reading.meter())) {
                found.add(reading);
            }
            return found.size() < filter.limit();
        });
        return found;
    }

    /** The totals of a license in the window of a length that holds an instant, of each version of each meter. */
    List<Reading> running(String license, String window, long atMs, Rows rows) {
        var found = new ArrayList<Reading>();
        Key windows = windowKey(license, window);
        byte[] prefix = windows.bytes();
        rows.scan(prefix, windows.largestFirst(atMs).bytes(), (key, stored) -> {
            if (!partOf(key).isEmpty()) {
                return true;
            }
            Reading reading = view(codec.decode(stored).record());
            boolean runs = reading.toMs() > atMs;
            if (runs) {
                found.add(reading);
            }
            return runs;
        });
        return found;
    }

    private static boolean fits(String part, ReadingFilter filter) {
        String subject = filter.subject();
        if (part.startsWith(SUBJECTS)) {
            return subject != null
                    && (subject.isEmpty()
                            || part.equals(nameOf(subject))
                            || !subject.equals(SUBJECTS) && part.startsWith(nameOf(subject) + SUBJECTS));
        }
        return (subject == null || subject.isEmpty()) && (part.isEmpty() || filter.groups());
    }

    /** Of which group or subject a row is, empty for all of the meter: its key says so, and the row need not be decoded. */
    private static String partOf(byte[] key) {
        var reader = new KeyReader(key);
        reader.letter();
        reader.text();
        reader.text();
        reader.largestFirst();
        reader.text();
        return reader.text();
    }

    /** The lengths of a license's windows that are looked at. */
    private static List<String> windows(String license, @Nullable String only, Rows rows) {
        if (only != null) {
            return List.of(only);
        }
        var windows = new ArrayList<String>();
        byte[] prefix = licenseKey(license).bytes();
        byte[] from = prefix;
        while (from.length > 0) {
            int before = windows.size();
            rows.scan(prefix, from, (key, stored) -> {
                var reader = new KeyReader(key);
                reader.letter();
                reader.text();
                windows.add(reader.text());
                return false;
            });
            from = windows.size() == before ? new byte[0] : behind(windowKey(license, windows.get(before)));
        }
        windows.remove(MINUTE);
        return windows;
    }

    /** The first key behind every row of a window: a text ends with 0 1, and no text goes on with 0 2. */
    private static byte[] behind(Key window) {
        byte[] key = window.bytes();
        key[key.length - 1] = 2;
        return key;
    }

    private static Key licenseKey(String license) {
        return Key.of(Letters.READINGS).text(license);
    }

    private static byte[] versionKey(String license) {
        return Key.of(Letters.READING_VERSIONS).text(license).bytes();
    }

    private static Key windowKey(String license, String window) {
        return licenseKey(license).text(window);
    }

    private static byte[] key(String license, MeterReadingV1 value) {
        return windowKey(license, value.getWindow())
                .largestFirst(value.getFromMs())
                .text(series(value))
                .text(value.getSubject().isEmpty() ? value.getGroup() : nameOf(value.getSubject()))
                .bytes();
    }

    /** Where a group stands: a slash before the path, which no group begins with; a slash alone for what is of no subject. */
    private static String nameOf(String subject) {
        return subject.equals(SUBJECTS) ? subject : SUBJECTS + subject;
    }

    /** The first version of a meter has no mark, for stores that knew of one version only. */
    private static String series(MeterReadingV1 value) {
        return value.getMeterVersion() == 1 ? value.getMeter() : value.getMeter() + "@" + value.getMeterVersion();
    }

    private static UsageReadingV1 only(UsageReadingV1 reading, MeterReadingV1 value) {
        return new UsageReadingV1(
                reading.getTenant(),
                reading.getLicense(),
                reading.getCustomer(),
                reading.getProduct(),
                reading.getPlan(),
                reading.getVersion(),
                reading.getAsOfMs(),
                reading.getCatalogRevision(),
                List.of(value));
    }

    private static Reading view(UsageReadingV1 reading) {
        MeterReadingV1 value = reading.getValues().get(0);
        return new Reading(
                reading.getLicense(),
                reading.getCustomer(),
                reading.getProduct(),
                reading.getPlan(),
                reading.getVersion(),
                reading.getAsOfMs(),
                reading.getCatalogRevision(),
                value.getMeter(),
                value.getMeterVersion(),
                value.getGroup(),
                value.getUnit(),
                value.getWindow(),
                value.getFromMs(),
                value.getToMs(),
                Wire.requiredDecimal("value", value.getValue()),
                value.getEvents(),
                value.getZone(),
                value.getAggregation(),
                value.getRelativeError(),
                value.getRecounting(),
                value.getLevel(),
                value.getSubject());
    }
}
