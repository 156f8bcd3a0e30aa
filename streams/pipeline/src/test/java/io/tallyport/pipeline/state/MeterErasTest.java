package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.usage.Backfill;
import io.tallyport.pipeline.mapping.CatalogParser;
import io.tallyport.pipeline.state.TaskState.TaskCatalog;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which meters counted which records. */
class MeterErasTest {

    private static final String EVENTS = TopicCatalog.USAGE_EVENTS.name();
    private static final String BULK = TopicCatalog.USAGE_BULK.name();

    private final KeyValueStore<Bytes, byte[]> store = OpenedStore.inMemory();
    private MeterEras eras = eras();
    private Catalog inForce = Catalog.EMPTY;
    private long nowMs = 1_768_046_400_000L;

    @Test
    void anEraBeginsAtTheNextRecordOfEachTopicAndOnlyWhereMetersDiffer() {
        assertNull(counting(EVENTS, 0));
        adopt(1, "calls", 1);
        reach(EVENTS, 10);
        reach(BULK, 2);
        adopt(2, "calls", 1);
        reach(EVENTS, 11);
        adopt(3, "calls", 2);
        reach(EVENTS, 20);
        assertEquals(1, versionAt(EVENTS, 19));
        assertEquals(2, versionAt(EVENTS, 20));
        assertEquals(1, versionAt(BULK, 99), "no record of it was read since");
        reach(BULK, 100);
        assertEquals(2, versionAt(BULK, 100));
        assertNull(counting(EVENTS, 9), "before the first nobody wrote it down");
        eras = eras();
        assertEquals(1, versionAt(EVENTS, 19), "as it was read back");
        assertEquals(2, versionAt(EVENTS, 21));
    }

    @Test
    void whatWaitedIsOfTheEraOfItsReleaseWhateverTopicsTakeTurns() {
        adopt(1, "calls", 1);
        reach(EVENTS, 0);
        reach(BULK, 0);
        adopt(2, "calls", 2);
        reach(EVENTS, 50);
        reach(BULK, 50);
        eras.released("lic-1", at(EVENTS, 10));
        eras.released("lic-1", at(BULK, 5));
        eras.released("lic-1", at(EVENTS, 12));
        eras.released("lic-1", at(BULK, 7));
        assertEquals(2, new TaskFacts(store).released("lic-1").size(), "one run of each topic");
        assertEquals(2, versionAt(EVENTS, 11));
        assertEquals(1, versionAt(EVENTS, 13));
        assertEquals(2, versionAt(BULK, 6));
        var coverage = RecountCoverage.of(pending("calls", 60, 60), eras, inForce, Long.MAX_VALUE);
        assertEquals(
                Set.of(
                        List.of(EVENTS, 0L, 10L),
                        List.of(EVENTS, 13L, 50L),
                        List.of(BULK, 0L, 5L),
                        List.of(BULK, 8L, 50L)),
                rangesOf(coverage));
        assertEquals(1, coverage.revision());
        assertEquals(
                Set.of(
                        List.of(EVENTS, 50L, 60L),
                        List.of(EVENTS, 10L, 13L),
                        List.of(BULK, 50L, 60L),
                        List.of(BULK, 5L, 8L)),
                rangesOf(RecountCoverage.of(pending("calls@2", 60, 60), eras, inForce, Long.MAX_VALUE)));
    }

    /** A build that knew no eras adopted a catalog meanwhile. */
    @Test
    void whereAnOlderBuildAdoptedACatalogAnEraBegins() {
        adopt(1, "calls", 1);
        reach(EVENTS, 0);
        reach(BULK, 0);
        var foreign = new TaskCatalog(2, document("calls", 2));
        inForce = CatalogParser.parse(foreign);
        eras = eras();
        eras.resume(foreign, inForce, nowMs);
        reach(EVENTS, 30);
        assertEquals(1, versionAt(EVENTS, 29));
        assertEquals(2, versionAt(EVENTS, 30));
        eras.resume(foreign, inForce, nowMs);
        reach(EVENTS, 31);
        assertEquals(2, new TaskFacts(store).eras().size(), "once");
    }

