package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.anomaly.Direction;
import io.tallyport.domain.anomaly.FloodState;
import io.tallyport.domain.anomaly.OpenAlert;
import io.tallyport.domain.anomaly.OpenBucket;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.ledger.Keyed;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.license.Seats;
import io.tallyport.domain.license.Term;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Whatever happened to a ledger, and whenever it was logged, what is read back is what was there. */
class LedgerCacheTest {

    private static final String ID = "lic-1";
    private static final long START_MS = Instant.parse("2026-01-10T09:50:00Z").toEpochMilli();
    private static final long HOUR_MS = 3_600_000;

    private final KeyValueStore<Bytes, byte[]> store = OpenedStore.inMemory();

    @Test
    void whatIsReadBackIsWhatWasThere() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var cache = new LedgerCache(store, Long.MAX_VALUE);
        LedgerEntry entry = issued(cache);
        long nowMs = START_MS;
        for (int step = 0; step < 2_000; step++) {
            nowMs += random.nextInt(10) == 0 ? random.nextInt((int) HOUR_MS) : random.nextInt(1_000);
            long late = random.nextInt(20) == 0 ? random.nextInt(50) * HOUR_MS : 0;
            cache.replace(entry, nextOfAll(entry.ledger(), nowMs - late, nowMs, random));
            if (random.nextInt(7) == 0) {
                long dueMs = random.nextBoolean() ? nowMs : Long.MAX_VALUE;
                cache.flush(e -> e.nextReadingVersion(), ledger -> dueMs);
                var timers = new Timers();
                new LedgerCache(store, Long.MAX_VALUE).readTimers(timers);
                assertEquals(
                        Map.of(ID, new Counters.Timer(dueMs, entry.ledger().settledRevision(), false)),
                        timers.stored,
                        "seed " + seed + " step " + step);
                LedgerEntry read = java.util.Objects.requireNonNull(new LedgerCache(store, Long.MAX_VALUE).get(ID));
                assertEquals(comparable(entry.ledger()), comparable(read.ledger()), "seed " + seed + " step " + step);
                assertEquals(entry.readingVersion(), read.readingVersion(), "seed " + seed);
            }
        }
    }

    @Test
    void usageWithinAWindowLogsOneValueForTheLicense() {
        var cache = new LedgerCache(store, Long.MAX_VALUE);
        LedgerEntry entry = issued(cache);
        var random = new Random(1);
        cache.replace(entry, next(entry.ledger(), START_MS, START_MS, random));
        cache.flush(e -> {}, ledger -> 0);
        Map<String, byte[]> before = stored();
        cache.replace(entry, next(entry.ledger(), START_MS + 1, START_MS + 1, random));
        cache.flush(e -> {}, ledger -> 0);
        assertEquals(Set.of("C"), changedParts(before), "one value changes with each event");
        Map<String, byte[]> later = stored();
        long nextHourMs = START_MS + HOUR_MS;
        cache.replace(entry, next(entry.ledger(), nextHourMs, nextHourMs, random));
        cache.flush(e -> {}, ledger -> 0);
        assertTrue(changedParts(later).containsAll(Set.of("C", "Mcalls")), "an hour ended");
    }

    @Test
    void whateverMovesInASlowPartHasItWritten() {
        MeterUsage usage = MeterUsage.none(Aggregation.SUM)
                .add(START_MS, Contributions.sum(BigDecimal.ONE), UsageCalendar.UTC, START_MS);
        WindowSeries hours = past(usage.hours());
        WindowSeries days = past(usage.days());
        WindowSeries months = past(usage.months());
        assertFalse(LatestWindows.endedWindow(
                usage, new MeterUsage(Aggregation.SUM, usage.hours(), usage.days(), usage.months())));
        assertTrue(
                LatestWindows.endedWindow(usage, new MeterUsage(Aggregation.SUM, hours, usage.days(), usage.months())));
        assertTrue(
                LatestWindows.endedWindow(usage, new MeterUsage(Aggregation.SUM, usage.hours(), days, usage.months())));
        assertTrue(
                LatestWindows.endedWindow(usage, new MeterUsage(Aggregation.SUM, usage.hours(), usage.days(), months)));
        var alert = new OpenAlert("alert-1", Direction.SPIKE, BigDecimal.TEN);
        var bucket = new OpenBucket(START_MS, BigDecimal.ONE);
        var history = List.of(BigDecimal.ONE);
        var state = new DetectorState(START_MS, List.of(), List.of(), null, 0);
        assertFalse(Counters.closedBucket(state, new DetectorState(START_MS, List.of(bucket), List.of(), null, 0)));
        assertTrue(Counters.closedBucket(state, new DetectorState(START_MS, List.of(), history, null, 0)));
        assertTrue(Counters.closedBucket(state, new DetectorState(START_MS, List.of(), List.of(), alert, 0)));
        assertTrue(Counters.closedBucket(state, new DetectorState(START_MS, List.of(), List.of(), null, 1)));
    }

    @Test
    void aCacheWithoutRoomDecidesFromTheSameLedgers() {
        long seed = new Random().nextLong();
        var roomy = new LedgerCache(store, Long.MAX_VALUE);
        var otherStore = OpenedStore.inMemory();
        var tight = new LedgerCache(otherStore, 0);
        issued(roomy);
        issued(tight);
        assertEquals(0, tight.bytes(), "nothing stays");
        var first = new Random(seed);
        var second = new Random(seed);
        for (int step = 0; step < 500; step++) {
            long nowMs = START_MS + step * 600_000L;
            LedgerEntry a = java.util.Objects.requireNonNull(roomy.get(ID));
            LedgerEntry b = java.util.Objects.requireNonNull(tight.get(ID));
            assertEquals(LedgerEntry.heapOf(a.ledger(), 0), roomy.bytes(), "seed " + seed);
            roomy.replace(a, nextOfAll(a.ledger(), nowMs, nowMs, first));
            tight.replace(b, nextOfAll(b.ledger(), nowMs, nowMs, second));
            assertEquals(comparable(a.ledger()), comparable(b.ledger()), "seed " + seed + " step " + step);
            roomy.flush(e -> {}, ledger -> 0);
            tight.flush(e -> {}, ledger -> 0);
            assertEquals(0, tight.bytes(), "seed " + seed);
        }
    }

    @Test
    void aLedgerOfTheFormerFormatIsReadAsItWas() {
        MeterUsage usage = MeterUsage.none(Aggregation.SUM)
                .add(START_MS, Contributions.sum(BigDecimal.TEN), UsageCalendar.UTC, START_MS);
        var detector = new DetectorState(START_MS, List.of(), List.of(BigDecimal.ONE), null, 0);
        LicenseLedger head = LicenseLedger.unknown(ID).withLicense(license());
        put("H", LedgerCodec.head(head));
        put("C", new BinaryOutput(1).number(7).flag(false).toBytes());
        put("Mcalls", LedgerCodec.meter(usage));
        put("Dspike", detector.encode());
        LedgerEntry read = java.util.Objects.requireNonNull(new LedgerCache(store, Long.MAX_VALUE).get(ID));
        assertEquals(usage, read.ledger().meters().get("calls"));
        assertEquals(detector, read.ledger().detectors().get("spike"));
        assertEquals(7, read.readingVersion());
        var timers = new Timers();
        new LedgerCache(store, Long.MAX_VALUE).readTimers(timers);
        assertEquals(List.of(ID), timers.untimed, "whose due time follows from the ledger");
    }

    @Test
    void countersOfAMeterThatIsNotStoredAreDamageAndNotZero() {
        var cache = new LedgerCache(store, Long.MAX_VALUE);
        LedgerEntry entry = issued(cache);
        long nextHourMs = START_MS + HOUR_MS;
        cache.replace(entry, next(entry.ledger(), START_MS, START_MS, new Random(1)));
        cache.replace(entry, next(entry.ledger(), nextHourMs, nextHourMs, new Random(1)));
        cache.flush(e -> {}, ledger -> 0);
        store.delete(key("Mcalls"));
        String said = String.valueOf(assertThrows(
                        StoredValueException.class, () -> new LedgerCache(store, Long.MAX_VALUE).get(ID))
                .getMessage());
        assertTrue(said.contains("lacks meter calls") && said.contains("key " + ID), said);
    }

    @Test
    void theFirstUseOfALicenseIsOneValueAndWhatHasNoPastAnyMoreIsDeleted() {
        var cache = new LedgerCache(store, Long.MAX_VALUE);
        LedgerEntry entry = issued(cache);
        Map<String, byte[]> before = stored();
        cache.replace(entry, next(entry.ledger(), START_MS, START_MS, new Random(1)));
        cache.flush(e -> {}, ledger -> 0);
        assertEquals(Set.of("C"), changedParts(before));
        var alerting = new DetectorState(START_MS, List.of(), List.of(), null, 2);
        cache.replace(
                entry, entry.ledger().withDetectors(entry.ledger().detectors().with("spike", alerting)));
        cache.flush(e -> {}, ledger -> 0);
        assertTrue(stored().containsKey("Dspike"));
        var calm = new DetectorState(START_MS, List.of(), List.of(), null, 0);
        cache.replace(
                entry, entry.ledger().withDetectors(entry.ledger().detectors().with("spike", calm)));
        cache.flush(e -> {}, ledger -> 0);
        assertFalse(stored().containsKey("Dspike"));
        LedgerEntry read = java.util.Objects.requireNonNull(new LedgerCache(store, Long.MAX_VALUE).get(ID));
        assertEquals(comparable(entry.ledger()), comparable(read.ledger()));
    }

    @Test
    void countersOfTheFormatInWhichEveryMeterHadASlowPartAreRead() {
        issued(new LedgerCache(store, Long.MAX_VALUE));
        MeterUsage usage = MeterUsage.none(Aggregation.SUM)
                .add(START_MS, Contributions.sum(BigDecimal.TEN), UsageCalendar.UTC, START_MS);
        put("Mcalls", LedgerCodec.meter(MeterUsage.none(Aggregation.SUM)));
        var out = new BinaryOutput(2).number(7).flag(false).number(1).text("calls");
        for (WindowSeries series : List.of(usage.hours(), usage.days(), usage.months())) {
            out.fixed(series.latestFromMs())
                    .decimal(series.latest().value())
                    .number(series.latest().events());
        }
        put("C", out.number(0).toBytes());
        LedgerEntry read = java.util.Objects.requireNonNull(new LedgerCache(store, Long.MAX_VALUE).get(ID));
        assertEquals(usage, read.ledger().meters().get("calls"));
        assertEquals(7, read.readingVersion());
        store.delete(key("Mcalls"));
        assertThrows(StoredValueException.class, () -> new LedgerCache(store, Long.MAX_VALUE).get(ID));
    }

    /** With an event for a meter of each aggregation. */
    private static LicenseLedger nextOfAll(LicenseLedger ledger, long timeMs, long nowMs, Random random) {
        var meters = ledger.meters();
        for (Aggregation aggregation : Aggregation.values()) {
            MeterUsage before = meters.get(aggregation.name());
            var more = Contributions.of(aggregation, BigDecimal.valueOf(random.nextInt(2_000), 2), timeMs);
            meters = meters.with(
                    aggregation.name(),
                    (before == null ? MeterUsage.none(aggregation) : before)
                            .add(timeMs, more, UsageCalendar.UTC, nowMs));
        }
        LicenseLedger next = next(ledger.withMeters(meters), timeMs, nowMs, random);
        LicenseLedger seated = random.nextInt(5) == 0 ? next.withSeats(seats(next, nowMs, random)) : next;
        return random.nextInt(9) == 0 ? told(seated, nowMs, random) : seated;
    }

    /** Its end is put off, by hand or by its plan, or it is suspended for a while: its answers have terms of their own. */
    private static LicenseLedger told(LicenseLedger ledger, long nowMs, Random random) {
        License license = java.util.Objects.requireNonNull(ledger.license());
        if (random.nextInt(4) == 0) {
            return ledger.withLicense(License.apply(license, rekey(license, random), Catalog.EMPTY, nowMs)
                    .next());
        }
        var kind = random.nextBoolean()
                ? LicenseCommand.Kind.RENEW
                : license.state() == LicenseState.SUSPENDED ? LicenseCommand.Kind.RESUME : LicenseCommand.Kind.SUSPEND;
        var command = new LicenseCommand(
                kind,
                license.id(),
                "told-" + license.version() + "-" + random.nextInt(),
                "ann",
                "because",
                "",
                "",
                "",
                "",
                Long.MAX_VALUE,
                "",
                UsageCalendar.NO_ANCHOR,
                Term.NEVER,
                kind == LicenseCommand.Kind.RENEW
                        ? Map.of(
                                "until",
                                Instant.ofEpochMilli(nowMs + 1 + random.nextInt(1 << 30))
                                        .toString())
                        : Map.of());
        return ledger.withLicense(
                License.apply(license, command, Catalog.EMPTY, nowMs).next());
    }

    /** Somebody comes or goes. */
    private static Seats seats(LicenseLedger ledger, long nowMs, Random random) {
        String member = "member-" + random.nextInt(5);
        Seats counted = ledger.seats().until(ledger.calendar(), nowMs).next();
        return counted.has(member)
                ? counted.release(member, ledger.calendar(), nowMs)
                : counted.assign(member, ledger.calendar(), nowMs).next();
    }

    private static LicenseCommand rekey(License license, Random random) {
        return new LicenseCommand(
                LicenseCommand.Kind.REKEY,
                license.id(),
                "rekey-" + license.version() + "-" + random.nextInt(),
                "ann",
                "it leaked",
                "",
                "",
                "",
                "hash-" + random.nextInt(),
                Long.MAX_VALUE,
                "",
                UsageCalendar.NO_ANCHOR,
                Term.NEVER,
                random.nextBoolean() ? Map.of() : Map.of("overlap", "P1D"));
    }

    private static LicenseLedger next(LicenseLedger ledger, long timeMs, long nowMs, Random random) {
        BigDecimal value = BigDecimal.valueOf(random.nextInt(100_000), 2);
        MeterUsage before = ledger.meters().get("calls");
        var meters = ledger.meters()
                .with(
                        "calls",
                        (before == null ? MeterUsage.none(Aggregation.SUM) : before)
                                .add(timeMs, Contributions.sum(value), UsageCalendar.UTC, nowMs));
        return ledger.withMeters(meters)
                .withDetectors(observed(ledger.detectors(), value, random))
                .withFlood(new FloodState(nowMs, random.nextInt(100), random.nextInt(10), FloodState.NO_ALERT));
    }

    /** Values come in; every now and then the bucket closes, and rarely the detector is dropped. */
    private static Keyed<DetectorState> observed(Keyed<DetectorState> all, BigDecimal value, Random random) {
        DetectorState state = all.get("spike");
        if (state == null) {
            return all.with("spike", new DetectorState(START_MS, List.of(), List.of(), null, 0));
        }
        if (random.nextInt(200) == 0) {
            return all.without("spike");
        }
        if (random.nextInt(20) == 0) {
            var history = new ArrayList<>(state.history());
            history.add(value);
            return all.with(
                    "spike",
                    new DetectorState(state.nextFromMs() + HOUR_MS, List.of(), history, null, random.nextInt(3)));
        }
        return all.with(
                "spike",
                new DetectorState(
                        state.nextFromMs(),
                        List.of(new OpenBucket(state.nextFromMs(), value)),
                        state.history(),
                        state.alert(),
                        state.refractoryBuckets()));
    }

    private static WindowSeries past(WindowSeries series) {
        return new WindowSeries(
                series.window(), series.latestFromMs(), series.latest(), new TreeMap<>(Map.of(0L, Total.ZERO)));
    }

    private static LedgerEntry issued(LedgerCache cache) {
        LedgerEntry entry = cache.create(ID);
        cache.replace(entry, entry.ledger().withLicense(license()));
        cache.flush(e -> {}, ledger -> 0);
        return entry;
    }

    private static License license() {
        return new License(
                ID,
                LicenseState.ACTIVE,
                "product",
                "plan",
                "customer",
                "hash",
                "",
                Term.until(START_MS, Long.MAX_VALUE),
                UsageCalendar.of("America/New_York", START_MS),
                1,
                false,
                "issue-1",
                START_MS,
                List.of());
    }

    private static List<Object> comparable(LicenseLedger ledger) {
        var parts = new ArrayList<>();
        parts.add(java.util.Objects.requireNonNull(ledger.license()));
        parts.add(java.util.Objects.requireNonNull(ledger.flood()));
        parts.add(ledger.seats());
        var meters = new TreeMap<String, MeterUsage>();
        ledger.meters().forEach(meters::put);
        parts.add(meters);
        ledger.detectors().forEach((rule, state) -> parts.add(Map.entry(rule, state)));
        return parts;
    }

    private Map<String, byte[]> stored() {
        var values = new HashMap<String, byte[]>();
        try (var all = store.all()) {
            all.forEachRemaining(value -> values.put(partOf(value.key), value.value));
        }
        return values;
    }

    private Set<String> changedParts(Map<String, byte[]> before) {
        var changed = new HashSet<String>();
        stored().forEach((part, value) -> {
            if (before.get(part) != value) {
                changed.add(part);
            }
        });
        return changed;
    }

    private static String partOf(Bytes key) {
        return new String(key.get(), StandardCharsets.UTF_8).substring(ID.length() + 1);
    }

    private static final class Timers implements LedgerTimers.Reader {
        private final Map<String, Counters.Timer> stored = new HashMap<>();
        private final List<String> untimed = new ArrayList<>();

        @Override
        public void take(String license, Counters.Timer timer) {
            stored.put(license, timer);
        }

        @Override
        public void take(LicenseLedger ledger) {
            untimed.add(ledger.id());
        }

        @Override
        public boolean knows(String license) {
            return stored.containsKey(license) || untimed.contains(license);
        }
    }

    private void put(String part, byte[] value) {
        store.put(key(part), value);
    }

    private static Bytes key(String part) {
        return Bytes.wrap((ID + '\0' + part).getBytes(StandardCharsets.UTF_8));
    }
}
