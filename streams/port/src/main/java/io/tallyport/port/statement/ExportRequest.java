package io.tallyport.port.statement;

import io.tallyport.port.answer.Problem;
import io.tallyport.port.license.IssueRequest;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * What is to be exported: a period of all licenses, all of one license, or one period of one license.
 *
 * @param period periods that begin in this month; null for all of the license
 * @param license only of this license; null for all licenses of the period
 * @param format how
 */
public record ExportRequest(
        @Nullable YearMonth period, @Nullable String license, Format format) {

    /** How lines are written. */
    public enum Format {
        CSV("text/csv; charset=utf-8; header=present"),
        JSON("application/json");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        /** Media type of the export. */
        public String mediaType() {
            return mediaType;
        }
    }

    /** A request from texts; empty where one is not given. */
    public static ExportRequest of(String period, String license, String format) {
        if (period.isEmpty() && license.isEmpty()) {
            throw Problem.badInput(
                            "MISSING", "period", "period is required, as 2026-01; or a license, for all its statements")
                    .asException();
        }
        return new ExportRequest(
                period.isEmpty() ? null : PeriodText.month(period),
                license.isEmpty() ? null : IssueRequest.licenseId("license", license),
                switch (format) {
                    case "", "csv" -> Format.CSV;
                    case "json" -> Format.JSON;
                    default ->
                        throw Problem.badInput("MALFORMED", "format", "format must be csv or json")
                                .asException();
                });
    }
}