    @Test
    void theCatalogOfAnEraIsDroppedOnceNothingThatItCountedIsInAWindow() {
        adopt(1, "calls", 1);
        reach(EVENTS, 0);
        reach(BULK, 0);
        adopt(2, "calls", 2);
        reach(EVENTS, 10);
        reach(BULK, 10);
        nowMs += Backfill.MONTHS_KEPT.minusDays(1).toMillis();
        adopt(3, "calls", 3);
        assertEquals(1, versionAt(EVENTS, 5));
        nowMs += 2L * 86_400_000;
        adopt(4, "calls", 4);
        reach(EVENTS, 20);
        reach(BULK, 20);
        assertNull(counting(EVENTS, 5));
        assertNull(new TaskFacts(store).eraDocument(0));
        assertEquals(2, versionAt(EVENTS, 15), "its successor began two days ago");
        assertEquals(
                List.of(),
                RecountCoverage.of(pending("calls", 30, 30), eras, inForce, Long.MAX_VALUE)
                        .ranges());
    }

    private void adopt(long revision, String meter, int version) {
        var next = new TaskCatalog(revision, document(meter, version));
        Catalog before = inForce;
        inForce = CatalogParser.parse(next);
        eras.adopted(next, before, inForce, nowMs);
    }

    private void reach(String topic, long offset) {
        eras.reach(at(topic, offset));
    }

    private int versionAt(String topic, long offset) {
        Catalog catalog = counting(topic, offset);
        assertNotNull(catalog);
        return catalog.meters().values().iterator().next().version();
    }

    private @Nullable Catalog counting(String topic, long offset) {
        var counting = eras.counting("lic-1", at(topic, offset), nowMs, inForce, meter -> Long.MAX_VALUE);
        return counting == null ? null : counting.catalog();
    }

    private MeterEras eras() {
        TaskFacts facts = new TaskFacts(store);
        return new MeterEras(facts, new MeterStarts(facts), CatalogParser::parse);
    }

    private static Set<List<Object>> rangesOf(RecountCoverage coverage) {
        return coverage.ranges().stream()
                .map(range -> List.<Object>of(range.topic(), range.first(), range.end()))
                .collect(Collectors.toSet());
    }

    /** What was counted before a window began is not read again, nor its catalog. */
    @Test
    void aRecountCoversTheErasThatCanHaveCountedEventsOfItsWindows() {
        adopt(1, "calls", 1);
        reach(EVENTS, 0);
        reach(BULK, 0);
        long secondMs = nowMs += 100L * 86_400_000;
        adopt(2, "bytes", 1);
        reach(EVENTS, 10);
        reach(BULK, 10);
        var all = RecountCoverage.of(pending("calls", 30, 30), eras, inForce, Long.MAX_VALUE);
        assertEquals(Set.of(List.of(EVENTS, 0L, 10L), List.of(BULK, 0L, 10L)), rangesOf(all));
        assertEquals(all, RecountCoverage.of(of(secondMs + 3_600_000), eras, inForce, Long.MAX_VALUE));
        assertEquals(
                Set.of(),
                rangesOf(RecountCoverage.of(of(secondMs + 3_600_001), eras, inForce, Long.MAX_VALUE)),
                "an event is ahead of its time by an hour at most");
    }

    private static PendingRecount of(long windowFromMs) {
        var pending = pending("calls", 30, 30);
        return new PendingRecount(
                pending.key(),
                pending.cause(),
                Set.of(new WindowStart(Window.MONTH, windowFromMs)),
                pending.later(),
                pending.until(),
                1,
                0);
    }

    private static PendingRecount pending(String series, long events, long bulk) {
        return new PendingRecount(
                new PendingRecount.Key("lic-1", series, ""),
                at(EVENTS, events),
                Set.of(),
                MeterUsage.none(Aggregation.MAX),
                Map.of(EVENTS, events, BULK, bulk),
                1,
                0);
    }

    private static Origin at(String topic, long offset) {
        return new Origin(topic, 0, offset);
    }

    private static String document(String meter, int version) {
        return "{\"format\":1,\"products\":[{\"id\":\"acme\",\"name\":\"Acme\"}],\"meters\":[{\"id\":\"" + meter
                + "\",\"version\":" + version + ",\"eventType\":\"api.call\",\"aggregation\":\"MAX\",\"value\":\"v"
                + version
                + "\"}],\"plans\":[{\"id\":\"starter\",\"product\":\"acme\"}]}";
    }
}
