package io.tallyport.pipeline;

import static io.tallyport.pipeline.StatementSteps.LICENSE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.StatementLineV1;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage around the instant at which another plan begins to hold, as it was scheduled. */
class ScheduledPlanTest {

    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant MIDDLE = Instant.parse("2026-01-20T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aPeriodBeginsUnderItsOwnPlanWhateverIsOnItsWay() {
        try (var h = StatementSteps.started(folder, plans(5, 7, 9))) {
            change(h, "s", "pro", "period-end");
            Days.passTo(h, Harness.START, FEBRUARY.minusSeconds(1));
            // Ahead of the clock by a second, behind it by two, and once the plan has changed.
            h.usage(Harness.call(LICENSE, "ahead", FEBRUARY));
            h.usage(Harness.call(LICENSE, "late", FEBRUARY.minusSeconds(3)));
            h.tick(FEBRUARY.plusMillis(200));
            h.usage(Harness.call(LICENSE, "later", FEBRUARY.minusSeconds(2)));
            h.usage(Harness.call(LICENSE, "in time", FEBRUARY.plusMillis(100)));
            Days.passTo(h, FEBRUARY.plusSeconds(1), Instant.parse("2026-03-03T00:00:00Z"));
            assertEquals(List.of("starter calls 2 of 5", "pro calls 2 of 7"), lines(h));
            var changed = StatementSteps.events(h, "PLAN_CHANGED").get(0);
            assertEquals(FEBRUARY.toEpochMilli(), changed.getAtMs());
            assertEquals("", changed.getNextPlan());
            var scheduled = StatementSteps.events(h, "PLAN_CHANGE_SCHEDULED").get(0);
            assertEquals("pro", scheduled.getNextPlan());
            assertEquals(FEBRUARY.toEpochMilli(), (long) scheduled.getNextPlanAtMs());
            assertEquals(Map.of("at", "period-end", "plan", "pro"), scheduled.getAttributes());
        }
    }

    @Test
    void withinAPeriodBothPartsAreStatedAndTheAllowanceIsThatOfThePeriod() {
        try (var h = StatementSteps.started(folder, plans(5, 7, 9))) {
            h.usage(Harness.call(LICENSE, "before", Harness.START));
            change(h, "s", "pro", MIDDLE.toString());
            h.usage(Harness.call(LICENSE, "between", Harness.START.plusSeconds(1)));
            Days.passTo(h, Harness.START, MIDDLE.plusSeconds(1));
            h.usage(Harness.call(LICENSE, "at", MIDDLE));
            h.usage(Harness.call(LICENSE, "late", MIDDLE.minusMillis(1)));
            Days.passTo(h, MIDDLE.plusSeconds(2), Instant.parse("2026-02-03T00:00:00Z"));
            assertEquals(List.of("starter calls 3 of 5", "pro calls 1 of 4"), lines(h));
        }
    }

    @Test
    void whatIsCancelledOrReplacedLeavesABoundaryUnderThePlanThatHolds() {
        try (var h = StatementSteps.started(folder, plans(5, 7, 9))) {
            change(h, "a", "pro", MIDDLE.toString());
            h.usage(Harness.call(LICENSE, "one", Harness.START));
            change(h, "b", "max", MIDDLE.plus(Duration.ofDays(1)).toString());
            h.usage(Harness.call(LICENSE, "two", Harness.START));
            StatementSteps.command(h, LicenseCommandKind.CANCEL_CHANGE, "c", Map.of());
            Days.passTo(h, Harness.START, MIDDLE.plusSeconds(1));
            h.usage(Harness.call(LICENSE, "three", MIDDLE));
            Days.passTo(h, MIDDLE.plus(Duration.ofDays(2)), Instant.parse("2026-02-03T00:00:00Z"));
            assertEquals(List.of("starter calls 2 of 5", "starter calls 1 of 3", "starter calls 0 of 2"), lines(h));
        }
    }

    /** What is counted between a schedule that is taken back and the next change is in the part that ends with that. */
    @Test
    void aChangeBehindOneThatWasTakenBackEndsThePartBeforeIt() {
        try (var h = StatementSteps.started(folder, plans(5, 7, 9))) {
            h.usage(Harness.call(LICENSE, "one", Harness.START));
            change(h, "a", "pro", MIDDLE.toString());
            StatementSteps.command(h, LicenseCommandKind.CANCEL_CHANGE, "c", Map.of());
            h.usage(Harness.call(LICENSE, "two", Harness.START));
            change(h, "b", "max", "");
            h.usage(Harness.call(LICENSE, "three", Harness.START.plusSeconds(1)));
            Days.passTo(h, Harness.START, MIDDLE.plusSeconds(1));
            h.usage(Harness.call(LICENSE, "four", MIDDLE));
            Days.passTo(h, MIDDLE.plus(Duration.ofDays(2)), Instant.parse("2026-02-03T00:00:00Z"));
            assertEquals(List.of("starter calls 2 of 5", "max calls 1 of 7", "max calls 1 of 6"), lines(h));
        }
    }

