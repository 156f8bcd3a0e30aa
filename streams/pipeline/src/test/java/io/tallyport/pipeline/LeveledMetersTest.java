package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageEventV1;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Levels over time: what they come to whatever comes late, is taken back or does not come at all. */
class LeveledMetersTest {

    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    @Test
    void aLevelGoesOnOverTheEndsOfDaysAndMonthsThoughNothingCome() {
        try (var h = new Harness(folder)) {
            h.catalog(1, LeveledCalls.catalog(List.of()));
            h.issue("lic-1");
            h.usage(LeveledCalls.change("a", "10", Harness.START));
            assertEquals("0", h.reading("lic-1", "storage", "DAY", Instant.parse("2026-01-10T00:00:00Z")));
            Days.passTo(h, Harness.START, Instant.parse("2026-01-11T06:00:00Z"));
            assertEquals("150", h.reading("lic-1", "storage", "DAY", Instant.parse("2026-01-10T00:00:00Z")));
            Days.passTo(h, Instant.parse("2026-01-12T00:00:00Z"), Instant.parse("2026-04-03T00:00:00Z"));
            assertEquals("240", h.reading("lic-1", "storage", "DAY", Instant.parse("2026-02-17T00:00:00Z")));
            assertEquals("6720", h.reading("lic-1", "storage", "MONTH", FEBRUARY));
            var lines = usage(h, "storage");
            // 22 days but 9 hours; 28 days; 31 days.
            assertEquals(
                    List.of("5190", "6720", "7440"),
                    lines.stream().map(StatementLineV1::getQuantity).toList());
            assertEquals(
                    List.of(1L, 0L, 0L),
                    lines.stream().map(StatementLineV1::getEvents).toList());
        }
    }

    @Test
    void aLevelIsCarriedNoFurtherOnceTheCatalogHasNoSuchMeter() {
        try (var h = new Harness(folder)) {
            h.catalog(1, LeveledCalls.catalog(List.of()));
            h.issue("lic-1");
            h.usage(LeveledCalls.change("a", "10", Harness.START));
            Days.passTo(h, Harness.START, FEBRUARY.plus(DAY.multipliedBy(2)));
            h.catalog(2, TestCatalogs.quick(5));
            Days.passTo(h, FEBRUARY.plus(DAY.multipliedBy(3)), MARCH.plus(DAY.multipliedBy(2)));
            assertEquals(
                    List.of("5190"),
                    usage(h, "storage").stream()
                            .map(StatementLineV1::getQuantity)
                            .toList());
            assertEquals("", h.reading("lic-1", "storage", "DAY", FEBRUARY.plus(DAY.multipliedBy(10))));
        }
    }

    /** Ten from 15 September on, brought in on 10 January: months since then, and the days that are kept, from December on. */
    @Test
    void whatABackfillBringsChangesAllMonthsSinceAndTheDaysThatAreKept() {
        try (var h = new Harness(folder)) {
            h.catalog(1, LeveledCalls.catalog(List.of()));
            h.issue("lic-1");
            UsageEventV1 past = LeveledCalls.change("p", "10", Instant.parse("2025-09-15T00:00:00Z"))
                    .setJob("moved-in")
                    .build();
            h.bulk(UsageEventV1.newBuilder(past));
            assertEquals(List.of(), h.reasons());
            Days.passTo(h, Harness.START, Instant.parse("2026-01-12T00:00:00Z"));
            var said = new TreeMap<String, String>();
            LeveledCalls.readings(h).forEach((name, value) -> {
                if (value.getGroup().isEmpty()) {
                    said.put(name.trim(), value.getValue());
                }
            });
            assertEquals("3840", said.get("MONTH 2025-09-01T00:00:00Z"));
            assertEquals("7440", said.get("MONTH 2025-10-01T00:00:00Z"));
            assertEquals("7200", said.get("MONTH 2025-11-01T00:00:00Z"));
            assertEquals("240", said.get("DAY 2026-01-11T00:00:00Z"));
            assertEquals("240", said.get("DAY 2025-12-01T00:00:00Z"));
            assertTrue(!said.containsKey("DAY 2025-11-30T00:00:00Z"), said.toString());
        }
    }

