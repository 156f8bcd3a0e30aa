package io.tallyport.port.statement;

import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lines as RFC 4180 has it: a header, CRLF, and quotes around what needs them. Fields stand as they are, also those that a
 * spreadsheet may take for a formula, for a negative quantity begins like one.
 */
final class CsvExport implements ExportWriter {

    /** The columns, in their order. */
    static final List<String> COLUMNS = List.of(
            "statement",
            "license",
            "customer",
            "external_ids",
            "kind",
            "corrects",
            "product",
            "plan",
            "plan_version",
            "meter",
            "meter_version",
            "aggregation",
            "group",
            "unit",
            "from",
            "to",
            "quantity",
            "included",
            "burnt",
            "overage",
            "events",
            "relative_error",
            "author",
            "reason",
            "command_id");

    private final OutputStream out;

    CsvExport(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(ExportRequest request, ExportGaps gaps) throws IOException {
        write(COLUMNS);
    }

    @Override
    public void line(StatementSummary statement, StatementLine line) throws IOException {
        write(fields(statement, line));
    }

    @Override
    public void end() {}

    /** The fields of a line, in the order of the columns. */
    static List<String> fields(StatementSummary statement, StatementLine line) {
        return List.of(
                statement.statement(),
                statement.license(),
                statement.customer(),
                pairs(new TreeMap<>(statement.externalIds())
                        .entrySet().stream()
                                .map(id -> List.of(id.getKey(), id.getValue()))
                                .toList()),
                line.kind(),
                // 0 says that the corrected period has no statement, so it is told apart from a line that corrects
                // none.
                line.kind().equals(StatementLine.ADJUSTMENT) ? Long.toString(line.corrects()) : "",
                line.product(),
                line.plan(),
                Integer.toString(line.planVersion()),
                line.meter(),
                Integer.toString(line.meterVersion()),
                line.aggregation(),
                line.group(),
                line.unit(),
                Json.instant(line.fromMs()),
                Json.instant(line.toMs()),
                decimal(line.quantity()),
                decimal(line.included()),
                pairs(line.burnt().stream()
                        .map(burnt -> List.of(burnt.grant(), decimal(burnt.amount())))
                        .toList()),
                decimal(line.overage()),
                Long.toString(line.events()),
                decimal(line.relativeError()),
                line.author(),
                line.reason(),
                line.commandId());
    }

    /** A record as a line of text with its end. */
    static String record(List<String> fields) {
        return fields.stream().map(CsvExport::field).collect(Collectors.joining(",")) + "\r\n";
    }

    static String field(String text) {
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                || text.startsWith(" ")
                || text.endsWith(" ");
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /** {@code k=v;k=v}; a backslash stands before those signs, and before itself, where they belong to a name or value. */
    private static String pairs(List<List<String>> pairs) {
        return pairs.stream()
                .map(pair -> pair.stream()
                        .map(part -> part.replaceAll("([\\\\;=])", "\\\\$1"))
                        .collect(Collectors.joining("=")))
                .collect(Collectors.joining(";"));
    }

    private static String decimal(@Nullable BigDecimal value) {
        return value == null ? "" : value.toPlainString();
    }

    private void write(List<String> fields) throws IOException {
        out.write(record(fields).getBytes(StandardCharsets.UTF_8));
    }
}
