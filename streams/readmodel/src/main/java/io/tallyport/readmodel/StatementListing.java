package io.tallyport.readmodel;

import io.tallyport.readmodel.StatementTable.Head;
import io.tallyport.readmodel.store.Rows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists statements together with the periods that wait for one. The newest periods come first; where periods that wait
 * belong to the list, it goes by license, for they are found by the timelines. Licenses are taken in chunks, so memory is
 * bounded whatever their number.
 */
final class StatementListing {

    private static final int LICENSES_AT_ONCE = 200;
    /** The order of keys. */
    private static final Comparator<String> BY_BYTES =
            Comparator.comparing((String text) -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final StatementTable statements;
    private final TimelineTable timelines;

    StatementListing(StatementTable statements, TimelineTable timelines) {
        this.statements = statements;
        this.timelines = timelines;
    }

    /** What is known of one license. */
    private static final class Known {
        private Optional<LicenseTerm> term = Optional.empty();
        private final List<Head> heads = new ArrayList<>();
    }

    /** The rows that a filter asks for. */
    List<StatementSummary> list(StatementFilter filter, Rows rows) {
        boolean waitingBelong = filter.period() != null || filter.status() == StatementStatus.WAITING;
        if (filter.license() == null && !waitingBelong) {
            return statements.newest(filter.after(), row -> fits(row, filter), filter.limit(), rows);
        }
        long nowMs = EntitlementTable.asOfMs(rows);
        var found = new ArrayList<StatementSummary>();
        var after = filter.after();
        String from = filter.license() != null ? filter.license() : after == null ? "" : after.license();
        while (true) {
            var known = new TreeMap<String, Known>(BY_BYTES);
            String last = known(from, filter.license(), known, rows);
            for (Known one : known.values()) {
                for (StatementSummary row : rowsOf(one, filter, nowMs, rows)) {
                    if (isBehind(row, after) && fits(row, filter)) {
                        found.add(row);
                        if (found.size() == filter.limit()) {
                            return found;
                        }
                    }
                }
            }
            if (last == null || filter.license() != null) {
                return found;
            }
            from = last + '\0';
        }
    }

    /** Gathers what is known of the next licenses; the last of them, or null if there are no more. */
    private @Nullable String known(String from, @Nullable String only, TreeMap<String, Known> known, Rows rows) {
        String last;
        if (only == null) {
            last = timelines.terms(
                    from, LICENSES_AT_ONCE, rows, term -> of(term.license(), known).term = Optional.of(term));
        } else {
            last = only;
            timelines.term(only, rows).ifPresent(term -> of(only, known).term = Optional.of(term));
        }
        statements.heads(
                from, last, rows, head -> of(head.license(), known).heads.add(head));
        return last;
    }

    private static Known of(String license, TreeMap<String, Known> known) {
        return known.computeIfAbsent(license, l -> new Known());
    }

    private List<StatementSummary> rowsOf(Known known, StatementFilter filter, long nowMs, Rows rows) {
        var found = new ArrayList<StatementSummary>();
        known.term.ifPresent(term -> waiting(term, known.heads, filter, nowMs)
                .forEach(period -> found.add(StatementSummary.waiting(term, period))));
        if (filter.status() != StatementStatus.WAITING) {
            for (Head head : known.heads) {
                if (mayBeIn(filter.period(), head.fromMs())) {
                    statements.find(head.license(), head.number(), rows).ifPresent(found::add);
                }
            }
        }
        found.sort(Comparator.comparingLong(StatementSummary::fromMs)
                .thenComparingLong(StatementSummary::number)
                .reversed());
        return found;
    }

    private static List<StatementPeriod> waiting(
            LicenseTerm term, List<Head> heads, StatementFilter filter, long nowMs) {
        YearMonth period = filter.period();
        if (period != null) {
            return filter.wants(StatementStatus.WAITING)
                    ? WaitingPeriods.in(period, term, heads).stream().toList()
                    : List.of();
        }
        return filter.status() == StatementStatus.WAITING ? WaitingPeriods.upTo(nowMs, term, heads) : List.of();
    }

    private static boolean fits(StatementSummary row, StatementFilter filter) {
        YearMonth period = filter.period();
        return filter.wants(row.status())
                && (filter.customer() == null || filter.customer().equals(row.customer()))
                && (period == null || StatementPeriod.isIn(period, row.fromMs(), row.timeZone()));
    }

    private static boolean isBehind(StatementSummary row, @Nullable StatementPosition after) {
        return after == null
                || !row.license().equals(after.license())
                || row.fromMs() < after.fromMs()
                || (row.fromMs() == after.fromMs() && row.number() < after.number());
    }

    /** Whether an instant is in a month of some time zone: spares decoding what is not. */
    private static boolean mayBeIn(@Nullable YearMonth month, long instantMs) {
        return month == null
                || (instantMs >= utcMs(month.atDay(1)) - Duration.ofDays(1).toMillis()
                        && instantMs
                                <= utcMs(month.plusMonths(1).atDay(1))
                                        + Duration.ofDays(1).toMillis());
    }

    private static long utcMs(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
