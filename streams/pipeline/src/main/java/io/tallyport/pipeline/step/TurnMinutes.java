package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.NotCountedException;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.PendingRecount;

/** Where the minutes of a turn's license are kept: those of one hour together, in a cell beside the ledger (0032). */
final class TurnMinutes {

    private final TurnMeters meters;
    private final String license;
    private final UsageCalendar calendar;

    TurnMinutes(TurnMeters meters, String license, UsageCalendar calendar) {
        this.meters = meters;
        this.license = license;
        this.calendar = calendar;
    }

    /** Adds what an event contributes to the minute of its time. */
    void add(Contribution more, long timeMs) {
        GroupUsage.Key cell = cell(license, more.meter().series() + GroupUsage.MINUTES, calendar, timeMs);
        MeterUsage before = meters.group(cell);
        MeterUsage start = before == null ? MeterUsage.none(more.meter().aggregation()) : before;
        meters.put(cell, start.addToMinute(calendar.fromMs(Window.MINUTE, timeMs), more));
    }

    /**
     * Takes out of the minute of its time what an event contributed, and waits for a recount of it if need be.
     *
     * @throws NotCountedException if it was not added
     */
    void remove(Contribution less, long timeMs) {
        GroupUsage.Key cell = cell(license, less.meter().series() + GroupUsage.MINUTES, calendar, timeMs);
        MeterUsage before = meters.group(cell);
        if (before == null) {
            throw new NotCountedException("there is no usage of its minute");
        }
        var removal = before.removeAt(new WindowStart(Window.MINUTE, calendar.fromMs(Window.MINUTE, timeMs)), less);
        meters.put(cell, removal.left());
        meters.recount(waitingKey(less, timeMs), less, removal.unclear());
    }

    /** Notes what an event adds to minutes that wait to be recounted. */
    void later(Contribution more, long timeMs) {
        meters.later(
                waitingKey(more, timeMs), usage -> usage.addToMinute(calendar.fromMs(Window.MINUTE, timeMs), more));
    }

    /** The cell that holds the minute of a time. */
    static GroupUsage.Key cell(String license, String name, UsageCalendar calendar, long timeMs) {
        return new GroupUsage.Key(new GroupUsage.Month(license, name, calendar.fromMs(Window.HOUR, timeMs)), "");
    }

    private PendingRecount.Key waitingKey(Contribution contribution, long timeMs) {
        return new PendingRecount.Key(
                license,
                contribution.meter().series() + GroupUsage.MINUTES,
                GroupUsage.nameOfHour(calendar.fromMs(Window.HOUR, timeMs)));
    }
}
