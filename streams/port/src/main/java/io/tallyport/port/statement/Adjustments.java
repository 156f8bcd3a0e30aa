package io.tallyport.port.statement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RecordJson;
import io.tallyport.port.license.LicenseChange;
import io.tallyport.port.license.LicenseCommands;
import io.tallyport.readmodel.StatementFilter;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementPeriod;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;
import io.tallyport.readmodel.TimelineEvent;
import io.tallyport.wire.LicenseCommandKind;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Corrects closed periods by hand: finds the period, reckons what of the amount is past its allowance, sends the command. */
public final class Adjustments {

    private static final int MOST = 10_000;

    private final StatementBook book;
    private final LicenseCommands commands;

    public Adjustments(StatementBook book, LicenseCommands commands) {
        this.book = book;
        this.commands = commands;
    }

    /** Takes a request: 200 with the event, and with the period and overage that were sent. */
    public CompletableFuture<Answer> adjust(byte[] body, String idempotencyKey) {
        var request = AdjustRequest.of(body, idempotencyKey);
        if (request.overage() == null && !request.commandId().isEmpty()) {
            // What is reckoned now may differ from what was reckoned then, so the same command would seem another one.
            var answered = book.timeline(request.license(), MOST).value().stream()
                    .filter(event -> event.commandId().equals(request.commandId()))
                    .findFirst();
            if (answered.isPresent()) {
                return CompletableFuture.completedFuture(repeated(request, answered.get()));
            }
        }
        LicenseChange change = change(request);
        return commands.change(change);
    }

    /** The command that a request comes to. */
    LicenseChange change(AdjustRequest request) {
        long fromMs = periodFromMs(request);
        List<StatementSummary> issued = book
                .statements(new StatementFilter(request.license(), null, null, StatementStatus.ISSUED, null, MOST))
                .value()
                .stream()
                .sorted(Comparator.comparingLong(StatementSummary::number))
                .toList();
        var ofPeriod = issued.stream().filter(s -> s.fromMs() == fromMs).findFirst();
        BigDecimal overage = request.overage();
        if (overage == null) {
            overage = overage(
                    request,
                    ofPeriod.orElseThrow(() -> overageMissing("the period that begins at " + Json.instant(fromMs)
                            + " has no issued statement, so what is past its allowance cannot be reckoned")),
                    issued);
        }
        var attributes = new HashMap<>(Map.of(
                "meter", request.meter(),
                "period", Json.instant(fromMs),
                "quantity", request.quantity().toPlainString(),
                "overage", overage.toPlainString()));
        // The pipeline remembers the last few numbers only.
        ofPeriod.ifPresent(statement -> attributes.put("corrects", Long.toString(statement.number())));
        return new LicenseChange(
                LicenseCommandKind.ADJUST,
                request.license(),
                request.commandId(),
                request.author(),
                request.reason(),
                "",
                attributes);
    }

    private long periodFromMs(AdjustRequest request) {
        var month = PeriodText.monthOrNull(request.period());
        var term = book.term(request.license()).value();
        if (month != null) {
            return StatementPeriod.beginningIn(
                            month,
                            term.orElseThrow(() -> Problem.of(
                                                    404, "LICENSE_UNKNOWN", "there is no license " + request.license())
                                            .asException())
                                    .calendar())
                    .fromMs();
        }
        long fromMs = PeriodText.instantMs(request.period());
        if (term.isPresent()) {
            var period = StatementPeriod.holding(fromMs, term.get().calendar());
            if (period.fromMs() != fromMs) {
                throw PeriodText.malformed("does not begin at " + Json.instant(fromMs)
                        + ": the one of this license that holds it begins at " + Json.instant(period.fromMs()));
            }
        }
        return fromMs;
    }

    private BigDecimal overage(AdjustRequest request, StatementSummary ofPeriod, List<StatementSummary> issued) {
        var period = new StatementPeriod(ofPeriod.fromMs(), ofPeriod.toMs());
        var usage = new PeriodUsage(request.meter(), ofPeriod.number(), period);
        for (StatementSummary statement : issued) {
            if (statement.number() >= ofPeriod.number()) {
                for (int page = 1; page <= statement.pages(); page++) {
                    book.lines(statement.license(), statement.number(), page)
                            .value()
                            .forEach(line -> usage.add(statement.number(), line));
                }
            }
        }
        for (TimelineEvent event : pending(request.license(), issued.get(issued.size() - 1))) {
            usage.add(PendingAdjustment.of(event)
                    .orElseThrow(() -> overageMissing("the adjustment of command " + event.commandId()
                            + " waits for the next statement, so what this one adds to it cannot be reckoned")));
        }
        return usage.overageOf(request.quantity())
                .orElseThrow(() -> overageMissing("the statement reckons no allowance for meter " + request.meter()));
    }

    /** The adjustments that no statement holds yet: they come with the one after the last. */
    private List<TimelineEvent> pending(String license, StatementSummary last) {
        return book.timeline(license, MOST).value().stream()
                .filter(event -> event.type().equals(PendingAdjustment.TYPE) && event.atMs() >= last.issuedAtMs())
                .filter(event -> event.atMs() > last.issuedAtMs() || !isIn(last, event.commandId()))
                .toList();
    }

    private boolean isIn(StatementSummary statement, String commandId) {
        for (int page = 1; page <= statement.pages(); page++) {
            for (StatementLine line :
                    book.lines(statement.license(), statement.number(), page).value()) {
                if (line.commandId().equals(commandId)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static RuntimeException overageMissing(String because) {
        return Problem.badInput("MISSING", "overage", "overage is required: " + because)
                .asException();
    }

    private static Answer repeated(AdjustRequest request, TimelineEvent event) {
        if (!event.refusal().isEmpty()) {
            throw Problem.refused(event.refusal(), null, event.detail()).asException();
        }
        if (!event.type().equals(PendingAdjustment.TYPE) || !event.reason().equals(request.reason())) {
            throw Problem.refused(
                            "COMMAND_ID_REUSED", "commandId", "this command id was used by another command before")
                    .asException();
        }
        ObjectNode node = Json.object()
                .put("license", request.license())
                .put("repeated", true)
                .put("state", event.state())
                .put("version", event.version())
                .put("commandId", event.commandId());
        node.set("event", RecordJson.of(event));
        return Answer.ok(node);
    }
}
