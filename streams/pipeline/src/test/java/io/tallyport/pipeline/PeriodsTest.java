package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageVerdictV1;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days and months of a license in its zone, from its anchor; and how long they wait for what comes late. */
class PeriodsTest {

    private static final String BERLIN = "Europe/Berlin";

    @TempDir
    Path folder;

    @Test
    void aLimitBeginsAnewAtTheAnchorInTheZoneOfTheLicense() {
        var anchor = Instant.parse("2025-12-15T09:30:00Z");
        var end = Instant.parse("2026-01-15T09:30:00Z");
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.quick(2));
            h.issueIn(BERLIN, anchor, "lic-1");
            h.usage(Harness.call("lic-1", "a", Harness.START));
            h.usage(Harness.call("lic-1", "b", Harness.START));
            assertEquals("DENY", h.api("lic-1").getAccess());
            assertEquals(anchor.toEpochMilli(), h.api("lic-1").getWindowFromMs());
            assertEquals(end.toEpochMilli(), h.api("lic-1").getWindowToMs());
            h.tick(end.minusMillis(1));
            assertEquals("DENY", h.api("lic-1").getAccess());
            h.tick(end);
            assertEquals("ALLOW", h.api("lic-1").getAccess(), "by time alone");
            h.usage(Harness.call("lic-1", "c", end));
            assertEquals("2", h.reading("lic-1", "calls", "MONTH", anchor));
            assertEquals("1", h.reading("lic-1", "calls", "MONTH", end));
            var alert = h.read(TopicCatalog.QUOTA_ALERTS).get(0);
            assertEquals(end.toEpochMilli(), alert.getToMs());
        }
    }

    /** The same events, however shuffled, land in the same windows. */
    @Test
    void theOrderOfArrivalDoesNotMatter() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var events = new ArrayList<UsageEventV1.Builder>();
        for (int i = 0; i < 150; i++) {
            var time = Harness.START.minus(Duration.ofMinutes(random.nextInt(45_000)));
            events.add(Harness.call("lic-1", "e" + i, time));
        }
        Map<String, String> inOrder = readings(events, "in-order");
        Collections.shuffle(events, random);
        assertEquals(inOrder, readings(events, "shuffled"), "seed " + seed);
        assertTrue(inOrder.size() > 50);
    }

    @Test
    void aMonthWaitsForLateEventsAsLongAsTheMeterThatWaitsLongest() {
        var catalog = new HashMap<>(TestCatalogs.quick(1_000));
        catalog.put(
                "meters",
                List.of(
                        Map.of("id", "calls", "eventType", "api.call", "aggregation", "COUNT"),
                        Map.of("id", "other", "eventType", "x", "aggregation", "COUNT", "lateDataGrace", "P3D")));
        // January ends in Berlin an hour before it does in UTC.
        var end = Instant.parse("2026-01-31T23:00:00Z");
        var late = end.minusSeconds(1);
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, catalog);
            h.issueIn(BERLIN, null, "lic-1");
            h.tick(end.minusMillis(1));
            h.usage(Harness.call("lic-1", "open", late));
            h.tick(end);
            h.usage(Harness.call("lic-1", "grace", late));
            h.tick(end.plus(Duration.ofDays(3)).minusMillis(1));
            h.usage(Harness.call("lic-1", "still", late));
            h.tick(end.plus(Duration.ofDays(3)));
            h.usage(Harness.call("lic-1", "closed", late));
            var zones = h.read(TopicCatalog.USAGE_VERDICTS).stream()
                    .map(UsageVerdictV1::getZone)
                    .map(Enum::name)
                    .toList();
            assertEquals(List.of("OPEN", "GRACE", "GRACE", "CLOSED"), zones);
        }
    }

    @Test
    void aZoneOrAnchorThatIsNoneIsRefusedByName() {
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.quick(2));
            h.issueIn("Mars/Base", null, "lic-1");
            h.issueIn(BERLIN, Instant.parse("2300-01-01T00:00:00Z"), "lic-1");
            h.issueIn(BERLIN, Instant.parse("2026-01-31T01:30:00Z"), "lic-1");
            var events = h.read(TopicCatalog.LICENSE_EVENTS);
            assertEquals(
                    List.of("TIME_ZONE_UNKNOWN timeZone", "ANCHOR_OUT_OF_RANGE anchorMs", " "),
                    events.stream()
                            .map(e -> e.getRefusal() + " " + e.getField())
                            .toList());
            LicenseEventV1 issued = events.get(2);
            assertEquals(BERLIN, issued.getTimeZone());
            assertEquals(
                    Instant.parse("2026-01-31T01:30:00Z").toEpochMilli(),
                    issued.getAnchorMs().longValue());
        }
    }

    private Map<String, String> readings(List<UsageEventV1.Builder> events, String name) {
        var values = new HashMap<String, String>();
        try (var h = new Harness(folder.resolve(name), StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.quick(1_000));
            h.issueIn(BERLIN, Instant.parse("2025-10-31T01:30:00Z"), "lic-1");
            events.forEach(h::usage);
            var ends = new HashMap<String, TreeSet<Long>>();
            h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
                for (MeterReadingV1 value : reading.getValues()) {
                    values.put(
                            value.getWindow() + " " + Instant.ofEpochMilli(value.getFromMs()) + " to "
                                    + Instant.ofEpochMilli(value.getToMs()),
                            value.getValue());
                    ends.computeIfAbsent(value.getWindow() + value.getFromMs(), w -> new TreeSet<>())
                            .add(value.getToMs());
                }
            });
            ends.forEach((window, all) -> assertEquals(1, all.size(), window));
        }
        return values;
    }
}