    @Test
    void aLimitIsFoundWhenTheLevelHasComeToItAndTheNextMonthBeginsAnew() {
        var quota = Map.<String, Object>of(
                "meter", "storage", "limit", 1000, "per", "MONTH", "kind", "SOFT", "thresholds", List.of(50, 100));
        try (var h = new Harness(folder)) {
            h.catalog(1, LeveledCalls.catalog(List.of(quota)));
            h.issue("lic-1");
            h.usage(LeveledCalls.change("a", "100", Harness.START));
            h.tick(Harness.START.plus(Duration.ofHours(5)).minusMillis(1));
            h.slice();
            assertEquals(0, h.read(TopicCatalog.QUOTA_ALERTS).size());
            h.tick(Harness.START.plus(Duration.ofHours(5)));
            h.slice();
            assertEquals("NEAR", h.api("lic-1").getLevel());
            h.tick(Harness.START.plus(Duration.ofHours(10)));
            h.slice();
            assertEquals("EXHAUSTED", h.api("lic-1").getLevel());
            h.tick(Harness.START.plus(Duration.ofHours(10)).plusMillis(1));
            h.slice();
            assertEquals("BREACHED", h.api("lic-1").getLevel());
            h.usage(LeveledCalls.change("b", "-99", Harness.START.plus(Duration.ofHours(1))));
            assertEquals("WITHIN", h.api("lic-1").getLevel(), "most of it was gone an hour later");
            Days.passTo(h, Harness.START.plus(DAY), FEBRUARY.plus(DAY));
            h.usage(LeveledCalls.change("c", "999", FEBRUARY.plus(DAY)));
            assertEquals("WITHIN", h.api("lic-1").getLevel());
            h.tick(FEBRUARY.plus(DAY).plus(Duration.ofHours(2)));
            h.slice();
            assertEquals("BREACHED", h.api("lic-1").getLevel());
        }
    }

    @Test
    void aChangeThatComesLateOrIsTakenBackAdjustsEveryClosedMonthSince() {
        try (var h = new Harness(folder)) {
            h.catalog(1, LeveledCalls.catalog(List.of()));
            h.issue("lic-1");
            UsageEventV1 first = LeveledCalls.change("a", "10", Harness.START).build();
            long offset = h.usage(UsageEventV1.newBuilder(first));
            Days.passTo(h, Harness.START, FEBRUARY.plus(DAY).plusSeconds(1));
            h.usage(LeveledCalls.change("late", "1", FEBRUARY.minus(DAY)));
            h.usage(Corrections.voiding(first, offset, "v"));
            Days.passTo(h, FEBRUARY.plus(DAY.multipliedBy(2)), MARCH.plus(DAY).plusSeconds(1));
            // 10 GB for 22 days but 9 hours were stated; one GB for a day and all of February is what there was.
            assertEquals(
                    List.of("5190 USAGE", "672 USAGE", "-5166 ADJUSTMENT"),
                    Days.lines(
                                    h,
                                    line -> line.getMeter().equals("storage")
                                            && line.getGroup().isEmpty())
                            .stream()
                            .map(line -> line.getQuantity() + " " + line.getKind())
                            .toList());
        }
    }

    @Test
    void noMonthAfterTheEndOfALicenseIsAdjustedForALevelThatGoesOn() {
        try (var h = new Harness(folder)) {
            h.catalog(1, LeveledCalls.catalog(List.of()));
            h.issue("lic-1");
            h.usage(LeveledCalls.change("a", "10", Harness.START));
            Days.passTo(h, Harness.START, FEBRUARY.plus(DAY.multipliedBy(20)));
            h.command(LicenseCommandKind.REVOKE, "lic-1");
            Instant april = Instant.parse("2026-04-01T00:00:00Z");
            Days.passTo(h, FEBRUARY.plus(DAY.multipliedBy(21)), april.plus(DAY));
            h.usage(LeveledCalls.change("late-1", "1", MARCH.minus(DAY)));
            h.usage(LeveledCalls.change("late-2", "1", MARCH.minus(DAY)));
            Days.passTo(h, april.plus(DAY.multipliedBy(2)), april.plus(DAY.multipliedBy(35)));
            // April has a statement only to adjust February; that it names the plan's meter is no usage.
            assertEquals(
                    List.of("5190 USAGE", "6720 USAGE", "0 USAGE", "48 ADJUSTMENT"),
                    Days.lines(h, line -> line.getGroup().isEmpty()).stream()
                            .map(line -> line.getQuantity() + " " + line.getKind())
                            .toList());
        }
    }

    /** Its group had come to nothing in a month before, and was carried no further. */
    @Test
    void aLevelThatAVoidBringsBackGoesOnUntilNowInItsGroupToo() {
        try (var h = new Harness(folder)) {
            h.catalog(1, LeveledCalls.catalog(List.of()));
            h.issue("lic-1");
            h.usage(LeveledCalls.change("a", "10", Harness.START));
            UsageEventV1 second = LeveledCalls.change("b", "-10", Harness.START).build();
            long offset = h.usage(UsageEventV1.newBuilder(second));
            Days.passTo(h, Harness.START, FEBRUARY.plus(DAY));
            h.usage(Corrections.voiding(second, offset, "v"));
            var readings = LeveledCalls.readings(h);
            for (String group : List.of("", "region=eu")) {
                var reading = readings.get("MONTH " + FEBRUARY + " " + group);
                assertEquals("240", reading == null ? "" : reading.getValue(), group);
            }
        }
    }

    private static List<StatementLineV1> usage(Harness h, String meter) {
        return Days.lines(
                h,
                line -> line.getKind().equals("USAGE")
                        && line.getMeter().equals(meter)
                        && line.getGroup().isEmpty());
    }
}
