package io.tallyport.port.statement;

import io.tallyport.port.answer.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Periods as people name them: by the month in which they begin, or by the instant. */
public final class PeriodText {

    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");

    /** A month, as 2026-01. */
    public static YearMonth month(String text) {
        YearMonth month = monthOrNull(text);
        if (month == null) {
            throw malformed("must be a month, as 2026-01");
        }
        return month;
    }

    /** A month; null if the text has another form. */
    public static @Nullable YearMonth monthOrNull(String text) {
        if (!MONTH.matcher(text).matches()) {
            return null;
        }
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw malformed("'" + text + "' is no month; the first of a year is 01 and the last is 12");
        }
    }

    /** The instant at which a period begins, ms since the epoch. */
    public static long instantMs(String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw malformed("must be the month in which it begins, as 2026-01, or the instant at which it does, as"
                    + " 2026-01-01T00:00:00Z");
        }
    }

    /** The problem of a period in the wrong form. */
    public static RuntimeException malformed(String reason) {
        return Problem.badInput("MALFORMED", "period", "period " + reason).asException();
    }

    private PeriodText() {}
}
