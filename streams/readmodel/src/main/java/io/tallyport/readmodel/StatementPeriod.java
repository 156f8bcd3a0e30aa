package io.tallyport.readmodel;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A period of a license: a month of its calendar, half-open.
 *
 * @param fromMs start, ms since the epoch
 * @param toMs end, exclusive
 */
public record StatementPeriod(long fromMs, long toMs) {

    /** The period that holds an instant. */
    public static StatementPeriod holding(long instantMs, UsageCalendar calendar) {
        long fromMs = calendar.fromMs(Window.MONTH, instantMs);
        return new StatementPeriod(fromMs, calendar.toMs(Window.MONTH, fromMs));
    }

    /** The period that begins in a month of the calendar's time zone: there is exactly one, whatever the anchor. */
    public static StatementPeriod beginningIn(YearMonth month, UsageCalendar calendar) {
        long monthFromMs = month.atDay(1)
                .atStartOfDay(zone(calendar.timeZone()))
                .toInstant()
                .toEpochMilli();
        // The one that holds the last instant before the month ends where the first one of the month begins.
        return holding(monthFromMs - 1, calendar).next(calendar);
    }

    /** Whether an instant is in a month of a time zone. */
    static boolean isIn(YearMonth month, long instantMs, String timeZone) {
        return YearMonth.from(Instant.ofEpochMilli(instantMs).atZone(zone(timeZone)))
                .equals(month);
    }

    /** The period that begins where this one ends. */
    StatementPeriod next(UsageCalendar calendar) {
        return new StatementPeriod(toMs, calendar.toMs(Window.MONTH, toMs));
    }

    private static ZoneId zone(String timeZone) {
        return timeZone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(timeZone);
    }
}
