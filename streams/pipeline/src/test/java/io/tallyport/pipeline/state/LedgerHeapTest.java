package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.anomaly.FloodState;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.ledger.EntitlementStep;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.QuotaStep;
import io.tallyport.domain.license.AnsweredCommand;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.pipeline.mapping.CatalogParser;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/**
 * What ledgers are said to take is what the collector finds that they take, so that the budget is one of real bytes.
 * They are read from their store, as after a restart: what is read shares nothing.
 */
class LedgerHeapTest {

    private static final int HOURS = 36 * 24;
    private static final int BUCKETS = 168;
    private static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final Catalog CATALOG = CatalogParser.parse(new TaskState.TaskCatalog(1, """
            {"format":1,
             "products":[{"id":"acme","name":"Acme","sources":["acme/*"]}],
             "meters":[{"id":"calls","eventType":"api.call","aggregation":"COUNT","unit":"call"}],
             "features":[{"id":"api","kind":"METERED","meter":"calls"}],
             "plans":[{"id":"starter","product":"acme","features":["api"],
               "quotas":[{"meter":"calls","limit":1000000,"per":"MONTH","kind":"HARD","thresholds":[80,100]}]}]}"""));

    @Test
    void aFreshLicense() {
        requireClose(20_000, ledger(1, 0, 0));
    }

    @Test
    void aLicenseWithUsageInItsFirstHour() {
        requireClose(10_000, ledger(1, 1, 0));
    }

    @Test
    void aLicenseThatAnsweredManyCommands() {
        requireClose(2_000, ledger(License.ANSWERS_KEPT, 0, 0));
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
        var store = opened();
        var filling = new LedgerCache(store, 0);
        var ids = new ArrayList<String>();
        for (int i = 0; i < licenses; i++) {
            String id = "lic-" + i;
            ids.add(id);
            filling.replace(filling.create(id), renamed(ledger, id));
        }
        filling.flush(entry -> {}, of -> 0);
        long before = used();
        var cache = new LedgerCache(store, Long.MAX_VALUE);
        ids.forEach(cache::get);
        long measured = used() - before;
        double ratio = (double) cache.bytes() / measured;
        assertTrue(
                ratio > 0.9 && ratio < 1.1,
                "estimated " + cache.bytes() / licenses + " bytes a license, measured " + measured / licenses);
    }

    private static LicenseLedger ledger(int commands, int hours, int buckets) {
        var answered = new ArrayList<AnsweredCommand>();
        for (int i = 0; i < commands; i++) {
            answered.add(new AnsweredCommand(i, answer(i)));
        }
        LicenseLedger ledger = LicenseLedger.unknown("lic").withLicense(license(answered));
        MeterUsage usage = MeterUsage.NONE;
        for (int hour = 0; hour < hours; hour++) {
            long timeMs = START_MS + hour * 3_600_000L;
            usage = usage.add(timeMs, BigDecimal.valueOf(hour + 100_001L, 2), timeMs);
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
        var settled = QuotaStep.settle(ledger, CATALOG, START_MS, new Origin("usage.events.v1", 0, 1), "", "");
        return settled.next()
                .withPublished(EntitlementStep.publish(settled.next(), CATALOG, START_MS)
                        .orElseThrow());
    }

    private static LicenseLedger renamed(LicenseLedger l, String id) {
        return new LicenseLedger(
                id,
                l.license(),
                l.meters(),
                l.quotas(),
                l.detectors(),
                l.flood(),
                l.published(),
                l.settledRevision(),
                l.outsideOpen());
    }

    private static License license(List<AnsweredCommand> answered) {
        return new License(
                "lic-1",
                LicenseState.ACTIVE,
                "acme",
                "starter",
                "customer-17",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                Long.MAX_VALUE,
                1,
                false,
                "5f0c1c2e-0000-4000-8000-000000000001",
                START_MS,
                answered);
    }

    private static LicenseTimelineEvent answer(int number) {
        return new LicenseTimelineEvent(
                "lic-1",
                LicenseEventType.SUSPENDED,
                number,
                LicenseState.SUSPENDED,
                "5f0c1c2e-0000-4000-8000-0000000000" + (10 + number),
                number,
                "operator",
                "payment is late",
                "",
                "",
                "",
                START_MS,
                "acme",
                "starter",
                "customer-17",
                "",
                Long.MAX_VALUE);
    }

    private static KeyValueStore<Bytes, byte[]> opened() {
        var store = Stores.inMemoryKeyValueStore("any").get();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        return store;
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
