package io.tallyport.app.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScaledClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void runsItsFactorTimesAsFast() {
        var nanos = new AtomicLong(-5);
        var clock = new ScaledClock(START, 3_600, nanos::get);
        assertEquals(START, clock.instant());
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_500));
        assertEquals(START.plus(Duration.ofMinutes(90)), clock.instant());
    }

    @Test
    void aFactorBelowOneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ScaledClock(START, 0));
    }
}
