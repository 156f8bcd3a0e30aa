package io.tallyport.port.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number with all that it rests on, as JSON. Pure.
 *
 * @param question what was asked
 * @param term the license's calendar
 * @param meter the meter in its latest revision
 * @param parts the parts of the period in which one plan held
 * @param stated what was told
 * @param recomputation what the events come to
 * @param undecided records of the license that have no verdict yet
 * @param moved whether what is told changed while the events were read
 */
record UsageExplanation(
        UsageQuestion question,
        LicenseTerm term,
        Meter meter,
        List<PlanPart> parts,
        StatedUsage stated,
        UsageRecomputation recomputation,
        int undecided,
        boolean moved) {

    /** What was told beside what the events come to now. */
    UsageComparison comparison() {
        return UsageComparison.of(question, stated, recomputation.now(), parts);
    }

    /** Whether the difference is what came, or was corrected or recounted, after the last statement: the next one says so. */
    boolean waitsForNextStatement() {
        if (stated.statement() == null) {
            return false;
        }
        // What changed of a level may have changed before the period; then what it came to is what the live reading
        // says.
        return meter.aggregation() == Aggregation.TIME_WEIGHTED
                ? LevelTotals.isRead(question, stated, recomputation.now())
                : recomputation.sinceLastStatement() > 0
                        && UsageComparison.of(question, stated, recomputation.atLastStatement(), parts)
                                .isEqual();
    }

    /** Whether nothing can be told of a difference, because what is told waits for a recount. */
    boolean isUntold() {
        return stated.recounting() && !waitsForNextStatement();
    }

    /** The certificate of the statement, held against the events; null if there is none. */
    @Nullable CertificateCheck certificate() {
        Statement statement = stated.statement();
        return statement == null || statement.certificate() == null
                ? null
                : CertificateCheck.of(statement, statement.certificate(), recomputation);
    }

    ObjectNode json() {
        UsageComparison comparison = comparison();
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
        node.put("statedEvents", comparison.statedEvents()).put("recomputedEvents", comparison.recomputedEvents());
        if (!comparison.isEqual()) {
            node.put("waitsForNextStatement", waitsForNextStatement());
        }
        if (stated.recounting()) {
            node.put("recounting", true);
        }
        node.put("sentence", UsageSentences.summary(this));
        ArrayNode sentences = node.putArray("sentences");
        UsageSentences.more(this).forEach(sentences::add);
        lines(node, comparison);
        adjustments(node);
        events(node);
        certificate(node);
        return node;
    }

    private void lines(ObjectNode node, UsageComparison comparison) {
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
            if (!line.isEqual() && !isUntold()) {
                one.put(
                        "difference",
                        PlainNumber.text(
                                line.recomputed().value().subtract(line.stated().ofEvents())));
            }
        }
    }

    private void adjustments(ObjectNode node) {
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

    private void events(ObjectNode node) {
        EventListing listing = recomputation.listing();
        node.putObject("counts")
                .put("events", listing.offered())
                .put("listed", listing.shown().size())
                .put("takenBack", recomputation.takenBack())
                .put("afterStatement", recomputation.afterStatement())
                .put("undecided", undecided)
                .put("unmeasured", recomputation.unmeasured())
                .put("recounted", recomputation.recounted())
                .put("unmeasuredByRecount", recomputation.unmeasuredByRecount());
        ArrayNode events = node.putArray("events");
        for (EventListing.Shown shown : listing.shown()) {
            ObjectNode one = events.addObject()
                    .put("id", shown.id())
                    .put("source", shown.source())
                    .put("time", Json.instant(shown.timeMs()))
                    .put("at", shown.at().toString())
                    .put("zone", shown.zone())
                    .put("value", shown.value())
                    .put("meterVersion", shown.meterVersion());
            if (shown.recountedBy() > 0) {
                one.put("recountedBy", shown.recountedBy());
            }
            putUnlessEmpty(one, "group", shown.group());
            one.put("stands", shown.stands());
            if (shown.afterStatement()) {
                one.put("afterStatement", true);
            }
            putUnlessEmpty(one, "amends", shown.amends());
            var corrected = shown.corrected();
            if (corrected != null) {
                ObjectNode by = one.putObject("corrected")
                        .put("kind", corrected.kind())
                        .put("author", corrected.author())
                        .put("reason", corrected.reason())
                        .put("commandId", corrected.commandId());
                putUnlessEmpty(by, "other", corrected.other());
            }
        }
    }

    private void certificate(ObjectNode node) {
        CertificateCheck check = certificate();
        if (check == null) {
            return;
        }
        ObjectNode one = node.putObject("certificate")
                .put("counted", check.certificate().counted())
                .put("voided", check.certificate().voided())
                .put("standing", check.certificate().standing())
                .put("digest", check.certificate().digest())
                .put("checkable", check.checkable());
        if (check.checkable()) {
            one.put("equal", check.isEqual());
        }
        one.put("recomputedDigest", CertificateCheck.text(check.then()));
        one.put("changedSince", check.isChangedSince());
        one.putObject("now")
                .put("counted", check.now().counted())
                .put("voided", check.now().voided())
                .put("standing", check.now().standing())
                .put("digest", CertificateCheck.text(check.now()));
    }

    private static void putUnlessEmpty(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }
}
