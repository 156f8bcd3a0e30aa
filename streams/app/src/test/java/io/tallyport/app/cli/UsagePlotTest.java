package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsagePlotTest {

    @Test
    void barsAreOldestFirstScaledToTheLargestWithTheLimitMarked() throws Exception {
        var lines = plot(
                row("calls", "DAY", "2026-01-12T00:00:00Z", "2026-01-13T00:00:00Z", "40", ",\"limit\":\"50\""),
                row("calls", "DAY", "2026-01-10T00:00:00Z", "2026-01-11T00:00:00Z", "0.001", ""),
                row("calls", "DAY", "2026-01-11T00:00:00Z", "2026-01-12T00:00:00Z", "20", ""));
        assertEquals(
                List.of(
                        "",
                        "calls, call per DAY",
                        "  2026-01-10  #" + " ".repeat(49) + "  0.001",
                        "  2026-01-11  " + "#".repeat(20) + " ".repeat(30) + "  20",
                        "  2026-01-12  " + "#".repeat(40) + " ".repeat(9) + "|  40 of 50"),
                lines);
    }

    @Test
    void aLimitThatIsFarAwayDoesNotMakeTheBarsShortAndAGapIsSaid() throws Exception {
        var lines = plot(
                row("calls", "HOUR", "2026-01-10T09:00:00Z", "2026-01-10T10:00:00Z", "5", ",\"limit\":\"1000\""),
                row("calls", "HOUR", "2026-01-10T12:00:00Z", "2026-01-10T13:00:00Z", "-2", ""));
        assertEquals(
                List.of(
                        "",
                        "calls, call per HOUR",
                        "  2026-01-10T09:00  " + "#".repeat(50) + "  5 of 1000",
                        "  ... nothing was counted between",
                        "  2026-01-10T12:00  " + " ".repeat(50) + "  -2"),
                lines);
    }

    @Test
    void aMinuteIsNamedByItsMinuteAlsoAtMidnight() throws Exception {
        var lines = plot(
                row("calls", "MINUTE", "2026-01-10T00:01:00Z", "2026-01-10T00:02:00Z", "1", ""),
                row("calls", "MINUTE", "2026-01-10T00:00:00Z", "2026-01-10T00:01:00Z", "2", ""));
        assertEquals(
                List.of(
                        "",
                        "calls, call per MINUTE",
                        "  2026-01-10T00:00  " + "#".repeat(50) + "  2",
                        "  2026-01-10T00:01  " + "#".repeat(25) + " ".repeat(25) + "  1"),
                lines);
    }

    @Test
    void eachGroupVersionAndWindowHasAPlotOfItsOwn() throws Exception {
        var lines = plot(
                row("m", "DAY", "2026-01-10T23:00:00Z", "2026-01-11T23:00:00Z", "1", ""),
                row("m", "DAY", "2026-01-10T23:00:00Z", "2026-01-11T23:00:00Z", "1", ",\"group\":\"region=eu\""),
                row("m", "MONTH", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "1", ",\"meterVersion\":2"));
        assertEquals(
                List.of("m, call per DAY", "m region=eu, call per DAY", "m version 2, call per MONTH"),
                List.of(lines.get(1), lines.get(4), lines.get(7)));
        assertEquals("  2026-01-10T23:00", lines.get(2).substring(0, 18), "a day of a zone begins at any hour");
    }

    private static List<String> plot(String... rows) throws JsonProcessingException {
        return UsagePlot.lines(new ObjectMapper().readTree("[" + String.join(",", rows) + "]"));
    }

    private static String row(String meter, String window, String from, String to, String value, String more) {
        return "{\"meter\":\"" + meter + "\",\"unit\":\"call\",\"window\":\"" + window + "\",\"from\":\"" + from
                + "\",\"to\":\"" + to + "\",\"value\":\"" + value + "\"" + more + "}";
    }
}
