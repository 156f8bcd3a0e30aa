package io.tallyport.domain.anomaly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.DetectorRule;
import io.tallyport.domain.catalog.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorTest {

    private static final long HOUR = 3_600_000L;
    private static final long START = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();
    private static final DetectorRule RULE = rule(Window.HOUR, 24, 48);

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "7", "100", "1000000", "0.003"})
    void constantSeriesNeverAlerts(String value) {
        assertEquals(List.of(), run(hours(200, i -> new BigDecimal(value))).findings);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noisyDailyRhythmNeverAlerts(long seed) {
        var random = new Random(seed);
        Run run = run(rule(Window.HOUR, 48, 168), hours(24 * 30, i -> rhythm(i, random)));
        assertEquals(List.of(), run.findings, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void spikeIsFoundWithEvidenceThatRecomputes(long seed) {
        var random = new Random(seed);
        Run run = run(hours(100, i -> i == 80 ? BigDecimal.valueOf(900) : BigDecimal.valueOf(95 + random.nextInt(11))));
        assertEquals(
                List.of(AlertStatus.OPENED, AlertStatus.RESOLVED),
                run.findings.stream().map(DetectorFinding::status).toList(),
                "seed " + seed);
        DetectorFinding opened = run.findings.get(0);
        assertEquals(Direction.SPIKE, opened.direction());
        assertEquals(Severity.CRITICAL, opened.severity());
        assertEquals(BigDecimal.valueOf(900), opened.observed());
        assertEquals(START + 80 * HOUR, opened.bucketFromMs());
        assertEquals(START + 81 * HOUR, opened.bucketToMs());
        assertEquals("detector/spike-drop/calls/HOUR", opened.rule());
        assertTrue(opened.detail().startsWith("calls rose to 900 from 2026-01-08T08:00:00Z"), opened.detail());
        for (DetectorFinding finding : run.findings) {
            assertEquals(finding.score(), Detector.score(finding.inputs()));
            assertEquals(opened.alertId(), finding.alertId());
        }
    }

    @Test
    void dropToZeroIsFoundWithoutAnyEvent() {
        var series = hours(60, i -> BigDecimal.valueOf(100));
        Run run = new Run(RULE);
        run.take(series);
        run.closeUntil(START + 64 * HOUR);
        assertEquals(1, run.findings.size());
        DetectorFinding drop = run.findings.get(0);
        assertEquals(Direction.DROP, drop.direction());
        assertEquals(AlertStatus.OPENED, drop.status());
        assertEquals(BigDecimal.ZERO, drop.observed());
        assertEquals(BigDecimal.valueOf(100), drop.expected());
        assertEquals(START + 60 * HOUR, drop.bucketFromMs());
        assertEquals(drop.score(), Detector.score(drop.inputs()));
        assertTrue(drop.score().signum() < 0);
    }

    @Test
    void nothingIsSaidDuringWarmUp() {
        Run run = run(hours(24, i -> BigDecimal.valueOf(i == 20 ? 100_000 : 100)));
        assertEquals(List.of(), run.findings);
        assertEquals(24, run.state.history().size());
    }

    @Test
    void risingTroubleUpdatesOneAlertAndAFlickerOpensNoSecond() {
        Run run = run(hours(
                70,
                i -> BigDecimal.valueOf(
                        switch (i) {
                            case 50 -> 400;
                            case 51 -> 800;
                            case 52 -> 700;
                            case 54 -> 900;
                            default -> 100;
                        })));
        assertEquals(
                List.of(AlertStatus.OPENED, AlertStatus.UPDATED, AlertStatus.RESOLVED),
                run.findings.stream().map(DetectorFinding::status).toList());
        assertEquals(
                1,
                run.findings.stream().map(DetectorFinding::alertId).distinct().count());
    }

    @Test
    void lateValueDoesNotReopenAClosedBucket() {
        Run run = run(hours(30, i -> BigDecimal.TEN));
        run.closeUntil(START + 30 * HOUR + HOUR / 2);
        DetectorState before = run.state;
        assertEquals(before, Detector.observe(before, RULE, START + 29 * HOUR, BigDecimal.valueOf(1_000_000)));
    }

    @Test
    void valueOnItsWayAtTheEndOfABucketStillCounts() {
        DetectorState state = Detector.observe(DetectorState.EMPTY, RULE, START, BigDecimal.ONE);
        state = Detector.observe(state, RULE, START + HOUR + 1, BigDecimal.TEN);
        assertEquals(
                List.of(),
                Detector.closeBuckets(state, RULE, START + HOUR).next().history());
        state = Detector.observe(state, RULE, START + HOUR - 1, BigDecimal.ONE);
        long dueMs = Detector.nextDueMs(state, RULE);
        assertEquals(START + HOUR + HOUR / 60, dueMs);
        state = Detector.closeBuckets(state, RULE, dueMs).next();
        assertEquals(List.of(BigDecimal.valueOf(2)), state.history());
        assertEquals(List.of(new OpenBucket(START + HOUR, BigDecimal.TEN)), state.open());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void splitRunEqualsWholeRun(long seed) {
        var random = new Random(seed);
        var series = hours(
                300,
                i -> random.nextInt(20) == 0
                        ? BigDecimal.valueOf(random.nextInt(2_000))
                        : new BigDecimal(80 + random.nextInt(40) + (random.nextBoolean() ? ".50" : ".0")));
        Run whole = new Run(RULE);
        Run split = new Run(RULE);
        whole.take(series);
        for (Sample sample : series) {
            split.take(List.of(sample));
            // Buckets closed at any moment, in any steps, through stored bytes: nothing changes.
            split.closeUntil(sample.timeMs + random.nextInt(3) * 1_000);
            split.state = DetectorState.decode(split.state.encode());
        }
        whole.closeUntil(START + 1_000 * HOUR);
        for (int i = 0; i < 700; i += 1 + random.nextInt(40)) {
            split.closeUntil(START + (300 + i) * HOUR);
        }
        split.closeUntil(START + 1_000 * HOUR);
        assertEquals(whole.findings, split.findings, "seed " + seed);
        assertEquals(whole.state, split.state, "seed " + seed);
    }

    @ParameterizedTest
    @EnumSource(Window.class)
    void manySkippedBucketsCostLittleAndSilenceNeedsNoTimer(Window bucket) {
        DetectorRule rule = rule(bucket, 24, 1_000);
        DetectorState state = Detector.observe(DetectorState.EMPTY, rule, 0, BigDecimal.valueOf(500));
        long now = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();
        DetectorOutcome outcome = Detector.closeBuckets(state, rule, now);
        DetectorState next = outcome.next();
        assertEquals(Long.MAX_VALUE, Detector.nextDueMs(next, rule));
        assertEquals(1_000, next.history().size());
        DetectorState woken = Detector.observe(next, rule, now, BigDecimal.valueOf(700));
        long dueMs = Detector.nextDueMs(woken, rule);
        assertTrue(dueMs > now && dueMs < Long.MAX_VALUE);
        DetectorFinding found =
                Detector.closeBuckets(woken, rule, dueMs).findings().get(0);
        assertEquals(Direction.SPIKE, found.direction());
        assertEquals(bucket.fromMs(now), found.bucketFromMs());
    }

    @Test
    void smallBeginningsAfterSilenceAreNoAnomaly() {
        Run run = run(hours(100, i -> BigDecimal.valueOf(i < 60 ? 0 : i % 3)));
        assertEquals(List.of(), run.findings);
    }

    @Test
    void openBucketsAreBounded() {
        DetectorState state = DetectorState.EMPTY;
        for (int i = 0; i < 500; i++) {
            state = Detector.observe(state, RULE, START + i * HOUR, BigDecimal.ONE);
        }
        assertEquals(Detector.MOST_OPEN, state.open().size());
    }

    @Test
    void storedStateIsReadBackAndNewerFormatsAreRefused() {
        Run run = run(hours(60, i -> i == 59 ? BigDecimal.valueOf(5_000) : new BigDecimal("12.345")));
        run.closeUntil(START + 61 * HOUR);
        assertNotNull(run.state.alert());
        byte[] bytes = run.state.encode();
        assertEquals(run.state, DetectorState.decode(bytes));
        assertArrayEquals(bytes, DetectorState.decode(bytes).encode());
        bytes[0] = 2;
        var newer = assertThrows(IllegalArgumentException.class, () -> DetectorState.decode(bytes));
        assertTrue(newer.toString().contains("format 2"), newer.toString());
        bytes[0] = 1;
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(IllegalArgumentException.class, () -> DetectorState.decode(cut));
        }
    }

    @Test
    void formatOneStaysReadable() {
        var state = new DetectorState(
                START,
                List.of(new OpenBucket(START, new BigDecimal("1.5"))),
                List.of(BigDecimal.TEN, new BigDecimal("-0.25")),
                new OpenAlert("a", Direction.DROP, new BigDecimal("7.125")),
                3);
        String golden = "010000019b8b7418000001" + "0000019b8b74180001010f" + "000200010a0201e7" + "0100016100"
                + "03021bd5" + "0003";
        assertEquals(golden, HexFormat.of().formatHex(state.encode()));
        assertEquals(state, DetectorState.decode(HexFormat.of().parseHex(golden)));
    }

    private interface Series {
        BigDecimal at(int hour);
    }

    private record Sample(long timeMs, BigDecimal value) {}

    /** A detector driven as the pipeline drives it: values in order, buckets closed when due. */
    private static final class Run {
        private final DetectorRule rule;
        private final List<DetectorFinding> findings = new ArrayList<>();
        private DetectorState state = DetectorState.EMPTY;

        Run(DetectorRule rule) {
            this.rule = rule;
        }

        void take(List<Sample> samples) {
            for (Sample sample : samples) {
                closeUntil(sample.timeMs);
                state = Detector.observe(state, rule, sample.timeMs, sample.value);
            }
        }

        void closeUntil(long nowMs) {
            DetectorOutcome outcome = Detector.closeBuckets(state, rule, nowMs);
            state = outcome.next();
            findings.addAll(outcome.findings());
        }
    }

    private static Run run(List<Sample> samples) {
        return run(RULE, samples);
    }

    private static Run run(DetectorRule rule, List<Sample> samples) {
        Run run = new Run(rule);
        run.take(samples);
        run.closeUntil(samples.get(samples.size() - 1).timeMs + HOUR / 2 + HOUR / 60);
        return run;
    }

    /** One value in the middle of each hour; zeros are hours without any event. */
    private static List<Sample> hours(int count, Series series) {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            BigDecimal value = series.at(i);
            if (value.signum() != 0) {
                samples.add(new Sample(START + i * HOUR + HOUR / 2, value));
            }
        }
        return samples.isEmpty() ? List.of(new Sample(START, BigDecimal.ZERO)) : samples;
    }

    private static BigDecimal rhythm(int hour, Random random) {
        int day = Math.abs(12 - hour % 24);
        return BigDecimal.valueOf(50 + 20L * (12 - day) + random.nextInt(40));
    }

    private static DetectorRule rule(Window bucket, int warmUp, int history) {
        return new DetectorRule("calls", bucket, warmUp, history, BigDecimal.valueOf(6));
    }
}
