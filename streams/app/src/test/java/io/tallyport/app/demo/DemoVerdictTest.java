package io.tallyport.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A demo that cannot fail proves nothing: each fault of a pipeline is found. */
class DemoVerdictTest {

    private final DemoTally tally = new DemoTally();
    private final DemoWitness witness = new DemoWitness();
    private final List<DemoEmission> emissions = new ArrayList<>();
    private final DemoVerification verification =
            new DemoVerification(tally, witness, new DemoHttp(URI.create("http://127.0.0.1:1")));

    @BeforeEach
    void threeRecords() {
        emissions.addAll(new DemoWorld(new DemoSettings(20, 1000, 1), DemoCast.standard())
                .due(5_000).stream()
                        .filter(e -> e.fate() == DemoFate.COUNTED)
                        .limit(3)
                        .toList());
        for (int i = 0; i < 3; i++) {
            tally.durable(emissions.get(i), new DemoPlace(2, 10 + 2L * i));
        }
    }

    @Test
    void oneVerdictPerRecordIsSound() {
        witness.verdict("COUNTED", 2, 10, 1);
        witness.verdict("COUNTED", 2, 12, 1);
        witness.verdict("COUNTED", 2, 14, 1);
        assertEquals(List.of(), verification.verdictFaults(witness.verdicts()));
    }

    @Test
    void aLostRecordIsFound() {
        witness.verdict("COUNTED", 2, 10, 1);
        witness.verdict("COUNTED", 2, 12, 1);
        assertFault("3 records are durable, 2 verdicts were given");
    }

    @Test
    void aSecondVerdictIsFoundEvenWhenTheSumIsRight() {
        witness.verdict("COUNTED", 2, 10, 1);
        witness.verdict("COUNTED", 2, 10, 1);
        witness.verdict("COUNTED", 2, 12, 1);
        assertFault("1 records have more than one verdict");
    }

    @Test
    void aVerdictOnAnotherRecordIsFound() {
        witness.verdict("COUNTED", 2, 10, 3);
        assertFault("not on the records");
    }

    @Test
    void aWrongVerdictIsFound() {
        witness.verdict("COUNTED", 2, 10, 1);
        witness.verdict("COUNTED", 2, 12, 1);
        witness.verdict("DUPLICATE", 2, 14, 1);
        assertFault("verdict COUNTED: 3 expected, 2 seen");
    }

    @Test
    void aRecordThatCouldNotBeWrittenIsFound() {
        witness.verdict("COUNTED", 2, 10, 1);
        witness.verdict("COUNTED", 2, 12, 1);
        witness.verdict("COUNTED", 2, 14, 1);
        tally.failed();
        assertFault("1 records could not be written");
    }

    @Test
    void aTryWithoutAnAnswerMayHaveLeftARecordThatIsADuplicate() {
        tally.unanswered(emissions.get(0));
        witness.verdict("COUNTED", 2, 9, 1);
        witness.verdict("DUPLICATE", 2, 10, 1);
        witness.verdict("COUNTED", 2, 12, 1);
        witness.verdict("COUNTED", 2, 14, 1);
        assertEquals(List.of(), verification.verdictFaults(witness.verdicts()));
        assertEquals(4, tally.emitted(witness.decided()), "what the summary says is the sum of the verdicts");
    }

    @Test
    void aTryWithoutAnAnswerMayHaveLeftNothing() {
        tally.unanswered(emissions.get(0));
        witness.verdict("COUNTED", 2, 10, 1);
        witness.verdict("COUNTED", 2, 12, 1);
        witness.verdict("COUNTED", 2, 14, 1);
        assertEquals(List.of(), verification.verdictFaults(witness.verdicts()));
        assertEquals(3, tally.emitted(witness.decided()));
    }

    @Test
    void aCopyThatIsCountedIsFound() {
        tally.unanswered(emissions.get(0));
        witness.verdict("COUNTED", 2, 9, 2);
        witness.verdict("COUNTED", 2, 12, 1);
        witness.verdict("COUNTED", 2, 14, 1);
        assertFault("verdict COUNTED: 3 expected, 4 seen");
    }

    @Test
    void aRecordThatNoTryExplainsIsFound() {
        tally.unanswered(emissions.get(0));
        witness.verdict("COUNTED", 2, 10, 1);
        witness.verdict("DUPLICATE", 2, 8, 2);
        witness.verdict("COUNTED", 2, 12, 1);
        witness.verdict("COUNTED", 2, 14, 1);
        assertFault("3 records are durable, 5 verdicts were given");
    }

    @Test
    void aLostRecordIsNotMadeUpForByACopy() {
        tally.unanswered(emissions.get(0));
        witness.verdict("COUNTED", 2, 9, 2);
        witness.verdict("COUNTED", 2, 12, 1);
        assertFault("not on the records");
    }

