package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.ledger.Keyed;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What cannot be read stops the task with its coordinates and a remedy; it is never taken for an empty state. */
class DamagedStateTest {

    private final KeyValueStore<Bytes, byte[]> store = OpenedStore.inMemory();

    @Test
    void aTruncatedChunkOfIdsNamesStoreDayAndNumber() {
        store.put(
                chunkKey(20_500, 7),
                ByteBuffer.allocate(20).put((byte) IdLog.CHUNK).array());
        refuses(() -> EventIds.load(store, 36, 20_500), IdLog.STORE, "day 20500", "number 7", "truncated");
    }

    @Test
    void idsOfANewerFormatNameBothFormats() {
        store.put(chunkKey(20_500, 0), new byte[] {3, 0});
        refuses(() -> EventIds.load(store, 36, 20_500), IdLog.STORE, "format 3", "reads 1 to 2");
    }

    @Test
    void aPartOfALedgerThatCannotBeReadNamesTheLicenseAndThePart() {
        store.put(ledgerKey("lic-1", "H"), LedgerCodec.head(LicenseLedger.unknown("lic-1")));
        store.put(ledgerKey("lic-1", "C"), Counters.encode(withAPast(), 4, 0));
        for (String part : new String[] {"Mcalls", "Dspike", "C", "H"}) {
            byte[] before = store.get(ledgerKey("lic-1", part));
            store.put(ledgerKey("lic-1", "Mcalls"), LedgerCodec.meter(MeterUsage.none(Aggregation.SUM)));
            store.put(ledgerKey("lic-1", part), new byte[] {1});
            refuses(() -> new LedgerCache(store, Long.MAX_VALUE).get("lic-1"), LedgerCache.STORE, "key lic-1 " + part);
            store.put(ledgerKey("lic-1", part), before);
        }
    }

    private static LicenseLedger withAPast() {
        long hourMs = 3_600_000;
        return LicenseLedger.unknown("lic-1")
                .withMeters(Keyed.<MeterUsage>empty()
                        .with(
                                "calls",
                                MeterUsage.none(Aggregation.SUM)
                                        .add(hourMs, Contributions.sum(BigDecimal.ONE), UsageCalendar.UTC, hourMs)
                                        .add(
                                                2 * hourMs,
                                                Contributions.sum(BigDecimal.ONE),
                                                UsageCalendar.UTC,
                                                2 * hourMs)))
                .withDetectors(Keyed.<DetectorState>empty()
                        .with("spike", new DetectorState(0, List.of(), List.of(BigDecimal.ONE), null, 0)));
    }

    @Test
    void aLedgerWithoutItsHeadIsDamagedAndNotUnknown() {
        store.put(ledgerKey("lic-1", "C"), Counters.encode(LicenseLedger.unknown("lic-1"), 4, 0));
        refuses(
                () -> new LedgerCache(store, Long.MAX_VALUE).get("lic-1"),
                LedgerCache.STORE,
                "lacks the head of license lic-1");
        refuses(
                () -> new LedgerCache(store, Long.MAX_VALUE).readTimers(new NoTimers()),
                "lacks the head of license lic-1");
        store.delete(ledgerKey("lic-1", "C"));
        store.put(ledgerKey("lic-1", "H"), LedgerCodec.head(LicenseLedger.unknown("lic-1")));
        refuses(
                () -> new LedgerCache(store, Long.MAX_VALUE).readTimers(new NoTimers()),
                "lacks the counters of license lic-1");
        store.delete(ledgerKey("lic-1", "H"));
        store.put(ledgerKey("lic-1", "Mcalls"), LedgerCodec.meter(MeterUsage.none(Aggregation.SUM)));
        refuses(
                () -> new LedgerCache(store, Long.MAX_VALUE).readTimers(new NoTimers()),
                "lacks the head of license lic-1");
    }

    @Test
    void whatTwoLicensesLackDoesNotMakeUpForEachOther() {
        store.put(ledgerKey("lic-1", "H"), LedgerCodec.head(LicenseLedger.unknown("lic-1")));
        store.put(ledgerKey("lic-2", "C"), Counters.encode(LicenseLedger.unknown("lic-2"), 4, 0));
        refuses(
                () -> new LedgerCache(store, Long.MAX_VALUE).readTimers(new NoTimers()),
                "lacks the ",
                "of license lic-");
    }

    @Test
    void theTaskAddsItsPartitionItsChangelogAndWhatToDo() {
        store.put(chunkKey(20_500, 0), new byte[] {3, 0});
        var refused = assertThrows(StoredValueException.class, () -> EventIds.load(store, 36, 20_500));
        String said = String.valueOf(
                refused.ofTask("tallyport-pipeline", new TaskId(0, 2)).getMessage());
        assertAll(
                () -> assertTrue(said.startsWith("partition 2: store event-ids-by-day"), said),
                () -> assertTrue(said.contains("folder 0_2"), said),
                () -> assertTrue(said.contains("tallyport-pipeline-event-ids-by-day-changelog"), said));
    }

    private static final class NoTimers implements LedgerTimers.Reader {
        @Override
        public void take(String license, Counters.Timer timer) {}

        @Override
        public void take(LicenseLedger ledger) {}

        @Override
        public boolean knows(String license) {
            return false;
        }
    }

    private static void refuses(org.junit.jupiter.api.function.Executable read, String... words) {
        String said =
                String.valueOf(assertThrows(StoredValueException.class, read).getMessage());
        for (String word : words) {
            assertTrue(said.contains(word), said + " should say " + word);
        }
    }

    private static Bytes chunkKey(int day, long number) {
        return Bytes.wrap(ByteBuffer.allocate(12).putInt(day).putLong(number).array());
    }

    private static Bytes ledgerKey(String license, String part) {
        return Bytes.wrap((license + '\0' + part).getBytes(StandardCharsets.UTF_8));
    }
}
