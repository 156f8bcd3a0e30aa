package io.tallyport.port.statement;

import io.tallyport.readmodel.StatementFilter;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes all lines of the issued statements that are asked for, one page of a statement after the other, so that memory
 * is bounded whatever the export. What it does not hold is counted before the first line is read: a statement that is
 * issued meanwhile may be in it, but none that was counted as issued can be missing.
 */
public final class StatementExport {

    private static final int AT_ONCE = 1_000;

    private final StatementBook book;

    public StatementExport(StatementBook book) {
        this.book = book;
    }

    /**
     * Counts the periods that belong to an export and have no statement. Without a month, of one license, the period that
     * runs is none of them, for it is never over.
     */
    public ExportGaps gaps(ExportRequest request) {
        var count = new Object() {
            private long waiting;
            private long held;
        };
        boolean ofMonth = request.period() != null;
        long asOfMs = each(filter(request, ofMonth ? null : StatementStatus.HELD), row -> {
            count.held += row.status() == StatementStatus.HELD ? 1 : 0;
            count.waiting += row.status() == StatementStatus.WAITING ? 1 : 0;
        });
        if (!ofMonth) {
            // Before the first heartbeat nobody knows what is over.
            long nowMs = asOfMs == 0 ? Long.MAX_VALUE : asOfMs;
            asOfMs =
                    each(filter(request, StatementStatus.WAITING), row -> count.waiting += row.toMs() <= nowMs ? 1 : 0);
        }
        return new ExportGaps(count.waiting, count.held, asOfMs);
    }

    /** Writes it; on an exception it broke off, and must not be taken for whole. */
    public void write(ExportRequest request, ExportGaps gaps, OutputStream out) throws IOException {
        ExportWriter writer = switch (request.format()) {
            case CSV -> new CsvExport(out);
            case JSON -> new JsonExport(out);
        };
        writer.begin(request, gaps);
        var filter = filter(request, StatementStatus.ISSUED);
        for (@Nullable StatementFilter next = filter; next != null; ) {
            List<StatementSummary> page = book.statements(next).value();
            for (StatementSummary statement : page) {
                write(statement, writer);
            }
            next = behind(next, page);
        }
        writer.end();
    }

    private void write(StatementSummary statement, ExportWriter writer) throws IOException {
        int written = 0;
        for (int page = 1; page <= statement.pages(); page++) {
            for (StatementLine line :
                    book.lines(statement.license(), statement.number(), page).value()) {
                writer.line(statement, line);
                written++;
            }
        }
        if (written != statement.lines()) {
            throw new IllegalStateException("statement " + statement.statement() + " has " + statement.lines()
                    + " lines, but the read model gave " + written);
        }
    }

    private long each(StatementFilter filter, Consumer<StatementSummary> visitor) {
        long asOfMs = 0;
        for (@Nullable StatementFilter next = filter; next != null; ) {
            var page = book.statements(next);
            page.value().forEach(visitor);
            asOfMs = page.asOfMs();
            next = behind(next, page.value());
        }
        return asOfMs;
    }

    private static StatementFilter filter(ExportRequest request, @Nullable StatementStatus status) {
        return new StatementFilter(request.license(), null, request.period(), status, null, AT_ONCE);
    }

    private static @Nullable StatementFilter behind(StatementFilter filter, List<StatementSummary> page) {
        return page.size() < filter.limit()
                ? null
                : filter.behind(page.get(page.size() - 1).position());
    }
}
