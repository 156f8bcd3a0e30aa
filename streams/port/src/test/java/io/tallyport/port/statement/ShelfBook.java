package io.tallyport.port.statement;

import io.tallyport.readmodel.Answer;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementFilter;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;
import io.tallyport.readmodel.TimelineEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements in memory, of calendar months in UTC; by license, the newest first. */
public final class ShelfBook implements StatementBook {

    public static final YearMonth FIRST = YearMonth.of(2026, 1);
    private static final int LINES_ON_A_PAGE = 3;

    private final List<Statement> statements = new ArrayList<>();
    private final List<TimelineEvent> events = new ArrayList<>();
    private final Map<String, LicenseTerm> terms = new HashMap<>();
    private int largestLimit;
    private @Nullable String broken;

    public void issued(String license, long number, StatementLine... lines) {
        add(license, number, StatementStatus.ISSUED, lines);
    }

    public void add(String license, long number, StatementStatus status, StatementLine... lines) {
        boolean issued = status == StatementStatus.ISSUED;
        boolean waiting = status == StatementStatus.WAITING;
        var summary = new StatementSummary(
                waiting ? "" : license + "/" + number,
                license,
                waiting ? 0 : number,
                "customer, of " + license,
                Map.of("crm", "7;7", "erp", "a=b"),
                startMs(number),
                startMs(number + 1),
                "",
                null,
                status,
                issued ? (lines.length + LINES_ON_A_PAGE - 1) / LINES_ON_A_PAGE : 0,
                lines.length,
                issued ? startMs(number + 1) + 86_400_000 : 0,
                1,
                "",
                "",
                null,
                "",
                "",
                null);
        statements.add(new Statement(summary, List.of(lines), null));
        terms.put(license, new LicenseTerm(license, "c", "", null, startMs(1), Long.MAX_VALUE));
    }

    /** A license without statements. */
    public void license(LicenseTerm term) {
        terms.put(term.license(), term);
    }

    public void event(TimelineEvent event) {
        events.add(event);
    }

    /** From now on, the lines of a license cannot be read. */
    public void breakAt(String license) {
        broken = license;
    }

    int largestLimit() {
        return largestLimit;
    }

    @Override
    public Answer<List<StatementSummary>> statements(StatementFilter filter) {
        largestLimit = Math.max(largestLimit, filter.limit());
        var after = filter.after();
        return answer(statements.stream()
                .map(Statement::summary)
                .sorted(Comparator.comparing(StatementSummary::license)
                        .thenComparing(Comparator.comparingLong(StatementSummary::fromMs)
                                .reversed()))
                .filter(s -> filter.license() == null || filter.license().equals(s.license()))
                .filter(s -> filter.status() == null || filter.status() == s.status())
                .filter(s -> filter.period() == null || startMs(filter.period()) == s.fromMs())
                .filter(s -> after == null
                        || s.license().compareTo(after.license()) > 0
                        || (s.license().equals(after.license()) && s.fromMs() < after.fromMs()))
                .limit(filter.limit())
                .toList());
    }

    @Override
    public Answer<Optional<Statement>> statement(String license, long number) {
        return answer(statements.stream()
                .filter(s ->
                        s.summary().license().equals(license) && s.summary().number() == number)
                .findFirst());
    }

    @Override
    public Answer<List<StatementLine>> lines(String license, long number, int page) {
        if (license.equals(broken)) {
            throw new IllegalStateException("the disk fails");
        }
        return statement(license, number).map(found -> {
            var lines = found.orElseThrow().lines();
            int from = (page - 1) * LINES_ON_A_PAGE;
            return lines.subList(Math.min(lines.size(), from), Math.min(lines.size(), from + LINES_ON_A_PAGE));
        });
    }

    @Override
    public Answer<Optional<LicenseTerm>> term(String license) {
        return answer(Optional.ofNullable(terms.get(license)));
    }

    @Override
    public Answer<List<TimelineEvent>> timeline(String license, int limit) {
        return answer(events.stream().filter(e -> e.license().equals(license)).toList());
    }

    static long startMs(long number) {
        return startMs(FIRST.plusMonths(number - 1));
    }

    private static long startMs(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    public static StatementLine usage(String meter, String quantity, @Nullable String included, String burnt) {
        return line(StatementLine.USAGE, meter, "", quantity, included, burnt, 0, "");
    }

    public static StatementLine adjustment(String meter, String quantity, long corrects, String commandId) {
        return line(StatementLine.ADJUSTMENT, meter, "", quantity, null, "0", corrects, commandId);
    }

    static StatementLine line(
            String kind,
            String meter,
            String group,
            String quantity,
            @Nullable String included,
            String burnt,
            long corrects,
            String commandId) {
        return new StatementLine(
                kind,
                "p",
                "basic",
                1,
                meter,
                2,
                "SUM",
                group,
                "call",
                startMs(1),
                startMs(2),
                new BigDecimal(quantity),
                included == null ? null : new BigDecimal(included),
                burnt.equals("0") ? List.of() : List.of(new StatementLine.Burnt("included", new BigDecimal(burnt))),
                null,
                3,
                null,
                corrects,
                commandId,
                "",
                "");
    }

    private static <T> Answer<T> answer(T value) {
        return new Answer<>(
                value, Map.of(), Instant.parse("2026-04-15T00:00:00Z").toEpochMilli());
    }
}
