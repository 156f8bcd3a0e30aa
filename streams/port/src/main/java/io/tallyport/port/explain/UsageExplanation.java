package io.tallyport.port.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Statement;
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
        var told = new ExplanationJson(question, term, meter, parts, stated);
        ObjectNode node = told.head(comparison);
        if (!comparison.isEqual()) {
            node.put("waitsForNextStatement", waitsForNextStatement());
        }
        if (stated.recounting()) {
            node.put("recounting", true);
        }
        node.put("sentence", UsageSentences.summary(this));
        ArrayNode sentences = node.putArray("sentences");
        UsageSentences.more(this).forEach(sentences::add);
        told.lines(node, comparison, isUntold());
        told.adjustments(node);
        events(node);
        certificate(node);
        return node;
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
            ExplanationJson.putUnlessEmpty(one, "group", shown.group());
            one.put("stands", shown.stands());
            if (shown.afterStatement()) {
                one.put("afterStatement", true);
            }
            ExplanationJson.putUnlessEmpty(one, "amends", shown.amends());
            var corrected = shown.corrected();
            if (corrected != null) {
                ObjectNode by = one.putObject("corrected")
                        .put("kind", corrected.kind())
                        .put("author", corrected.author())
                        .put("reason", corrected.reason())
                        .put("commandId", corrected.commandId());
                ExplanationJson.putUnlessEmpty(by, "other", corrected.other());
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
}
