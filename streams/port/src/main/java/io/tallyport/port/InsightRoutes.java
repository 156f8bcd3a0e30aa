package io.tallyport.port;

import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Polling;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RecordJson;
import io.tallyport.port.explain.DecisionExplanation;
import io.tallyport.port.explain.UsageExplanations;
import io.tallyport.readmodel.AnomalyAlert;
import io.tallyport.readmodel.ReadModel;
import io.tallyport.readmodel.RecordedDecision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What happened, and why: alerts, decisions, explanations. */
final class InsightRoutes {

    /** A decision is traced a moment after it was answered. */
    private static final Duration TRACED_WITHIN = Duration.ofSeconds(3);

    /** Events that are listed unless another number is asked for. */
    private static final int LISTED = 20;

    private final ReadModel readModel;
    private final Executor executor;
    private final Supplier<PortBackend> backend;

    InsightRoutes(Supplier<PortBackend> backend, ReadModel readModel, Executor executor) {
        this.backend = backend;
        this.readModel = readModel;
        this.executor = executor;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("alerts", RouteHandler.of(this::alerts));
        handlers.put("decisions", RouteHandler.of(this::decisions));
        handlers.put("explain-decision", this::explain);
        handlers.put("explain-usage", this::explainUsage);
    }

    private Answer alerts(RouteCall call) {
        var alerts = readModel.alerts(call.queryOrNull("license"), call.limit());
        var node = ReadAnswers.readAt(io.tallyport.port.answer.Json.object(), alerts);
        var array = node.putArray("alerts");
        alerts.value().forEach(alert -> {
            var line = RecordJson.of((Record) alert);
            array.add(alert instanceof AnomalyAlert ? line.put("kind", "ANOMALY") : line);
        });
        return Answer.ok(node);
    }

    private Answer decisions(RouteCall call) {
        return Answer.ok(ReadAnswers.list("decisions", readModel.decisions(call.queryOrNull("license"), call.limit())));
    }

    private CompletableFuture<Answer> explain(RouteCall call) {
        String id = call.path("id");
        return Polling.until(() -> found(id), TRACED_WITHIN, executor).thenApply(found -> {
            var answer = found.orElseThrow(() -> Problem.of(
                            404,
                            "DECISION_UNKNOWN",
                            "there is no decision " + id + " in the read model; single allows are only counted")
                    .asException());
            RecordedDecision decision = answer.value().orElseThrow();
            return Answer.ok(ReadAnswers.readAt(DecisionExplanation.of(decision), answer));
        });
    }

    private CompletableFuture<Answer> explainUsage(RouteCall call) {
        String license = call.license();
        String meter = call.path("meter");
        String period = call.path("period");
        String group = call.query("group");
        Long version = call.number("meterVersion", 1, Integer.MAX_VALUE);
        Long limit = call.number("limit", 0, UsageExplanations.LISTED_MOST);
        UsageExplanations explanations = backend.get().explanations();
        return CompletableFuture.supplyAsync(
                () -> explanations.explain(
                        license,
                        meter,
                        period,
                        group,
                        version == null ? null : version.intValue(),
                        limit == null ? LISTED : limit.intValue()),
                executor);
    }

    private Optional<io.tallyport.readmodel.Answer<Optional<RecordedDecision>>> found(String id) {
        return Optional.of(readModel.decision(id))
                .filter(answer -> answer.value().isPresent());
    }
}
