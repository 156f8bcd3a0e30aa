package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.anomaly.FloodState;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.ledger.EntitlementStep;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.ledger.QuotaStep;
import io.tallyport.domain.license.AnsweredCommand;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.license.Seats;
import io.tallyport.domain.license.Term;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.pipeline.mapping.CatalogParser;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/**
 * What ledgers are said to take is what the collector finds that they take, so that the budget is one of real bytes.
 * They are read from their store, as after a restart. Each has a customer, a key and command ids of its own.
 */
class LedgerHeapTest {

    private static final int HOURS = 36 * 24;
    private static final int BUCKETS = 168;
    private static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final String DOCUMENT = """
            {"format":1,
             "products":[{"id":"acme","name":"Acme","sources":["acme/*"]}],
             "meters":[{"id":"calls","eventType":"api.call","aggregation":"COUNT","unit":"call"}],
             "features":[{"id":"api","kind":"METERED","meter":"calls"}],
             "plans":[{"id":"starter","product":"acme","features":["api"],
               "quotas":[{"meter":"calls","limit":1000000,"per":"MONTH","kind":"HARD","thresholds":[80,100]}]}]}""";
    private static final Catalog CATALOG = CatalogParser.parse(new TaskState.TaskCatalog(1, DOCUMENT));
    private static final Catalog NEXT_CATALOG = CatalogParser.parse(new TaskState.TaskCatalog(2, DOCUMENT));

    @Test
    void aFreshLicense() {
        requireClose(40_000, ledger(1, 0, 0));
    }

    @Test
    void aLicenseWithUsageInItsFirstHour() {
        requireClose(40_000, ledger(1, 1, 0));
    }

    @Test
    void aLicenseThatAnsweredManyCommands() {
        requireClose(2_000, ledger(License.ANSWERS_KEPT, 0, 0));
    }

    @Test
    void aLicenseWithFewDifferentValues() {
        requireClose(2_000, i -> unique(200, i));
    }

    @Test
    void aLicenseWithManyDifferentValues() {
        requireClose(1_000, i -> unique(1_000, i));
    }

    @Test
    void aLicenseWithALatestValue() {
        requireClose(20_000, i -> renamed(counted(Aggregation.LATEST, ledger(1, 1, 0), i), "lic-" + i));
    }

    @Test
    void aLicenseWithALevelOfManyDays() {
        requireClose(2_000, i -> {
            LicenseLedger ledger = ledger(1, 0, 0);
            for (int day = 0; day < 35; day++) {
                ledger = counted(Aggregation.TIME_WEIGHTED, ledger, i + day, START_MS + day * 2 * 86_400_000L);
            }
            return renamed(ledger, "lic-" + i);
        });
    }

    @Test
    void aLicenseWithAnAnchorOfItsOwn() {
        requireClose(40_000, i -> anchored(renamed(ledger(1, 1, 0), "lic-" + i), START_MS + i));
    }

    @Test
    void aLicenseWithManySeats() {
        requireClose(2_000, i -> {
            var members = new ArrayList<String>();
            for (int member = 0; member < 50; member++) {
                members.add("member-%05d-%03d@acme".formatted(i, member));
            }
            return renamed(ledger(1, 1, 0).withSeats(new Seats(members, START_MS, members.subList(0, 5))), "lic-" + i);
        });
    }

    @Test
    void aLicenseNearItsLimit() {
        LicenseLedger ledger = ledger(1, 1, 0);
        var usage = java.util.Objects.requireNonNull(ledger.meters().get("calls"))
                .add(START_MS, Contributions.sum(BigDecimal.valueOf(900_000)), UsageCalendar.UTC, START_MS);
        var near = ledger.withMeters(ledger.meters().with("calls", usage));
        requireClose(10_000, i -> settled(renamed(near, "lic-" + i), i));
    }

