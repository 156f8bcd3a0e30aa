package io.tallyport.port.explain;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.port.answer.Json;
import org.jspecify.annotations.Nullable;

/**
 * What fed a meter of seats once.
 *
 * @param cause why
 * @param timeMs when, ms since the epoch
 * @param partFromMs start of the part of the period that it is of: what was fed before another plan came is of the one before
 * @param value how many seats, or seat-days
 * @param member who was assigned one; else empty
 * @param at the event of the license's timeline; null if the calendar fed it
 */
record SeatFeed(
        Cause cause,
        long timeMs,
        long partFromMs,
        long value,
        String member,
        @Nullable Origin at) {

    /** Why a meter of seats is fed. */
    enum Cause {
        /** A member was assigned a seat. */
        SEAT_ASSIGNED,
        /** A day of the license began. */
        DAY,
        /** A period of it began within a day. */
        MONTH,
        /** Another plan, or other terms, began to hold. */
        PLAN_CHANGED,
        /** The license was over, and came back. */
        CAME_BACK
    }

    /** The cause in words. */
    String because() {
        return switch (cause) {
            case SEAT_ASSIGNED -> "a seat was assigned to " + member;
            case DAY -> "a day began with seats assigned";
            case MONTH -> "a period began with seats assigned";
            case PLAN_CHANGED -> "another plan, or other terms, began to hold with seats assigned";
            case CAME_BACK -> "the license came back with seats assigned";
        };
    }

    @Override
    public String toString() {
        return cause + " " + Json.instant(timeMs) + " " + value;
    }
}
