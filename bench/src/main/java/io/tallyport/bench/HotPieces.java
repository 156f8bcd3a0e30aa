package io.tallyport.bench;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.ledger.AnomalyStep;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.QuotaStep;
import io.tallyport.domain.ledger.UsageCounting;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.Term;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.usage.EventIdentity;
import io.tallyport.domain.usage.Seen;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.expression.sketch.EventDigests;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import io.tallyport.pipeline.mapping.CatalogParser;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.pipeline.state.CountedEvents;
import io.tallyport.pipeline.state.EventIds;
import io.tallyport.pipeline.state.TaskState.TaskCatalog;
import io.tallyport.pipeline.store.OwnStores;
import io.tallyport.wire.UsageEventV1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The hot pieces one by one, each per event, on the events of the usual workload. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotPieces {

    private static final Origin ANYWHERE = new Origin("usage.events.v1", 0, 0);
    private static final int EVENTS = 1 << 14;
    private static final int DAYS = 36;
    /** Ids that were counted before: a table that does not fit the caches. */
    private static final int KNOWN_IDS = 2_000_000;

    private final byte[][] bytes = new byte[EVENTS][];
    private final UsageEventV1[] records = new UsageEventV1[EVENTS];
    private final UsageEvent[] events = new UsageEvent[EVENTS];
    private final EventIdentity[] identities = new EventIdentity[EVENTS];
    private final List<List<Contribution>> contributions = new java.util.ArrayList<>();
    private final Map<String, LicenseLedger> ledgers = new HashMap<>();
    private final LicenseLedger[] ledgerOf = new LicenseLedger[EVENTS];
    private final LicenseLedger[] zonedOf = new LicenseLedger[EVENTS];
    private final Origin origin = new Origin(TopicCatalog.USAGE_EVENTS.name(), 0, 0);
    private final EventIdentity.Hasher hasher = new EventIdentity.Hasher();
    private final long nowMs = Workload.START.toEpochMilli() + Workload.TICK_MS;
    private final int today = (int) TimeUnit.MILLISECONDS.toDays(nowMs);
    private final Random random = new Random(1);
    private WireCodec<UsageEventV1> codec;
    private SourceDecoder decoder;
    private Catalog catalog;
    private EventIds ids;
    private CountedEvents numbered;
    private KeyValueStore<Bytes, byte[]> store;
    private Path folder;
    private int at;
    private int unflushed;

    /** JMH calls {@link #prepare} before anything else. */
    @SuppressWarnings("NullAway.Init")
    public HotPieces() {}

    /** Events, and the ledgers of their licenses after them. */
    @Setup
    public void prepare() throws IOException, WireException {
        // Of one partition: an event of another is not numbered for this one.
        var workload = new Workload(1_000_000, 1_000, 0, 2, 1, 2, 2, 25_000, true, 1);
        var registry = Registry.at("mock://hot-pieces", Map.of());
        registry.register(TopicCatalog.USAGE_EVENTS);
        registry.register(TopicCatalog.LICENSE_COMMANDS);
        registry.register(TopicCatalog.LEASE_REQUESTS);
        registry.register(TopicCatalog.CATALOG_REVISIONS);
        codec = registry.codec(TopicCatalog.USAGE_EVENTS);
        decoder = new SourceDecoder(registry);
        catalog = CatalogParser.parse(
                new TaskCatalog(1, BenchCatalog.document(workload.smallLimit(), workload.meters())));
        var stream = new EventStream(workload, codec);
        for (int i = 0; i < EVENTS; i++) {
            bytes[i] = stream.next().value();
            records[i] = codec.decode(bytes[i]);
            events[i] = (UsageEvent) java.util.Objects.requireNonNull(
                    decoder.usage(ANYWHERE, bytes[i]).value());
            identities[i] = hasher.of(events[i]);
            contributions.add(Metering.measure(
                            events[i],
                            catalog.metersOf(events[i].type()),
                            Expression.FIELD_PATHS,
                            UltraLogLogSketch.MAKER)
                    .contributions());
            String license = events[i].license();
            var before = ledgers.containsKey(license) ? ledgers.get(license) : issued(license);
            ledgers.put(license, after(before, i));
        }
        var zoned = new HashMap<String, LicenseLedger>();
        for (int i = 0; i < EVENTS; i++) {
            ledgerOf[i] = ledgers.get(events[i].license());
            var license = java.util.Objects.requireNonNull(ledgerOf[i].license());
            // A zone for all, an anchor for each license: its calendar is its own.
            zonedOf[i] = zoned.computeIfAbsent(license.id(), id -> {
                var calendar = UsageCalendar.of("Europe/Berlin", nowMs - TimeUnit.DAYS.toMillis(20));
                return java.util.Objects.requireNonNull(ledgers.get(id)).withLicense(license.in(calendar));
            });
        }
        folder = Files.createTempDirectory("tallyport-bench");
        var own = new OwnStores(4L * 1024 * 1024).named(EventIds.STORE).get();
        own.init(
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile()).getStateStoreContext(),
                own);
        store = own;
        ids = EventIds.load(store, DAYS, today);
        var facts = Stores.inMemoryKeyValueStore("facts").get();
        facts.init(new MockProcessorContext<>().getStateStoreContext(), facts);
        numbered = CountedEvents.load(0, facts, store, DAYS, today);
        for (UsageEvent event : events) {
            numbered.add(event, today);
        }
        for (int i = 0; i < KNOWN_IDS; i++) {
            remember(new EventIdentity(random.nextLong(), random.nextLong(), random.nextLong()));
        }
    }

    private LicenseLedger issued(String license) {
        var command = new LicenseCommand(
                LicenseCommand.Kind.ISSUE,
                license,
                "issue-" + license,
                "bench",
                "bench",
                BenchCatalog.PRODUCT,
                BenchCatalog.LARGE_PLAN,
                "bench",
                "hash-of-" + license,
                Long.MAX_VALUE,
                "",
                UsageCalendar.NO_ANCHOR,
                Term.NEVER,
                java.util.Map.of());
        var next = License.apply(null, command, catalog, nowMs).next();
        return LicenseLedger.unknown(license).withLicense(java.util.Objects.requireNonNull(next, license));
    }

    private LicenseLedger after(LicenseLedger before, int i) {
        var counted = UsageCounting.count(
                before, contributions.get(i), events[i].timeMs(), EventDigests.of(events[i]), nowMs);
        var settled = QuotaStep.settle(counted, catalog, nowMs, origin, events[i].source(), events[i].id());
        return AnomalyStep.observe(settled.next(), catalog, contributions.get(i), events[i].timeMs(), false, nowMs)
                .next();
    }

    private void remember(EventIdentity id) {
        ids.add(id, today);
        if (++unflushed == 10_000) {
            unflushed = 0;
            ids.flush(today);
        }
    }

    /** Deletes what was logged. */
    @TearDown
    public void close() throws IOException {
        store.close();
        PassRun.deleteFolder(folder);
    }

    private int next() {
        return at = at + 1 & EVENTS - 1;
    }

    /** A record to bytes. */
    @Benchmark
    public byte[] encode() {
        return codec.encode(records[next()]);
    }

    /** Bytes to the domain's event. */
    @Benchmark
    public Object decode() throws WireException {
        return decoder.usage(ANYWHERE, bytes[next()]);
    }

    /** Form, terms and measured values. */
    @Benchmark
    public Object admission() {
        int i = next();
        UsageEvent event = events[i];
        if (UsageAdmission.checkForm(event).isPresent()
                || UsageAdmission.checkTerms(event, ledgerOf[i].license(), catalog, nowMs)
                        .isPresent()) {
            throw new IllegalStateException("event " + i + " was refused");
        }
        return Metering.measure(event, catalog.metersOf(event.type()), Expression.FIELD_PATHS, UltraLogLogSketch.MAKER);
    }

    /** What makes an event the same as another. */
    @Benchmark
    public Object identity() {
        return hasher.of(events[next()]);
    }

    /** Looking up an id that is known. */
    @Benchmark
    public Seen dedupRepeat() {
        return ids.lookUp(identities[next()], today);
    }

    /** Looking up a number that is known. */
    @Benchmark
    public Seen dedupNumberedRepeat() {
        return numbered.lookUp(events[next()], today);
    }

    /** Looking up a new id, keeping and logging it; the table grows as it does in use. */
    @Benchmark
    public Seen dedupNew() {
        var id = new EventIdentity(random.nextLong(), random.nextLong(), random.nextLong());
        Seen seen = ids.lookUp(id, today);
        remember(id);
        return seen;
    }

    /** Adding to the meters of a license. */
    @Benchmark
    public Object aggregation() {
        int i = next();
        return UsageCounting.count(
                ledgerOf[i], contributions.get(i), events[i].timeMs(), EventDigests.of(events[i]), nowMs);
    }

    /** The same for a license with a time zone and an anchor of its own. */
    @Benchmark
    public Object aggregationInAZone() {
        int i = next();
        return UsageCounting.count(
                zonedOf[i], contributions.get(i), events[i].timeMs(), EventDigests.of(events[i]), nowMs);
    }

    /** Comparing with the quotas. */
    @Benchmark
    public Object quota() {
        int i = next();
        return QuotaStep.settle(ledgerOf[i], catalog, nowMs, origin, events[i].source(), events[i].id());
    }

    /** Showing it to the detectors. */
    @Benchmark
    public Object detection() {
        int i = next();
        return AnomalyStep.observe(ledgerOf[i], catalog, contributions.get(i), events[i].timeMs(), false, nowMs);
    }
}
