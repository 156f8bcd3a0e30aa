package io.tallyport.port.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementLine;
import java.util.List;

/**
 * What all explanations of a number say alike: of what it is, what was told, and what that is beside what is recomputed.
 *
 * @param question what was asked
 * @param term the license's calendar
 * @param meter the meter in its latest revision
 * @param parts the parts of the period in which one plan held
 * @param stated what was told
 */
record ExplanationJson(
        UsageQuestion question, LicenseTerm term, Meter meter, List<PlanPart> parts, StatedUsage stated) {

    /** A new object that says of what the number is, who told it, and whether it is the same. */
    ObjectNode head(UsageComparison comparison) {
        ObjectNode node = Json.object()
                .put("license", question.license())
                .put("meter", question.meter())
                .put("aggregation", meter.aggregation().name())
                .put("unit", meter.unit())
                .put("from", Json.instant(question.fromMs()))
                .put("to", Json.instant(question.toMs()));
        if (!term.timeZone().isEmpty()) {
            node.put("timeZone", term.timeZone());
        }
        if (!question.group().isEmpty()) {
            node.put("group", question.group());
        }
        if (question.meterVersion() != null) {
            node.put("meterVersion", question.meterVersion());
        }
        Statement statement = stated.statement();
        node.put("statedBy", statement == null ? "reading" : "statement");
        if (statement != null) {
            node.put("statement", statement.summary().statement());
            node.put("issuedAt", Json.instant(statement.summary().issuedAtMs()));
        }
        node.put("equal", comparison.isEqual());
        comparison.stated().ifPresent(number -> node.put("stated", PlainNumber.text(number)));
        comparison.recomputed().ifPresent(number -> node.put("recomputed", PlainNumber.text(number)));
        if (comparison.byHand().signum() != 0) {
            node.put("byHand", PlainNumber.text(comparison.byHand()));
        }
        return node.put("statedEvents", comparison.statedEvents())
                .put("recomputedEvents", comparison.recomputedEvents());
    }

    /**
     * Adds what was told beside what is recomputed, line by line.
     *
     * @param untold whether nothing can be told of a difference
     */
    void lines(ObjectNode node, UsageComparison comparison, boolean untold) {
        ArrayNode lines = node.putArray("lines");
        for (UsageComparison.Line line : comparison.lines()) {
            var key = line.key();
            ObjectNode one = lines.addObject().put("from", Json.instant(key.fromMs()));
            if (stated.statement() != null) {
                parts.stream()
                        .filter(part -> part.fromMs() == key.fromMs())
                        .forEach(
                                part -> one.put("to", Json.instant(part.toMs())).put("plan", part.plan()));
            } else {
                one.put("to", Json.instant(question.toMs()));
            }
            one.put("meterVersion", key.version());
            one.put("stated", PlainNumber.text(line.stated().quantity()));
            if (line.stated().adjusted().signum() != 0) {
                one.put("adjusted", PlainNumber.text(line.stated().adjusted()));
            }
            if (line.stated().byHand().signum() != 0) {
                one.put("byHand", PlainNumber.text(line.stated().byHand()));
            }
            one.put("recomputed", PlainNumber.text(line.recomputed().value()))
                    .put("statedEvents", line.stated().events())
                    .put("recomputedEvents", line.recomputed().events())
                    .put("equal", line.isEqual());
            if (!line.recomputed().exact()) {
                one.put("estimate", true);
            }
            if (!line.isEqual() && !untold) {
                one.put(
                        "difference",
                        PlainNumber.text(
                                line.recomputed().value().subtract(line.stated().ofEvents())));
            }
        }
    }

    /** Adds the lines of later statements. */
    void adjustments(ObjectNode node) {
        ArrayNode adjustments = node.putArray("adjustments");
        for (StatedUsage.Adjustment adjustment : stated.adjustments()) {
            StatementLine line = adjustment.line();
            ObjectNode one = adjustments
                    .addObject()
                    .put("statement", adjustment.statement())
                    .put("from", Json.instant(line.fromMs()))
                    .put("plan", line.plan())
                    .put("meterVersion", line.meterVersion())
                    .put("quantity", PlainNumber.text(line.quantity()))
                    .put("events", line.events())
                    .put("byHand", adjustment.isByHand());
            putUnlessEmpty(one, "author", line.author());
            putUnlessEmpty(one, "reason", line.reason());
            putUnlessEmpty(one, "commandId", line.commandId());
        }
    }

    static void putUnlessEmpty(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }
}