    @Test
    void aLicenseThatWasJustIssued() {
        var store = OpenedStore.inMemory();
        var cache = new LedgerCache(store, Long.MAX_VALUE);
        for (int i = 0; i < 10_000; i++) {
            String id = "lic-" + i;
            var command = new LicenseCommand(
                    LicenseCommand.Kind.ISSUE,
                    id,
                    commandId(id, 0),
                    "operator",
                    "ordered " + i,
                    "acme",
                    "starter",
                    "customer-of-" + id,
                    keyHash(id),
                    Long.MAX_VALUE,
                    "",
                    UsageCalendar.NO_ANCHOR,
                    Term.NEVER,
                    java.util.Map.of());
            var license = License.apply(null, command, CATALOG, START_MS).next();
            cache.replace(cache.create(id), settled(LicenseLedger.unknown(id).withLicense(license), i));
        }
        cache.flush(entry -> {}, of -> 0);
        long estimated = cache.bytes();
        long with = used();
        // What is left then is what the store holds.
        cache = null;
        requireClose(estimated, 10_000, with - used());
        store.close();
    }

    @Test
    void aLicenseWhoseTermsArePublishedAnew() {
        var store = OpenedStore.inMemory();
        var ids = filled(store, 10_000, i -> renamed(ledger(1, 0, 0), "lic-" + i));
        var cache = new LedgerCache(store, Long.MAX_VALUE);
        for (String id : ids) {
            var entry = java.util.Objects.requireNonNull(cache.get(id));
            cache.replace(entry, settled(entry.ledger(), NEXT_CATALOG, 0));
        }
        cache.flush(entry -> {}, of -> 0);
        long estimated = cache.bytes();
        long with = used();
        // What is left then is what the store holds.
        cache = null;
        requireClose(estimated, 10_000, with - used());
        store.close();
    }

    @Test
    void aMeterWithALongHistory() {
        requireClose(400, ledger(1, HOURS, 0));
    }

    @Test
    void aDetectorWithALongHistory() {
        requireClose(2_000, ledger(1, 0, BUCKETS));
    }

    private static void requireClose(int licenses, LicenseLedger ledger) {
        requireClose(licenses, i -> renamed(ledger, "lic-" + i));
    }

    private static void requireClose(int licenses, IntFunction<LicenseLedger> ledgers) {
        var store = OpenedStore.inMemory();
        var ids = filled(store, licenses, ledgers);
        long before = used();
        var cache = new LedgerCache(store, Long.MAX_VALUE);
        ids.forEach(cache::get);
        long measured = used() - before;
        requireClose(cache.bytes(), licenses, measured);
    }

    private static List<String> filled(
            KeyValueStore<Bytes, byte[]> store, int licenses, IntFunction<LicenseLedger> ledgers) {
        var filling = new LedgerCache(store, 0);
        var ids = new ArrayList<String>();
        for (int i = 0; i < licenses; i++) {
            LicenseLedger ledger = ledgers.apply(i);
            ids.add(ledger.id());
            filling.replace(filling.create(ledger.id()), ledger);
        }
        filling.flush(entry -> {}, of -> 0);
        return ids;
    }

    /** With all windows that it keeps ready. */
    private static LicenseLedger anchored(LicenseLedger ledger, long anchorMs) {
        var calendar = UsageCalendar.of("Europe/Berlin", anchorMs);
        for (Window window : Window.values()) {
            calendar.fromMs(window, START_MS);
        }
        return ledger.withLicense(
                java.util.Objects.requireNonNull(ledger.license()).in(calendar));
    }

    private static LicenseLedger unique(int values, int seed) {
        LicenseLedger ledger = ledger(1, 0, 0);
        for (int i = 0; i < values; i++) {
            ledger = counted(Aggregation.UNIQUE_COUNT, ledger, seed * values + i);
        }
        return renamed(ledger, "lic-" + seed);
    }

    private static LicenseLedger counted(Aggregation aggregation, LicenseLedger ledger, int value) {
        return counted(aggregation, ledger, value, START_MS);
    }

    private static LicenseLedger counted(Aggregation aggregation, LicenseLedger ledger, int value, long atMs) {
        MeterUsage before = ledger.meters().get(aggregation.name());
        MeterUsage usage = (before == null ? MeterUsage.none(aggregation) : before)
                .add(atMs, Contributions.of(aggregation, BigDecimal.valueOf(value), atMs), UsageCalendar.UTC, atMs);
        return ledger.withMeters(ledger.meters().with(aggregation.name(), usage));
    }

    private static void requireClose(long estimated, int licenses, long measured) {
        double ratio = (double) estimated / measured;
        assertTrue(
                ratio > 0.9 && ratio < 1.1,
                "estimated " + estimated / licenses + " bytes a license, measured " + measured / licenses);
    }

