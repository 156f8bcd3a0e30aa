package io.tallyport.port.statement;

import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.license.IssueRequest;
import io.tallyport.readmodel.StatementFilter;
import io.tallyport.readmodel.StatementPosition;
import io.tallyport.readmodel.StatementStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a list of statements is asked by, from texts. */
public final class StatementQuery {

    /** The filter that some parameters name; each may be null. */
    public static StatementFilter of(
            @Nullable String license,
            @Nullable String customer,
            @Nullable String period,
            @Nullable String status,
            @Nullable String after,
            int limit) {
        return new StatementFilter(
                license == null ? null : IssueRequest.licenseId("license", license),
                customer,
                period == null ? null : PeriodText.month(period),
                status == null ? null : status(status),
                after == null ? null : position(after),
                limit);
    }

    /** A row of a list as {@code after} names it: start of the period, license, number. */
    public static String text(StatementPosition row) {
        return Json.instant(row.fromMs()) + "/" + row.license() + "/" + row.number();
    }

    static StatementPosition position(String text) {
        int first = text.indexOf('/');
        int last = text.lastIndexOf('/');
        if (first > 0 && last > first) {
            try {
                return new StatementPosition(
                        Instant.parse(text.substring(0, first)).toEpochMilli(),
                        text.substring(first + 1, last),
                        Long.parseLong(text.substring(last + 1)));
            } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
                // told below
            }
        }
        throw Problem.badInput("MALFORMED", "after", "after must be what the page before gave as next")
                .asException();
    }

    private static StatementStatus status(String text) {
        for (StatementStatus status : StatementStatus.values()) {
            if (word(status).equals(text.toLowerCase(Locale.ROOT))) {
                return status;
            }
        }
        throw Problem.badInput("MALFORMED", "status", "status must be issued, waiting or held")
                .asException();
    }

    /** A status as it is asked for and answered. */
    public static String word(StatementStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private StatementQuery() {}
}
