package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.usage.MeterRecount;
import io.tallyport.pipeline.state.WaitingMeter.Cell;
import io.tallyport.pipeline.state.WaitingMeter.Key;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Meters that wait to be recounted as a whole: asked for once, read back as they were, and small. */
class WaitingMetersTest {

    private static final String EVENTS = TopicCatalog.USAGE_EVENTS.name();
    private static final String BULK = TopicCatalog.USAGE_BULK.name();
    private static final long NOW_MS = Instant.parse("2026-01-10T12:00:00Z").toEpochMilli();
    private static final Key KEY = new Key("lic-1", "max");
    private static final Origin CAUSE = new Origin(TopicCatalog.CATALOG_REVISIONS.name(), 0, 4);
    /** What docs/architecture.md says of one, with the texts of its license and what holds it. */
    private static final long BYTES = 600;

    private final KeyValueStore<Bytes, byte[]> store = OpenedStore.inMemory();
    private final WaitingMeters waiting = new WaitingMeters(new TaskFacts(store));

    @Test
    void itIsAskedForOnceItIsKnownWhereTheEventsBeforeItEnd() {
        waiting.replace(begin(KEY, Map.of(EVENTS, 8L)));
        waiting.reach(new Origin(EVENTS, 0, 9));
        assertTrue(waiting.takeReady().isEmpty());
        waiting.reach(new Origin(BULK, 0, 3));
        var ready = waiting.takeReady();
        assertEquals(Map.of(EVENTS, 8L, BULK, 3L), ready.get(0).until(), "what was known stays");
        assertTrue(waiting.takeReady().isEmpty(), "once");
    }

    @Test
    void whereAllIsKnownFromTheStartItIsAskedForAtOnce() {
        waiting.replace(begin(KEY, Map.of(EVENTS, 8L, BULK, 3L)));
        assertEquals(1, waiting.takeReady().size());
    }

    @Test
    void anotherCauseTakesThePlaceOfTheFirst() {
        waiting.replace(begin(KEY, Map.of(EVENTS, 8L, BULK, 3L)));
        waiting.replace(begin(KEY, Map.of()).anew(new Origin(EVENTS, 0, 11), null, 1));
        assertTrue(waiting.takeReady().isEmpty(), "nobody waits for the first any more");
        waiting.reach(new Origin(EVENTS, 0, 12));
        waiting.reach(new Origin(BULK, 0, 4));
        assertEquals(11, waiting.takeReady().get(0).cause().offset());
    }

    @Test
    void whatIsReadBackIsWhatWasThere() {
        var contribution = Contributions.of(Aggregation.MAX, BigDecimal.TEN, NOW_MS);
        MeterUsage none = MeterUsage.none(Aggregation.MAX);
        String hour = GroupUsage.nameOfHour(NOW_MS);
        WaitingMeter one = begin(KEY, Map.of(EVENTS, 8L))
                .withLater(new Cell("max@2'", hour), none, u -> u.addToMinute(NOW_MS, contribution))
                .withLater(new Cell("max@2'", hour), none, u -> u.addToMinute(NOW_MS + 60_000, contribution))
                .withLater(new Cell("max@2", ""), none, u -> u.add(NOW_MS, contribution, UsageCalendar.UTC, NOW_MS))
                .withLater(new Cell("max@2", "a=b"), none, u -> u.add(NOW_MS, contribution, UsageCalendar.UTC, NOW_MS))
                .with(part(2))
                .with(part(1));
        waiting.replace(one);
        waiting.replace(begin(new Key("lic-1", "other"), Map.of()));
        waiting.flush(NOW_MS);
        assertEquals(one, new WaitingMeters(new TaskFacts(store)).find(KEY));
        assertEquals(2, new WaitingMeters(new TaskFacts(store)).size());
        assertTrue(one.isAnswered());
        waiting.replace(one.anew(new Origin(EVENTS, 0, 11), one.standing(), 2));
        waiting.flush(NOW_MS);
        var again = new WaitingMeters(new TaskFacts(store)).find(KEY);
        assertEquals(waiting.find(KEY), again, "what was counted before the new cause is forgotten");
        waiting.finish(KEY);
        waiting.finish(new Key("lic-1", "other"));
        waiting.flush(NOW_MS);
        assertTrue(new WaitingMeters(new TaskFacts(store)).isEmpty());
        assertFalse(store.all().hasNext(), "nothing is left behind");
    }

    @Test
    void readingsSayWhichWindowsWaitAndOnceWhichWereRecounted() {
        waiting.replace(begin(KEY, Map.of()));
        var marks = waiting.marks("lic-1", UsageCalendar.UTC, Recounts.Marks.NONE);
        var month = new WindowStart(Window.MONTH, Window.MONTH.fromMs(NOW_MS));
        var dayBefore = new WindowStart(Window.DAY, Window.DAY.fromMs(NOW_MS) - 86_400_000L);
        assertTrue(marks.isRecounting("max@2", "", month));
        assertTrue(marks.isRecounting("max", "a=b", month));
        assertFalse(marks.isRecounting("max", "", dayBefore), "it ended before");
        assertFalse(marks.isRecounting("maximum", "", month));
        var minute = new WindowStart(Window.MINUTE, NOW_MS);
        String hour = GroupUsage.nameOfHour(NOW_MS);
        assertTrue(marks.isRecounting("max'", hour, minute), "of whatever version");
        assertTrue(marks.isRecounting("max@2'", hour, minute));
        assertFalse(marks.isRecounting("max'", hour, new WindowStart(Window.MINUTE, NOW_MS - 60_000)));
        assertTrue(marks.isSaidAnew("max"));
        waiting.flush(NOW_MS);
        waiting.finish(KEY);
        marks = waiting.marks("lic-1", UsageCalendar.UTC, Recounts.Marks.NONE);
        assertTrue(marks.wasRecounted("max", "", month));
        assertFalse(marks.isRecounting("max", "", month));
        waiting.flush(NOW_MS);
        assertEquals(Recounts.Marks.NONE, waiting.marks("lic-1", UsageCalendar.UTC, Recounts.Marks.NONE));
    }

    @Test
    void itIsGivenUpWhenItsWindowsAreKeptNoMore() {
        waiting.replace(begin(KEY, Map.of()));
        waiting.flush(NOW_MS + 69L * 86_400_000);
        assertEquals(1, waiting.size());
        waiting.flush(NOW_MS + 71L * 86_400_000);
        assertNull(waiting.find(KEY));
    }

    @Test
    void oneTakesAsMuchHeapAsTheDocsSay() {
        int many = 20_000;
        var all = new WaitingMeters(new TaskFacts(OpenedStore.inMemory()));
        var keys = new Key[many];
        for (int i = 0; i < many; i++) {
            keys[i] = new Key("license-" + i, "max");
        }
        long before = LedgerHeapTest.used();
        for (Key key : keys) {
            all.replace(begin(key, Map.of(EVENTS, 8L, BULK, 3L)));
        }
        all.takeReady();
        all.flush(NOW_MS);
        long each = (LedgerHeapTest.used() - before) / many;
        assertEquals(many, all.size());
        assertTrue(each > BYTES * 9 / 10 && each < BYTES * 11 / 10, "bytes: " + each);
    }

    private static WaitingMeter begin(Key key, Map<String, Long> until) {
        return WaitingMeter.begin(key, NOW_MS, 3, CAUSE, new PeriodTally.Count(5, 1, 7L << 60, -9), until);
    }

    private static MeterRecount part(int number) {
        return new MeterRecount("lic-1", "max", CAUSE, number, 2, 4, 7L << 60, -9, 1, List.of("total " + number));
    }
}
