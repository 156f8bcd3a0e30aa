package io.tallyport.verifier;

import java.util.EnumSet;
import java.util.List;

/** The meters of named seats: every catalog has them, and no event feeds them. */
final class SeatMeters {

    /** The most seats that were assigned at one time. */
    static final Terms.Meter ASSIGNED = meter("seats.assigned", Combination.MAX, "seat");

    /** For each day, how many members had a seat on it. */
    static final Terms.Meter HELD = meter("seats.held", Combination.SUM, "seat-day");

    static final List<Terms.Meter> BOTH = List.of(ASSIGNED, HELD);

    private static Terms.Meter meter(String id, Combination combination, String unit) {
        return new Terms.Meter(
                id,
                1,
                "",
                combination,
                "",
                List.of(),
                false,
                EnumSet.of(Period.DAY, Period.MONTH),
                MeterFilter.of(""),
                unit,
                Terms.ALWAYS,
                Long.MAX_VALUE);
    }

    /** Whether a meter is one of them. */
    static boolean isOne(String id) {
        return id.equals(ASSIGNED.id()) || id.equals(HELD.id());
    }

    private SeatMeters() {}
}
