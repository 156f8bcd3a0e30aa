package io.tallyport.readmodel;

import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * Which statements to list.
 *
 * @param license only of this license; null = of all
 * @param customer only of this customer; null = of all
 * @param period only periods that begin in this month of the license's own time zone; null = of all
 * @param status only those; null = issued and held ones, and with a period also those that wait
 * @param after behind this row of the list; null = from its beginning
 * @param limit at most so many
 */
public record StatementFilter(
        @Nullable String license,
        @Nullable String customer,
        @Nullable YearMonth period,
        @Nullable StatementStatus status,
        @Nullable StatementPosition after,
        int limit) {
    public StatementFilter {
        Limits.check(limit);
    }

    /** The same list behind a row of it. */
    public StatementFilter behind(StatementPosition row) {
        return new StatementFilter(license, customer, period, status, row, limit);
    }

    boolean wants(StatementStatus asked) {
        return status == null || status == asked;
    }
}
