package io.tallyport.port.license;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.LicensePartition;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Polling;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.WireJson;
import io.tallyport.port.topic.Appender;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Sends commands to licenses and answers with their committed outcome. A command id makes a repeat safe: the license
 * answers it as it did before. A license key exists in plain text in one answer only.
 */
public final class LicenseCommands {

    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(2);

    private final Appender<LicenseCommandV1> appender;
    private final OutcomeBoard board;
    private final LicenseKeys keys;
    private final LicenseLookup lookup;
    private final UnansweredIssues unanswered;
    private final int partitions;
    private final LongSupplier nowMs;
    private final Executor executor;
    private final Duration within;

    /**
     * @param nowMs the node's clock: tick time in ms since the epoch
     * @param executor runs what follows an outcome
     * @param within how long to wait for an outcome
     */
    public LicenseCommands(
            Appender<LicenseCommandV1> appender,
            OutcomeBoard board,
            LicenseKeys keys,
            LicenseLookup lookup,
            int partitions,
            LongSupplier nowMs,
            Executor executor,
            Duration within) {
        this.appender = appender;
        this.board = board;
        this.keys = keys;
        this.lookup = lookup;
        this.unanswered = new UnansweredIssues();
        this.partitions = partitions;
        this.nowMs = nowMs;
        this.executor = executor;
        this.within = within;
    }

    /** Issues a license: 201 with its id and, once, its key. */
    public CompletableFuture<Answer> issue(IssueRequest request) {
        String commandId = request.commandId().isEmpty() ? newCommandId() : request.commandId();
        String license = request.license().isEmpty()
                ? request.commandId().isEmpty() ? keys.newId() : keys.idOf(commandId)
                : request.license();
        var before = unanswered.keyOf(license, commandId);
        if (before.isEmpty() && !request.commandId().isEmpty()) {
            var answered = lookup.answerTo(license, commandId);
            if (answered.isPresent()) {
                return CompletableFuture.completedFuture(repeated(license, request, answered.get()));
            }
        }
        String key = before.orElseGet(keys::newKey);
        unanswered.remember(license, commandId, key);
        var command = command(LicenseCommandKind.ISSUE, license, commandId, request.author(), request.reason());
        command.setProduct(request.product());
        command.setPlan(request.plan());
        command.setCustomer(request.customer());
        command.setStartsAtMs(request.startsAtMs());
        command.setExpiresAtMs(request.expiresAtMs());
        command.setTimeZone(request.timeZone());
        command.setAnchorMs(request.anchorMs());
        command.setKeyHash(keys.hash(key));
        return send(command)
                .thenApplyAsync(
                        event -> {
                            unanswered.forget(license, commandId);
                            ObjectNode body =
                                    Json.object().put("license", license).put("key", key);
                            return Answer.json(201, outcome(body, event));
                        },
                        executor);
    }

    /** Suspends, resumes, revokes or releases a license: 200 with the event. */
    public CompletableFuture<Answer> change(
            LicenseCommandKind kind, String license, String commandId, String author, String reason) {
        return change(new LicenseChange(kind, license, commandId, author, reason, "", Map.of()));
    }

    /** Changes a license: 200 with the event, and with what was asked. */
    public CompletableFuture<Answer> change(LicenseChange change) {
        String id = change.commandId().isEmpty() ? newCommandId() : change.commandId();
        var command = command(change.kind(), change.license(), id, change.author(), change.reason());
        command.setPlan(change.plan());
        command.setAttributes(change.attributes());
        return send(command)
                .thenApplyAsync(
                        event -> {
                            ObjectNode body = Json.object().put("license", change.license());
                            new TreeMap<>(change.attributes()).forEach(body::put);
                            return Answer.ok(outcome(body, event));
                        },
                        executor);
    }

    private CompletableFuture<LicenseEventV1> send(LicenseCommandV1 command) {
        CompletableFuture<LicenseEventV1> outcome = board.await(command.getLicense(), command.getCommandId());
        int partition = LicensePartition.of(command.getLicense(), partitions);
        var unused = appender.append(partition, command.getLicense(), command).whenComplete((at, failure) -> {
            if (failure != null) {
                outcome.completeExceptionally(failure);
            }
        });
        return outcome.orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync((event, failure) -> settled(command, event, failure), executor)
                .thenCompose(this::visible);
    }

