package io.tallyport.app.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestClockTest {

    private static final Instant START = Instant.parse("2026-01-15T10:00:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "2026-01-15T10:00:00Z, P1M, 2026-02-15T10:00:00Z",
        "2026-01-31T23:59:59.999Z, P1M, 2026-02-28T23:59:59.999Z",
        "2028-01-31T00:00:00Z, P1M, 2028-02-29T00:00:00Z",
        "2026-12-01T00:00:00Z, P1Y, 2027-12-01T00:00:00Z",
        "2026-03-28T12:00:00Z, P1D, 2026-03-29T12:00:00Z",
        "2026-03-28T12:00:00Z, PT36H, 2026-03-30T00:00:00Z",
        "2026-03-28T12:00:00Z, PT0S, 2026-03-28T12:00:00Z"
    })
    void advanceFollowsTheCalendarOfUtc(Instant start, String amount, Instant expected) throws Exception {
        var clock = TestClock.open(file(), start);
        assertEquals(expected, clock.advance(TestClock.amountOf(amount)));
        assertEquals(expected, clock.instant());
    }

    @Test
    void positionSurvivesARestart() throws Exception {
        var moved = TestClock.open(file(), START).advance(Period.ofMonths(1));
        assertTrue(TestClock.isKept(file()));
        assertEquals(moved, TestClock.open(file(), START).instant());
        assertEquals(moved, TestClock.resume(file()).instant());
    }

    @Test
    void aLaterStartMovesAKeptClockForward() throws Exception {
        TestClock.open(file(), START);
        var later = START.plus(Duration.ofDays(40));
        assertEquals(later, TestClock.open(file(), later).instant());
        assertEquals(later, TestClock.resume(file()).instant());
    }

    @Test
    void neverGoesBack() throws Exception {
        var clock = TestClock.open(file(), START);
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Period.parse("P1M-40D")));
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Period.ofYears(9000)));
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Period.ofYears(Integer.MAX_VALUE)));
        assertEquals(START, clock.instant());
        assertEquals(START, TestClock.resume(file()).instant());
    }

    @Test
    void listenersSeeTheNewTime() throws Exception {
        var clock = TestClock.open(file(), START);
        List<Instant> seen = new ArrayList<>();
        clock.onJump(() -> seen.add(clock.instant()));
        clock.advance(Duration.ofHours(1));
        assertEquals(List.of(START.plus(Duration.ofHours(1))), seen);
    }

    @Test
    void aCorruptFileIsNamed() throws Exception {
        Files.writeString(file(), "yesterday");
        var refused = assertThrows(StartRefusedException.class, () -> TestClock.resume(file()));
        assertTrue(String.valueOf(refused.getMessage()).contains(file().toString()));
    }

    @Test
    void anAmountThatIsNoneIsRefused() {
        for (String text : List.of("", "1M", "next month", "P", "PT")) {
            assertThrows(IllegalArgumentException.class, () -> TestClock.amountOf(text), text);
        }
    }

    private Path file() {
        return folder.resolve("test-clock");
    }
}
