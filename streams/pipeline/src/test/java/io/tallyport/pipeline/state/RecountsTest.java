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
import io.tallyport.pipeline.state.PendingRecount.Key;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What waits to be recounted: asked for once it is known where the events before it end, and read back as it was. */
class RecountsTest {

    private static final String EVENTS = TopicCatalog.USAGE_EVENTS.name();
    private static final String BULK = TopicCatalog.USAGE_BULK.name();
    private static final long NOW_MS = Instant.parse("2026-01-10T12:00:00Z").toEpochMilli();
    private static final WindowStart DAY =
            new WindowStart(Window.DAY, Instant.parse("2026-01-10T00:00:00Z").toEpochMilli());
    private static final WindowStart MONTH =
            new WindowStart(Window.MONTH, Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
    private static final Key KEY = new Key("lic-1", "max", "region=eu");

    private final KeyValueStore<Bytes, byte[]> store = OpenedStore.inMemory();
    private final Recounts recounts = new Recounts(new TaskFacts(store));

    @Test
    void itIsAskedForOnceBothTopicsMovedOnAndNotBefore() {
        recounts.replace(pending(7));
        assertTrue(recounts.takeReady().isEmpty());
        recounts.reach(new Origin(EVENTS, 0, 8));
        recounts.reach(new Origin(EVENTS, 0, 9));
        assertTrue(recounts.takeReady().isEmpty());
        recounts.reach(new Origin(BULK, 0, 3));
        var ready = recounts.takeReady();
        assertEquals(1, ready.size());
        assertEquals(8L, ready.get(0).until().get(EVENTS), "the first that was read after it");
        assertEquals(3L, ready.get(0).until().get(BULK));
        recounts.reach(new Origin(BULK, 0, 4));
        assertTrue(recounts.takeReady().isEmpty(), "once");
    }

    @Test
    void oneThatBeginsAnewIsAskedForInPlaceOfTheFirst() {
        recounts.replace(pending(7));
        recounts.reach(new Origin(EVENTS, 0, 8));
        recounts.reach(new Origin(BULK, 0, 3));
        recounts.replace(pending(9));
        assertTrue(recounts.takeReady().isEmpty(), "nobody waits for the first any more");
        recounts.reach(new Origin(EVENTS, 0, 10));
        recounts.reach(new Origin(BULK, 0, 4));
        assertEquals(9, recounts.takeReady().get(0).cause().offset());
    }

    @Test
    void whatIsReadBackIsWhatWasThereAndGoesOn() {
        var contribution = Contributions.of(Aggregation.MAX, BigDecimal.TEN, NOW_MS);
        recounts.replace(pending(7)
                .withLater(MeterUsage.none(Aggregation.MAX).add(NOW_MS, contribution, UsageCalendar.UTC, NOW_MS)));
        recounts.reach(new Origin(EVENTS, 0, 8));
        recounts.flush(NOW_MS);
        var again = new Recounts(new TaskFacts(store));
        assertEquals(recounts.find(KEY), again.find(KEY));
        again.reach(new Origin(EVENTS, 0, 20));
        again.reach(new Origin(BULK, 0, 5));
        assertEquals(8L, again.takeReady().get(0).until().get(EVENTS), "what was known stays");
        again.flush(NOW_MS);
        assertTrue(new Recounts(new TaskFacts(store)).takeReady().isEmpty(), "it was asked for in that commit");
    }

    /** Of minutes an hour waits by itself, and what is counted since is read back with it. */
    @Test
    void anHourOfMinutesIsReadBackAsItWas() {
        var minute = new WindowStart(Window.MINUTE, NOW_MS + 60_000);
        var key = new Key("lic-1", "max" + GroupUsage.MINUTES, GroupUsage.nameOfHour(NOW_MS));
        var contribution = Contributions.of(Aggregation.LATEST, BigDecimal.TEN, NOW_MS);
        MeterUsage later = MeterUsage.none(Aggregation.LATEST)
                .addToMinute(NOW_MS + 120_000, contribution)
                .addToMinute(NOW_MS + 60_000, contribution);
        recounts.replace(PendingRecount.begin(key, new Origin(EVENTS, 0, 7), Set.of(minute), later, 1, NOW_MS));
        recounts.flush(NOW_MS);
        var again = new Recounts(new TaskFacts(store));
        assertEquals(recounts.find(key), again.find(key));
        assertTrue(again.marks("lic-1").isRecounting(key.series(), "2026-01-10T12:00:00Z", minute));
        assertFalse(again.marks("lic-1").isRecounting("max", "", minute));
    }

    @Test
    void readingsSayWhatWaitsAndWhatWasRecountedUntilTheCommit() {
        recounts.replace(pending(7));
        assertTrue(recounts.marks("lic-1").isRecounting("max", "region=eu", DAY));
        assertFalse(recounts.marks("lic-1").isRecounting("max", "", DAY));
        recounts.flush(NOW_MS);
        recounts.replace(pending(7).without(Set.of(DAY)));
        assertFalse(recounts.marks("lic-1").isRecounting("max", "region=eu", DAY));
        assertTrue(recounts.marks("lic-1").wasRecounted("max", "region=eu", DAY));
        assertTrue(recounts.marks("lic-1").isRecounting("max", "region=eu", MONTH));
        recounts.replace(pending(7).without(Set.of(DAY, MONTH)));
        assertNull(recounts.find(KEY));
        assertTrue(recounts.isEmpty());
        recounts.flush(NOW_MS);
        assertFalse(recounts.marks("lic-1").wasRecounted("max", "region=eu", MONTH));
        assertTrue(new Recounts(new TaskFacts(store)).isEmpty());
    }

    @Test
    void whatNobodyAnswersForLongIsGivenUp() {
        recounts.replace(pending(7));
        recounts.flush(NOW_MS);
        recounts.flush(NOW_MS + 69L * 86_400_000);
        assertEquals(1, recounts.size(), "it has not waited for so long");
        recounts.flush(NOW_MS + 82L * 86_400_000);
        assertTrue(recounts.isEmpty());
        assertTrue(new Recounts(new TaskFacts(store)).isEmpty());
    }

    private static PendingRecount pending(long cause) {
        return PendingRecount.begin(
                KEY, new Origin(EVENTS, 0, cause), Set.of(DAY, MONTH), MeterUsage.none(Aggregation.MAX), 1, NOW_MS);
    }
}
