package io.tallyport.domain.anomaly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicateFloodTest {

    private static final long HOUR = 3_600_000L;
    private static final long START = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();
    private static final FloodRule RULE = new FloodRule(Window.HOUR, 50, 100);

    private final List<DetectorFinding> findings = new ArrayList<>();
    private FloodState state = FloodState.EMPTY;

    @Test
    void floodIsFoundByTheEventThatReachesTheLimitAndOnce() {
        send(START, 60, false);
        send(START + 1, 59, true);
        assertEquals(List.of(), findings);
        send(START + 2, 1, true);
        send(START + 3, 500, true);
        assertEquals(1, findings.size());
        DetectorFinding opened = findings.get(0);
        assertEquals(AlertStatus.OPENED, opened.status());
        assertEquals(BigDecimal.valueOf(60), opened.observed());
        assertEquals(new BigDecimal("50.000"), opened.score());
        assertEquals(opened.score(), DuplicateFlood.score(opened.inputs()));
        assertEquals("60", opened.inputs().get("repeats"));
        assertEquals("120", opened.inputs().get("events"));
    }

    @Test
    void alertIsResolvedAtTheEndOfTheFirstQuietBucket() {
        send(START, 200, true);
        close(START + HOUR);
        assertEquals(1, findings.size(), "the bucket of the flood itself does not end it");
        close(START + 2 * HOUR);
        assertEquals(
                List.of(AlertStatus.OPENED, AlertStatus.RESOLVED),
                findings.stream().map(DetectorFinding::status).toList());
        assertEquals(findings.get(0).alertId(), findings.get(1).alertId());
        assertEquals(Long.MAX_VALUE, DuplicateFlood.nextDueMs(state, RULE));
    }

    @Test
    void fewRepeatsAreNoFlood() {
        send(START, 99, true);
        send(START + HOUR, 1_000, false);
        send(START + HOUR, 300, true);
        assertEquals(List.of(), findings);
    }

    @Test
    void eachBucketIsCountedAlone() {
        for (int hour = 0; hour < 10; hour++) {
            send(START + hour * HOUR, 99, true);
        }
        assertEquals(List.of(), findings);
        assertEquals(99, state.events());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void closingInMoreStepsChangesNothing(long seed) {
        var random = new Random(seed);
        var other = new DuplicateFloodTest();
        long now = START;
        for (int i = 0; i < 3_000; i++) {
            now += random.nextInt((int) (HOUR / 100));
            boolean repeat = random.nextInt(100) < (i / 500 % 2 == 0 ? 5 : 80);
            for (long at = now - 3; at <= now; at++) {
                other.close(at);
            }
            send(now, 1, repeat);
            other.send(now, 1, repeat);
            other.state = FloodState.decode(other.state.encode());
        }
        close(now + 10 * HOUR);
        other.close(now + HOUR);
        other.close(now + 10 * HOUR);
        assertEquals(findings, other.findings, "seed " + seed);
        assertTrue(findings.size() >= 2, "seed " + seed);
    }

    @Test
    void newerFormatsAreRefused() {
        byte[] bytes = FloodState.EMPTY.encode();
        assertEquals(FloodState.EMPTY, FloodState.decode(bytes));
        bytes[0] = 9;
        var newer = assertThrows(IllegalArgumentException.class, () -> FloodState.decode(bytes));
        assertTrue(newer.toString().contains("format 9"), newer.toString());
    }

    private void send(long nowMs, int events, boolean repeat) {
        for (int i = 0; i < events; i++) {
            take(DuplicateFlood.observe(state, RULE, nowMs, repeat));
        }
    }

    private void close(long nowMs) {
        take(DuplicateFlood.closeBuckets(state, RULE, nowMs));
    }

    private void take(FloodOutcome outcome) {
        state = outcome.next();
        findings.addAll(outcome.findings());
    }
}
