package io.tallyport.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated world: repeatable, rich enough, and right about the verdicts it promises. */
class DemoWorldTest {

    private static final DemoCast CAST = DemoCast.standard();

    private static List<DemoEmission> plan(DemoSettings settings, long stepMs) {
        var world = new DemoWorld(settings, CAST);
        var all = new ArrayList<DemoEmission>();
        for (long at = 0; !world.isOver(); at += stepMs) {
            all.addAll(world.due(at));
        }
        return all;
    }

    @Test
    void theSamePlanWhateverThePace() {
        long seed = new Random().nextLong();
        var settings = new DemoSettings(20, 1000, seed);
        assertEquals(shown(plan(settings, 7)), shown(plan(settings, 60_000)), "seed " + seed);
    }

    private static List<String> shown(List<DemoEmission> emissions) {
        return emissions.stream()
                .map(e -> e.number() + " " + e.atMs() + " " + e.license() + " " + e.id() + " " + e.fate() + " "
                        + new java.util.TreeMap<>(e.payload().data()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 120})
    void everyVerdictOccursAndEveryPromiseIsWhatAPerfectMeterSays(int seconds) {
        long seed = new Random().nextLong();
        var witness = new DemoWitness();
        var tally = new DemoTally();
        var meter = new PerfectMeter(CAST, witness);
        for (DemoEmission e : plan(new DemoSettings(seconds, 1000, seed), 10)) {
            tally.durable(e, meter.take(e));
        }
        for (DemoFate fate : DemoFate.values()) {
            assertTrue(tally.expected(fate) > 10, fate + " occurs, seed " + seed);
            assertEquals(tally.expected(fate), witness.count(fate), fate + ", seed " + seed);
        }
        assertTrue(tally.covers(witness.decided()), "seed " + seed);
        assertEquals(List.of(), DemoTotals.differences("the meter", tally.totals(), witness.totals()), "seed " + seed);
        for (DemoLicense trial : CAST.trials()) {
            assertEquals(
                    BigDecimal.valueOf(DemoWorld.TRIAL_LIMIT + 2),
                    meter.total(trial.id(), "atlas-calls"),
                    trial.id() + " goes beyond its limit, seed " + seed);
        }
    }

    @Test
    void whateverAnUnansweredTryLeftOnTheTopicTheBooksAgree() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var witness = new DemoWitness();
        var tally = new DemoTally();
        var meter = new PerfectMeter(CAST, witness);
        var sentAgain = new ArrayList<DemoEmission>();
        for (DemoEmission e : plan(new DemoSettings(20, 1000, seed), 10)) {
            if (sentAgain.size() > 50 || e.after() != null && sentAgain.contains(e.after())) {
                sentAgain.forEach(again -> tally.durable(again, meter.take(again)));
                sentAgain.clear();
            }
            if (e.way() != DemoEmission.Way.HTTP || random.nextInt(5) > 0) {
                tally.durable(e, meter.take(e));
                continue;
            }
            for (int tries = random.nextInt(3); tries >= 0; tries--) {
                tally.unanswered(e);
                if (random.nextBoolean()) {
                    meter.take(e);
                }
            }
            sentAgain.add(e);
        }
        sentAgain.forEach(again -> tally.durable(again, meter.take(again)));
        var verification = new DemoVerification(tally, witness, new DemoHttp(URI.create("http://127.0.0.1:1")));
        assertEquals(List.of(), verification.verdictFaults(witness.verdicts()), "seed " + seed);
        assertTrue(witness.total() > tally.emitted(), "copies were left, seed " + seed);
        assertEquals(witness.total(), tally.emitted(witness.decided()), "seed " + seed);
        assertEquals(List.of(), DemoTotals.differences("the meter", tally.totals(), witness.totals()), "seed " + seed);
    }

    @Test
    void atLeastTwoHundredLicensesCrossEvenInAShortRun() {
        var crossings = plan(new DemoSettings(20, 1000, 1), 10).stream()
                .filter(DemoEmission::crossing)
                .collect(Collectors.toMap(DemoEmission::license, e -> e));
        assertTrue(crossings.size() >= 200, "only " + crossings.size());
        assertTrue(crossings.values().stream().anyMatch(e -> e.way() == DemoEmission.Way.HTTP));
        assertTrue(crossings.values().stream().anyMatch(e -> e.way() == DemoEmission.Way.LIBRARY));
    }

    @Test
    void whatMustComeAfterIsDueAfter() {
        for (DemoEmission e : plan(new DemoSettings(20, 1000, 2), 10)) {
            DemoEmission after = e.after();
            if (after != null) {
                assertTrue(after.number() < e.number() && after.atMs() <= e.atMs(), e.toString());
                assertEquals(after.license(), e.license());
                assertEquals(after.way(), e.way());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 1000, 3000})
    void theRateIsRoughlyWhatWasAskedFor(int rate) {
        var plan = plan(new DemoSettings(40, rate, 3), 10);
        long perSecond = plan.size() / 40;
        assertTrue(perSecond > rate * 6L / 10 && perSecond < rate * 16L / 10, "per second: " + perSecond);
    }

    @Test
    void theRunStaysWithinOneMonth() {
        for (int seconds : List.of(5, 40, 600, 24 * 3600)) {
            var settings = new DemoSettings(seconds, 1000, 4);
            var end = DemoSettings.START.plusSeconds(settings.clockFactor() * (seconds + 60L));
            assertEquals("2026-03", end.toString().substring(0, 7), seconds + " s end " + end);
        }
    }

    @Test
    void allWaysAreUsedAndOneLicenseIsAbused() {
        var plan = plan(new DemoSettings(40, 1000, 5), 10);
        assertEquals(
                EnumSet.allOf(DemoEmission.Way.class),
                plan.stream()
                        .map(DemoEmission::way)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(DemoEmission.Way.class))));
        Map<Long, Long> abusePerSecond = plan.stream()
                .filter(e -> e.license().equals(CAST.abused().id()) && e.fate() == DemoFate.COUNTED)
                .collect(Collectors.groupingBy(e -> e.atMs() / 1000, Collectors.counting()));
        long calm = abusePerSecond.getOrDefault(10L, 0L);
        assertTrue(abusePerSecond.getOrDefault(26L, 0L) > 8 * calm, abusePerSecond.toString());
    }

    @Test
    void idsAreUniqueButForTheSecondAttempts() {
        var ids = new HashSet<String>();
        for (DemoEmission e : plan(new DemoSettings(20, 1000, 6), 10)) {
            boolean fresh = ids.add(e.license() + "|" + e.source() + "|" + e.id());
            assertEquals(e.fate() != DemoFate.DUPLICATE && e.fate() != DemoFate.CONFLICT, fresh, e.toString());
        }
    }
}