    @Test
    void onceItsUsageIsCountedItIsNotTakenBack() {
        try (var h = StatementSteps.started(folder, plans(5, 7, 9))) {
            Instant soon = Harness.START.plusSeconds(600);
            change(h, "s", "pro", soon.toString());
            h.usage(Harness.call(LICENSE, "ahead", soon.plusSeconds(5)));
            StatementSteps.command(h, LicenseCommandKind.CANCEL_CHANGE, "c", Map.of());
            assertEquals("CHANGE_UNDER_WAY", StatementSteps.refusal(h));
            change(h, "t", "max", "");
            assertEquals("CHANGE_UNDER_WAY", StatementSteps.refusal(h));
            Days.passTo(h, soon, Instant.parse("2026-02-03T00:00:00Z"));
            assertEquals(List.of("starter calls 0 of 5", "pro calls 1 of 7"), lines(h));
        }
    }

    @Test
    void aChangeAtOnceAndOneOfTheCatalogComeBeforeIt() {
        try (var h = StatementSteps.started(folder, plans(5, 7, 9))) {
            change(h, "s", "pro", MIDDLE.toString());
            h.usage(Harness.call(LICENSE, "starter", Harness.START));
            change(h, "t", "max", "");
            h.usage(Harness.call(LICENSE, "max", Harness.START.plusSeconds(1)));
            h.tick(Harness.START.plusSeconds(2));
            h.catalog(2, plans(5, 8, 20));
            h.usage(Harness.call(LICENSE, "more", Harness.START.plusSeconds(3)));
            Days.passTo(h, Harness.START.plusSeconds(4), MIDDLE);
            h.usage(Harness.call(LICENSE, "pro", MIDDLE));
            Days.passTo(h, MIDDLE.plusSeconds(1), Instant.parse("2026-02-03T00:00:00Z"));
            assertEquals(
                    List.of("starter calls 1 of 5", "max calls 1 of 8", "max calls 1 of 18", "pro calls 1 of 5"),
                    lines(h));
        }
    }

    @Test
    void seatsAreThoseOfItsInstant() {
        try (var h = new Harness(folder)) {
            var seats = new SeatCalls(h);
            h.catalog(1, SeatCalls.catalog(List.of()));
            h.issue("lic-1");
            seats.assign("kim");
            seats.assign("lee");
            change(h, "s", "pro", MIDDLE.toString());
            seats.release("lee");
            Days.passTo(h, Harness.START, MIDDLE.plusMillis(200));
            seats.assign("max");
            seats.assign("nia");
            Days.passTo(h, MIDDLE.plusSeconds(1), Instant.parse("2026-02-03T00:00:00Z"));
            assertEquals(
                    List.of("starter 2", "pro 3"),
                    Days.lines(
                                    h,
                                    line -> line.getMeter().equals(SeatCalls.ASSIGNED)
                                            && line.getFromMs() < FEBRUARY.toEpochMilli())
                            .stream()
                            .map(line -> line.getPlan() + " " + line.getQuantity())
                            .toList());
        }
    }

    /** Whatever the order in which usage comes, a part has what has its time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void eachEventIsOfThePartOfItsTime(long seed) {
        var random = new Random(seed);
        try (var h = StatementSteps.started(folder, plans(0, 0, 0))) {
            change(h, "s", "pro", MIDDLE.toString());
            var expected = new HashMap<String, Integer>();
            Instant now = Harness.START;
            for (int i = 0; now.isBefore(FEBRUARY.minus(Duration.ofDays(1))); i++) {
                long agoMs = random.nextLong(Duration.between(Instant.parse("2026-01-02T00:00:00Z"), now)
                        .toMillis());
                Instant at = random.nextInt(3) == 0
                        ? now.plusSeconds(random.nextInt(3_000))
                        : now.minusMillis(random.nextBoolean() ? agoMs : agoMs % 3_600_000);
                h.usage(Harness.call(LICENSE, "e" + i, at));
                expected.merge(at.isBefore(MIDDLE) ? "starter" : "pro", 1, Integer::sum);
                now = now.plusSeconds(random.nextInt(20_000));
                h.tick(now);
            }
            Days.passTo(h, now, Instant.parse("2026-02-03T00:00:00Z"));
            assertEquals(
                    List.of(
                            "starter calls " + expected.get("starter") + " of 0",
                            "pro calls " + expected.get("pro") + " of 0"),
                    lines(h),
                    "seed " + seed);
        }
    }

    private static void change(Harness h, String id, String plan, String at) {
        StatementSteps.command(
                h,
                LicenseCommandKind.CHANGE_PLAN,
                id,
                at.isEmpty() ? Map.of("plan", plan) : Map.of("plan", plan, "at", at));
    }

    private static List<String> lines(Harness h) {
        return Days.lines(h, line -> line.getMeter().equals("calls")).stream()
                .map(ScheduledPlanTest::text)
                .toList();
    }

    private static String text(StatementLineV1 line) {
        return line.getPlan() + " calls " + line.getQuantity() + " of " + line.getIncluded();
    }

    private static Map<String, Object> plans(int starter, int pro, int max) {
        return Map.of(
                "format",
                1,
                "products",
                List.of(Map.of("id", "acme", "sources", List.of("acme/*"))),
                "meters",
                List.of(Map.of("id", "calls", "eventType", "api.call", "aggregation", "COUNT", "unit", "call")),
                "plans",
                List.of(plan("starter", starter), plan("pro", pro), plan("max", max)));
    }

    private static Map<String, Object> plan(String id, int included) {
        return Map.of("id", id, "product", "acme", "included", List.of(Map.of("meter", "calls", "amount", included)));
    }
}
