package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.UsageCalendar;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatementPeriodTest {

    @ParameterizedTest
    @CsvSource({
        "'', , 2026-01, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z",
        "Europe/Berlin, , 2026-01, 2025-12-31T23:00:00Z, 2026-01-31T23:00:00Z",
        "Pacific/Auckland, , 2026-02, 2026-01-31T11:00:00Z, 2026-02-28T11:00:00Z",
        "'', 2025-01-31T10:00:00Z, 2026-02, 2026-02-28T10:00:00Z, 2026-03-31T10:00:00Z",
        "'', 2025-01-01T00:00:00Z, 2026-02, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "Asia/Kolkata, 2026-05-14T18:30:00Z, 2026-02, 2026-02-14T18:30:00Z, 2026-03-14T18:30:00Z"
    })
    void aMonthNamesThePeriodThatBeginsInIt(String zone, String anchor, YearMonth month, Instant from, Instant to) {
        var calendar = UsageCalendar.of(
                zone,
                anchor == null ? UsageCalendar.NO_ANCHOR : Instant.parse(anchor).toEpochMilli());
        assertEquals(
                new StatementPeriod(from.toEpochMilli(), to.toEpochMilli()),
                StatementPeriod.beginningIn(month, calendar));
    }

    @Test
    void theMonthsOfAnyCalendarNameItsPeriodsOneAfterTheOther() {
        for (String zone : List.of("", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu")) {
            for (String anchor :
                    List.of("", "2011-12-30T11:00:00Z", "2020-02-29T00:00:00Z", "2010-01-31T23:59:59.999Z")) {
                var calendar = UsageCalendar.of(
                        zone,
                        anchor.isEmpty()
                                ? UsageCalendar.NO_ANCHOR
                                : Instant.parse(anchor).toEpochMilli());
                var period = StatementPeriod.beginningIn(YearMonth.of(2009, 12), calendar);
                for (var month = YearMonth.of(2010, 1); month.getYear() < 2028; month = month.plusMonths(1)) {
                    var next = StatementPeriod.beginningIn(month, calendar);
                    assertEquals(period.next(calendar), next, zone + " " + anchor + " " + month);
                    assertTrue(StatementPeriod.isIn(month, next.fromMs(), zone), zone + " " + anchor + " " + month);
                    period = next;
                }
            }
        }
    }
}
