package io.tallyport.port.statement;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lines as a JSON array, beside what the export does not hold. Fields are named as in CSV; empty ones are left out. */
final class JsonExport implements ExportWriter {

    private final JsonGenerator out;

    JsonExport(OutputStream out) throws IOException {
        this.out = Json.MAPPER.getFactory().createGenerator(out);
        this.out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        // An export that broke off must not look whole.
        this.out.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
        this.out.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    }

    @Override
    public void begin(ExportRequest request, ExportGaps gaps) throws IOException {
        out.writeStartObject();
        if (request.period() != null) {
            out.writeStringField("period", request.period().toString());
        }
        if (request.license() != null) {
            out.writeStringField("license", request.license());
        }
        out.writeStringField("asOf", Json.instant(gaps.asOfMs()));
        out.writeNumberField("waiting", gaps.waiting());
        out.writeNumberField("held", gaps.held());
        out.writeArrayFieldStart("lines");
    }

    @Override
    public void line(StatementSummary statement, StatementLine line) throws IOException {
        Json.MAPPER.writeTree(out, of(statement, line));
    }

    @Override
    public void end() throws IOException {
        out.writeEndArray();
        out.writeEndObject();
        out.flush();
    }

    static ObjectNode of(StatementSummary statement, StatementLine line) {
        ObjectNode node = Json.object();
        text(node, "statement", statement.statement());
        text(node, "license", statement.license());
        text(node, "customer", statement.customer());
        if (!statement.externalIds().isEmpty()) {
            var ids = node.putObject("external_ids");
            new TreeMap<>(statement.externalIds()).forEach(ids::put);
        }
        text(node, "kind", line.kind());
        if (line.kind().equals(StatementLine.ADJUSTMENT)) {
            node.put("corrects", line.corrects());
        }
        text(node, "product", line.product());
        text(node, "plan", line.plan());
        node.put("plan_version", line.planVersion());
        text(node, "meter", line.meter());
        node.put("meter_version", line.meterVersion());
        text(node, "aggregation", line.aggregation());
        text(node, "group", line.group());
        text(node, "unit", line.unit());
        text(node, "from", Json.instant(line.fromMs()));
        text(node, "to", Json.instant(line.toMs()));
        decimal(node, "quantity", line.quantity());
        decimal(node, "included", line.included());
        if (!line.burnt().isEmpty()) {
            var burnt = node.putArray("burnt");
            line.burnt()
                    .forEach(b -> burnt.addObject()
                            .put("grant", b.grant())
                            .put("amount", b.amount().toPlainString()));
        }
        decimal(node, "overage", line.overage());
        node.put("events", line.events());
        decimal(node, "relative_error", line.relativeError());
        text(node, "author", line.author());
        text(node, "reason", line.reason());
        text(node, "command_id", line.commandId());
        return node;
    }

    private static void text(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }

    private static void decimal(ObjectNode node, String name, @Nullable BigDecimal value) {
        if (value != null) {
            node.put(name, value.toPlainString());
        }
    }
}
