package io.tallyport.verifier;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The calendar windows of the contract, in UTC: their names are those of the wire. */
enum Period {
    HOUR,
    DAY,
    MONTH;

    private static final long GRACE_MS = 24L * 3_600_000;

    long from(long ms) {
        var at = Instant.ofEpochMilli(ms).atOffset(ZoneOffset.UTC);
        return switch (this) {
            case HOUR -> at.truncatedTo(ChronoUnit.HOURS).toInstant().toEpochMilli();
            case DAY -> at.truncatedTo(ChronoUnit.DAYS).toInstant().toEpochMilli();
            case MONTH ->
                at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).toInstant().toEpochMilli();
        };
    }

    long to(long fromMs) {
        var at = Instant.ofEpochMilli(fromMs).atOffset(ZoneOffset.UTC);
        return switch (this) {
            case HOUR -> at.plusHours(1).toInstant().toEpochMilli();
            case DAY -> at.plusDays(1).toInstant().toEpochMilli();
            case MONTH -> at.plusMonths(1).toInstant().toEpochMilli();
        };
    }

    /** OPEN while the month runs, GRACE for a day after it, then CLOSED. */
    static String zone(long timeMs, long nowMs) {
        long endMs = MONTH.to(MONTH.from(timeMs));
        if (nowMs < endMs) {
            return "OPEN";
        }
        return nowMs < endMs + GRACE_MS ? "GRACE" : "CLOSED";
    }

    static boolean isName(String text) {
        return text.equals("HOUR") || text.equals("DAY") || text.equals("MONTH");
    }
}
