package io.tallyport.domain.catalog;

import java.time.LocalDate;
import java.util.List;

/** A calendar window in UTC. Windows are half-open: an instant at the end belongs to the next one. */
public enum Window {
    /** Kept beside ledgers: those of one hour are a cell (0032). */
    MINUTE,
    HOUR,
    DAY,
    MONTH;

    /**
     * The lengths that a ledger keeps, in the order in which they are stored: all but minutes, of which there are too
     * many to be read and replaced with each event.
     */
    public static final List<Window> OF_LEDGERS = List.of(HOUR, DAY, MONTH);

    static final long MINUTE_MS = 60_000L;
    private static final long HOUR_MS = 3_600_000L;
    private static final long DAY_MS = 24 * HOUR_MS;

    /** Start, in ms since the epoch, of the window that holds an instant. */
    public long fromMs(long instantMs) {
        return switch (this) {
            case MINUTE -> instantMs - Math.floorMod(instantMs, MINUTE_MS);
            case HOUR -> instantMs - Math.floorMod(instantMs, HOUR_MS);
            case DAY -> instantMs - Math.floorMod(instantMs, DAY_MS);
            case MONTH -> firstOfMonth(instantMs).toEpochDay() * DAY_MS;
        };
    }

    /**
     * The same, tried first with the start of another window: instants of one window come one after the other, and a
     * month costs a calendar.
     *
     * @param nearMs start of any window of this length, or anything else that is no instant, such as a far negative number
     */
    public long fromMs(long instantMs, long nearMs) {
        boolean isIn = instantMs >= nearMs && instantMs - nearMs < shortestMs() && instantMs - nearMs >= 0;
        return isIn ? nearMs : fromMs(instantMs);
    }

    /** No window of this length is shorter. */
    private long shortestMs() {
        return switch (this) {
            case MINUTE -> MINUTE_MS;
            case HOUR -> HOUR_MS;
            case DAY -> DAY_MS;
            case MONTH -> 28 * DAY_MS;
        };
    }

    /** End, exclusive, in ms since the epoch, of the window that begins at {@code fromMs}. */
    public long toMs(long fromMs) {
        return switch (this) {
            case MINUTE -> fromMs + MINUTE_MS;
            case HOUR -> fromMs + HOUR_MS;
            case DAY -> fromMs + DAY_MS;
            case MONTH -> firstOfMonth(fromMs).plusMonths(1).toEpochDay() * DAY_MS;
        };
    }

    /** A UTC day is a whole number of days since the epoch, so no clock time or zone is needed. */
    private static LocalDate firstOfMonth(long instantMs) {
        return LocalDate.ofEpochDay(Math.floorDiv(instantMs, DAY_MS)).withDayOfMonth(1);
    }
}