    private LicenseEventV1 settled(
            LicenseCommandV1 command,
            @org.jspecify.annotations.Nullable LicenseEventV1 event,
            @org.jspecify.annotations.Nullable Throwable failure) {
        if (event == null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            String why = cause instanceof TimeoutException
                    ? "no outcome came within " + within.toSeconds() + " s"
                    : "Kafka did not confirm the command";
            throw Problem.of(
                            504,
                            "OUTCOME_UNKNOWN",
                            why + "; whether it was done is unknown. Send it again with commandId "
                                    + command.getCommandId() + " to learn it")
                    .asException(cause == null ? new TimeoutException() : cause);
        }
        if (!event.getRefusal().isEmpty()) {
            unanswered.forget(command.getLicense(), command.getCommandId());
            int status = event.getRefusal().equals("LICENSE_UNKNOWN") ? 404 : 409;
            throw new Problem(
                            status,
                            event.getRefusal(),
                            "The command was refused",
                            event.getDetail().isEmpty() ? event.getRefusal() : event.getDetail(),
                            fieldOf(event),
                            java.util.List.of(),
                            0)
                    .asException();
        }
        return event;
    }

    private static @org.jspecify.annotations.Nullable String fieldOf(LicenseEventV1 event) {
        return switch (event.getField()) {
            case "", "kind" -> null;
            case "startsAtMs" -> "startsAt";
            case "expiresAtMs" -> "expiresAt";
            case "anchorMs" -> "anchor";
            default -> event.getField();
        };
    }

    /** Holds the answer back, for a moment at most, until this node's own checks, or its read model, know of the outcome. */
    private CompletableFuture<LicenseEventV1> visible(LicenseEventV1 event) {
        return Polling.until(() -> isKnown(event).map(known -> event), VISIBLE_WITHIN, executor)
                .thenApply(seen -> event);
    }

    private Optional<?> isKnown(LicenseEventV1 event) {
        return switch (event.getType()) {
            // These change nothing of what the license may do, so no entitlement tells of them.
            case "ADJUSTED", "STATEMENT_RELEASED", "SEAT_ASSIGNED", "SEAT_RELEASED" ->
                lookup.answerTo(event.getLicense(), event.getCommandId());
            // They may move an end that clients see, and then again may change nothing that these do.
            case "RENEWED", "RENEWAL_SET", "ACTIVATED", "REINSTATED" ->
                lookup.answerTo(event.getLicense(), event.getCommandId())
                        .flatMap(told -> lookup.entitlement(event.getLicense()).filter(e -> isOf(e, event)));
            // It may hold from an instant on that lies ahead of the tick at which it was decided.
            case "PLAN_CHANGED" ->
                lookup.entitlement(event.getLicense()).filter(e -> e.plan().equals(event.getPlan()));
            default -> lookup.entitlement(event.getLicense()).filter(e -> says(e, event));
        };
    }

    private static boolean says(Entitlement entitlement, LicenseEventV1 event) {
        return entitlement.decidedAtMs() > event.getAtMs()
                || (entitlement.decidedAtMs() == event.getAtMs()
                        && entitlement.state().name().equals(event.getState()));
    }

    /** Whether an entitlement is that after an event, whenever it was decided: with its state and its end, or younger. */
    private static boolean isOf(Entitlement entitlement, LicenseEventV1 event) {
        Long expiresAtMs = event.getExpiresAtMs();
        // Whoever hears nothing more must not take one that renews itself for expired.
        long endMs = expiresAtMs == null || event.getRenews() ? Long.MAX_VALUE : expiresAtMs;
        return entitlement.decidedAtMs() > event.getAtMs()
                || (entitlement.state().name().equals(event.getState())
                        && (entitlement.expiresAtMs() == endMs
                                || !entitlement.state().givesAccess()));
    }

    private static Answer repeated(String license, IssueRequest request, ObjectNode event) {
        if (!event.path("refusal").asText("").isEmpty()) {
            throw Problem.refused(
                            event.path("refusal").asText(),
                            null,
                            event.path("detail").asText(""))
                    .asException();
        }
        if (!request.isLike(event)) {
            throw Problem.refused("COMMAND_ID_REUSED", "commandId", "this command id issued another license before")
                    .asException();
        }
        ObjectNode body = Json.object()
                .put("license", license)
                .put("repeated", true)
                .put("keyShown", "with the first answer to this command, and never again");
        body.set("state", event.path("state"));
        body.set("version", event.path("version"));
        body.set("event", event);
        return Answer.json(200, body);
    }

    private static ObjectNode outcome(ObjectNode body, LicenseEventV1 event) {
        body.put("state", event.getState());
        body.put("version", event.getVersion());
        body.put("commandId", event.getCommandId());
        body.set("event", WireJson.of(event));
        return body;
    }

    private LicenseCommandV1 command(
            LicenseCommandKind kind, String license, String commandId, String author, String reason) {
        return LicenseCommandV1.newBuilder()
                .setKind(kind)
                .setLicense(license)
                .setCommandId(commandId)
                .setAuthor(author.isEmpty() ? "http" : author)
                .setReason(reason)
                .setTimeMs(nowMs.getAsLong())
                .build();
    }

    private static String newCommandId() {
        return "cmd-" + UUID.randomUUID();
    }
}
