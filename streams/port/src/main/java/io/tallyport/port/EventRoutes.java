package io.tallyport.port;

import static io.tallyport.contract.TopicCatalog.USAGE_VERDICTS;

import io.tallyport.domain.usage.Backfill;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.correction.UsageCorrections;
import io.tallyport.port.ingest.EventParser;
import io.tallyport.port.ingest.EventRequest;
import io.tallyport.port.license.IssueRequest;
import io.tallyport.port.rejected.Resubmission;
import io.tallyport.readmodel.ReadModel;
import io.tallyport.readmodel.UncountedUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Usage in, and rejected usage in again. */
final class EventRoutes {

    private static final long TIMEOUT_MS_DEFAULT = 10_000;
    private static final long TIMEOUT_MS_MAX = 60_000;
    private static final int RESUBMITTED_MAX = 10_000;
    private static final Duration LISTED_WITHIN = Duration.ofSeconds(5);
    private static final Set<String> RESUBMIT_FIELDS = Set.of("reason", "license", "author");

    private final Supplier<PortBackend> backend;
    private final ReadModel readModel;
    private final Executor executor;

    EventRoutes(Supplier<PortBackend> backend, ReadModel readModel, Executor executor) {
        this.backend = backend;
        this.readModel = readModel;
        this.executor = executor;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("emit", this::emit);
        handlers.put("void", correction(UsageCorrections::voidEvents));
        handlers.put("restore", correction(UsageCorrections::restoreEvents));
        handlers.put("amend", correction(UsageCorrections::amendEvent));
        handlers.put("rejected", RouteHandler.of(this::rejected));
        handlers.put("rejected-resubmit", this::resubmit);
    }

    private CompletableFuture<Answer> emit(RouteCall call) {
        Duration within = switch (call.query("wait")) {
            case "" -> null;
            case "verdict" -> Duration.ofMillis(timeoutMs(call));
            default ->
                throw Problem.badInput("MALFORMED", "wait", "wait must be verdict, or left out")
                        .asException();
        };
        String license = call.query("license");
        var request = new EventRequest(
                call.header("Content-Type"),
                call.headers(),
                call.body(),
                license.isEmpty() ? "" : IssueRequest.licenseId("license", license));
        var batch = EventParser.parse(request);
        batch.requireFaultless();
        return backend.get().ingest().take(batch, jobOf(call), within);
    }

    private static String jobOf(RouteCall call) {
        String job = call.query("job");
        if (!job.isEmpty() && !Backfill.isName(job)) {
            throw Problem.badInput("MALFORMED", "job", "the name of a backfill job is made of " + Backfill.NAME_FORM)
                    .asException();
        }
        return job;
    }

    private static long timeoutMs(RouteCall call) {
        Long timeout = call.number("timeout", 1, TIMEOUT_MS_MAX);
        return timeout == null ? TIMEOUT_MS_DEFAULT : timeout;
    }

    @FunctionalInterface
    private interface Correcting {
        Answer answer(UsageCorrections corrections, byte[] body, String idempotencyKey);
    }

    private RouteHandler correction(Correcting correcting) {
        return call -> {
            UsageCorrections corrections = backend.get().corrections();
            byte[] body = call.body();
            String key = call.header("Idempotency-Key");
            return CompletableFuture.supplyAsync(() -> correcting.answer(corrections, body, key), executor);
        };
    }

    private Answer rejected(RouteCall call) {
        var rejected = readModel.rejected(call.queryOrNull("reason"), call.queryOrNull("license"), call.limit(), false);
        return Answer.ok(ReadAnswers.list("rejected", rejected));
    }

    private CompletableFuture<Answer> resubmit(RouteCall call) {
        var fields = RequestFields.of(call.body(), RESUBMIT_FIELDS);
        String reason = fields.optional("reason");
        String license = fields.optional("license");
        String author = fields.optional("author");
        Resubmission resubmission = backend.get().resubmission();
        return CompletableFuture.supplyAsync(() -> resubmit(resubmission, reason, license, author), executor);
    }

    private Answer resubmit(Resubmission resubmission, String reason, String license, String author) {
        resubmission.verdictEnds().forEach((partition, end) -> awaitRead(USAGE_VERDICTS.name(), partition, end - 1));
        var rejected = new ArrayList<>(readModel
                .rejected(reason.isEmpty() ? null : reason, license.isEmpty() ? null : license, RESUBMITTED_MAX, false)
                .value());
        if (rejected.isEmpty()) {
            return Answer.ok(Json.object().put("resubmitted", 0).set("verdicts", Json.object()));
        }
        Collections.reverse(rejected);
        var done =
                resubmission.send(rejected.stream().map(UncountedUsage::origin).toList(), author);
        done.lastEntry().ifPresent(at -> awaitRead(at.topic(), at.partition(), at.offset()));
        done.answer().put("more", rejected.size() == RESUBMITTED_MAX);
        return Answer.ok(done.answer());
    }

    /** Waits, for a moment at most, until the read model has read a record. */
    private void awaitRead(String topic, int partition, long offset) {
        try {
            var unused = readModel.awaitOffset(topic, partition, offset, LISTED_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
