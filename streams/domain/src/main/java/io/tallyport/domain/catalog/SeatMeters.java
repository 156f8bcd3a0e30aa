package io.tallyport.domain.catalog;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/**
 * The two meters of named seats, which every catalog has: members keep their seats whatever plans say later. No event
 * feeds them; what is assigned does, and the beginning of each day and period. An id that somebody chooses has no dot, so
 * they are nobody's.
 */
public final class SeatMeters {

    /** The most seats that were assigned at one time, of a day and a period. */
    public static final Meter ASSIGNED = meter("seats.assigned", Aggregation.MAX, "seat");

    /** Seat-days: for each day, how many members had a seat on it, however short or often. */
    public static final Meter HELD = meter("seats.held", Aggregation.SUM, "seat-day");

    /** The members of a license are kept in one value. */
    public static final int MOST_SEATS = 1_000;

    private static Meter meter(String id, Aggregation aggregation, String unit) {
        return new Meter(
                id,
                1,
                "",
                aggregation,
                "",
                List.of(),
                EnumSet.of(Window.DAY, Window.MONTH),
                // What is assigned is never late.
                Duration.ZERO,
                unit,
                Filter.ALL);
    }

    /** Whether a meter is one of them. */
    public static boolean isOne(String id) {
        return id.equals(ASSIGNED.id()) || id.equals(HELD.id());
    }

    private SeatMeters() {}
}