    private static LicenseLedger ledger(int commands, int hours, int buckets) {
        var answered = new ArrayList<AnsweredCommand>();
        for (int i = 0; i < commands; i++) {
            answered.add(new AnsweredCommand(i, answer("lic", i)));
        }
        LicenseLedger ledger =
                LicenseLedger.unknown("lic").withLicense(license("lic", "customer-of-lic", "", answered));
        MeterUsage usage = MeterUsage.none(Aggregation.SUM);
        for (int hour = 0; hour < hours; hour++) {
            long timeMs = START_MS + hour * 3_600_000L;
            usage = usage.add(
                    timeMs, Contributions.sum(BigDecimal.valueOf(hour + 100_001L, 2)), UsageCalendar.UTC, timeMs);
        }
        if (hours > 0) {
            ledger = ledger.withMeters(ledger.meters().with("calls", usage))
                    .withFlood(new FloodState(START_MS, 10, 1, FloodState.NO_ALERT));
        }
        if (buckets > 0) {
            var history = new ArrayList<BigDecimal>();
            for (int i = 0; i < buckets; i++) {
                history.add(BigDecimal.valueOf(100_001L + i, 2));
            }
            ledger = ledger.withDetectors(
                    ledger.detectors().with("spike", new DetectorState(START_MS, List.of(), history, null, 0)));
        }
        return settled(ledger, 0);
    }

    /** As the record at an offset left it. */
    private static LicenseLedger settled(LicenseLedger ledger, int offset) {
        return settled(ledger, CATALOG, offset);
    }

    private static LicenseLedger settled(LicenseLedger ledger, Catalog catalog, int offset) {
        var settled = QuotaStep.settle(ledger, catalog, START_MS, new Origin("usage.events.v1", 0, offset), "", "");
        return PeriodClosing.follow(settled.next(), catalog, START_MS)
                .withPublished(EntitlementStep.publish(settled.next(), catalog, START_MS)
                        .orElseThrow());
    }

    /** The ledger of another license, of another customer. */
    private static LicenseLedger renamed(LicenseLedger l, String id) {
        var license = java.util.Objects.requireNonNull(l.license());
        var published = java.util.Objects.requireNonNull(l.published());
        String customer = "customer-of-" + id;
        String keyHash = keyHash(id);
        var answered = new ArrayList<AnsweredCommand>();
        for (var before : license.answered()) {
            answered.add(new AnsweredCommand(
                    before.bodyHash(), answer(id, before.answer().version())));
        }
        return new LicenseLedger(
                id,
                license(id, customer, keyHash, answered),
                l.meters(),
                l.quotas(),
                l.detectors(),
                l.flood(),
                new Entitlement(
                        id,
                        published.version(),
                        published.state(),
                        published.reason(),
                        published.product(),
                        published.plan(),
                        customer,
                        keyHash,
                        published.oldKeyHash(),
                        published.oldKeyUntilMs(),
                        published.expiresAtMs(),
                        published.graceUntilMs(),
                        published.catalogRevision(),
                        published.quarantined(),
                        published.features(),
                        published.decidedAtMs()),
                l.settledRevision(),
                l.outsideOpen(),
                l.tally().counted(START_MS, START_MS, id.hashCode(), id.length(), 0),
                l.closing(),
                l.seats());
    }

    private static License license(String id, String customer, String keyHash, List<AnsweredCommand> answered) {
        return new License(
                id,
                LicenseState.ACTIVE,
                "acme",
                "starter",
                customer,
                keyHash,
                "",
                Term.until(START_MS, Long.MAX_VALUE),
                UsageCalendar.UTC,
                1,
                false,
                commandId(id, 0),
                START_MS,
                answered);
    }

    private static LicenseTimelineEvent answer(String id, long number) {
        return new LicenseTimelineEvent(
                id,
                LicenseEventType.SUSPENDED,
                number,
                LicenseState.SUSPENDED,
                commandId(id, number),
                number,
                "operator",
                "payment is late",
                "",
                "",
                "",
                START_MS,
                "acme",
                "starter",
                "customer-of-" + id,
                "",
                Term.until(START_MS, Long.MAX_VALUE),
                UsageCalendar.UTC);
    }

    private static String keyHash(String id) {
        return (commandId(id, -1) + commandId(id, -2)).replace("-", "");
    }

    /** As long as a random one. */
    private static String commandId(String id, long number) {
        return UUID.nameUUIDFromBytes((id + number).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
