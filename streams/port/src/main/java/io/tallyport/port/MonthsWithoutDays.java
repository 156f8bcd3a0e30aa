package io.tallyport.port;

import io.tallyport.readmodel.Reading;
import java.util.List;

/** Events of months that are in none of their days: a backfill brought them when the days were kept no more (0034). */
final class MonthsWithoutDays {

    /** A day may begin before the month that it ends in, if that begins within it. */
    static final long LONGEST_DAY_MS = 27 * 3_600_000L;

    private final List<Reading> days;

    /**
     * What days hold.
     *
     * @param days readings of days, none left out from a day before the earliest month on that is asked for
     */
    MonthsWithoutDays(List<Reading> days) {
        this.days = days;
    }

    /** How many events of a month are in no day; 0 where all are, or where days tell nothing: the meter has none, or one is of two months. */
    long eventsInNoDay(Reading month) {
        long inDays = 0;
        boolean hasDays = false;
        for (Reading day : days) {
            if (!day.meter().equals(month.meter())
                    || day.meterVersion() != month.meterVersion()
                    || !day.group().isEmpty()) {
                continue;
            }
            hasDays = true;
            boolean begins = day.fromMs() >= month.fromMs() && day.fromMs() < month.toMs();
            boolean ends = day.toMs() > month.fromMs() && day.toMs() <= month.toMs();
            if (begins != ends) {
                return 0;
            }
            inDays += begins ? day.events() : 0;
        }
        return hasDays ? Math.max(0, month.events() - inDays) : 0;
    }
}