    @Test
    void aTotalThatDiffersIsNamed() {
        var truth = Map.of("L1", Map.of("calls", new BigDecimal("2.50")));
        assertEquals(
                List.of(), DemoTotals.differences("x", truth, Map.of("L1", Map.of("calls", new BigDecimal("2.5")))));
        assertEquals(
                List.of("L1 calls: emitted 2.50, x says 2"),
                DemoTotals.differences("x", truth, Map.of("L1", Map.of("calls", new BigDecimal("2")))));
        assertEquals(
                List.of("L1 calls: emitted 2.50, x says 0", "L2 calls: emitted 0, x says 1"),
                DemoTotals.differences("x", truth, Map.of("L2", Map.of("calls", BigDecimal.ONE))));
    }

    @Test
    void theHighestVersionOfAReadingWinsInAnyOrder() {
        witness.month("L1", 2, "calls", 0, BigDecimal.TEN);
        witness.month("L1", 1, "calls", 0, BigDecimal.ONE);
        witness.month("L1", 3, "calls", 7, BigDecimal.ONE);
        assertEquals(Map.of("L1", Map.of("calls", new BigDecimal("11"))), witness.totals());
    }

    @Test
    void oneIncidentIsOneAlert() {
        witness.breach("L1/a");
        witness.breach("L1/a");
        witness.anomaly("a", "L1", "spike-drop", "many");
        witness.anomaly("a", "L1", "spike-drop", "many");
        witness.anomaly("a", "L2", "spike-drop", "many");
        assertEquals(1, witness.breaches());
        assertEquals(2, witness.anomalies());
        assertEquals(List.of("L2 spike-drop: many", "L1 spike-drop: many"), witness.recentAnomalies());
    }

    @Test
    void percentilesAreNearestRank() {
        var latencies = new DemoLatencies();
        assertEquals(BigDecimal.ZERO, latencies.percentileMs(99));
        for (int ms = 1000; ms >= 1; ms--) {
            latencies.add(ms * 1_000_000L);
        }
        assertEquals(new BigDecimal("500.0"), latencies.percentileMs(50));
        assertEquals(new BigDecimal("990.0"), latencies.percentileMs(99));
        assertEquals(new BigDecimal("1000.0"), latencies.percentileMs(100));
    }

    @Test
    void theSummaryIsSoundOnlyIfEverythingAgrees() {
        assertTrue(summary(true, true, 0, List.of()).isSound());
        assertFalse(summary(false, true, 0, List.of()).isSound());
        assertFalse(summary(true, false, 0, List.of()).isSound());
        assertFalse(summary(true, true, 1, List.of()).isSound());
        assertFalse(summary(true, true, 0, List.of("a fault")).isSound());
        var json = summary(true, true, 0, List.of()).toJson();
        assertEquals(3, json.path("emitted").asInt());
        assertEquals(3, json.path("verdicts").path("counted").asInt());
        assertTrue(json.path("conserved").isBoolean());
        assertEquals("12.5", json.path("crossingToDenialMs").path("p99").asText());
        for (String field : List.of(
                "totalsEqual",
                "licenses",
                "breaches",
                "entitlementChanges",
                "checks",
                "anomalies",
                "crossings",
                "seconds",
                "seed")) {
            assertTrue(json.has(field), field);
        }
    }

    @Test
    void thePictureFitsTheTerminal() {
        var frame = new DemoFrame(
                "emitting",
                10_000,
                40_000,
                "2026-03-09T12:00",
                9_000,
                1_000,
                List.of(8L, 1L, 0L, 0L, 0L),
                3,
                7,
                List.of("trial-001 maps: ALLOW NEAR -> DENY EXHAUSTED (QUOTA_EXHAUSTED)"),
                List.of(1L, 2L, 3L),
                1,
                List.of("abused-001 spike-drop: " + "x".repeat(300)),
                5,
                new BigDecimal("80.1"),
                new BigDecimal("140.0"),
                List.of(new DemoTally.Busy("abused-001", 400)));
        var picture = DemoView.picture(frame, 100);
        assertTrue(picture.stream().allMatch(line -> line.length() <= 100));
        assertTrue(picture.stream().anyMatch(line -> line.contains("trial-001 maps: ALLOW NEAR -> DENY EXHAUSTED")));
        assertFalse(DemoView.line(frame).contains("\n"));
        assertTrue(DemoView.line(frame).contains("8 counted, 1 duplicate"), DemoView.line(frame));
    }

    private void assertFault(String part) {
        var faults = verification.verdictFaults(witness.verdicts());
        assertTrue(faults.stream().anyMatch(fault -> fault.contains(part)), faults.toString());
    }

    private static DemoSummary summary(boolean conserved, boolean equal, int missed, List<String> faults) {
        return new DemoSummary(
                3,
                Map.of("counted", 3L),
                conserved,
                equal,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                missed,
                BigDecimal.ONE,
                new BigDecimal("12.5"),
                BigDecimal.TEN,
                40,
                7,
                faults);
    }
}
