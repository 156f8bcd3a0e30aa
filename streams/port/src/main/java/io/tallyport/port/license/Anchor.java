package io.tallyport.port.license;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.port.answer.Problem;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Reads the instant at which the months of a license begin: with an offset, or in local time if that names one instant. */
final class Anchor {

    /**
     * The instant, ms since the epoch.
     *
     * @param text as {@code 2026-01-31T10:00:00+01:00}, {@code 2026-01-31T10:00} or {@code 2026-01-31}
     * @param timeZone of local time; empty for UTC
     */
    static long parse(String text, String timeZone) {
        long anchorMs;
        try {
            anchorMs = text.matches(".*(Z|[+-]\\d{2}(:?\\d{2})?)") && text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant().toEpochMilli()
                    : local(text, timeZone);
        } catch (DateTimeParseException e) {
            throw malformed("must be a date, a local time or an instant, as 2026-01-31, 2026-01-31T10:00 or"
                    + " 2026-01-31T10:00:00+01:00");
        } catch (DateTimeException | ArithmeticException e) {
            throw malformed("is no instant: " + e.getMessage());
        }
        if (!UsageCalendar.isAnchor(anchorMs)) {
            throw malformed("must be from 1970 to 2200");
        }
        if (UsageCalendar.of(timeZone, anchorMs).fromMs(Window.MONTH, anchorMs) != anchorMs) {
            throw malformed("is the second of two such times in " + timeZone + ": months begin at the first");
        }
        return anchorMs;
    }

    private static long local(String text, String timeZone) {
        LocalDateTime local = text.contains("T")
                ? LocalDateTime.parse(text)
                : LocalDate.parse(text).atStartOfDay();
        ZoneId zone = timeZone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(timeZone);
        var offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw malformed("does not exist in " + zone + ": the clock leaps over it; give it with its offset");
        }
        if (offsets.size() > 1) {
            throw malformed("comes twice in " + zone + ": give it with its offset, " + offsets.get(0) + " or "
                    + offsets.get(1));
        }
        return local.toInstant(offsets.get(0)).toEpochMilli();
    }

    private static RuntimeException malformed(String reason) {
        return Problem.badInput("MALFORMED", "anchor", "anchor " + reason).asException();
    }

    private Anchor() {}
}
