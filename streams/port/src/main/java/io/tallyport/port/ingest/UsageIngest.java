package io.tallyport.port.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tallyport.contract.LicensePartition;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.topic.Appender;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageVerdictV1;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Takes usage events in: resolves, appends durably, and on request waits for the verdicts. */
public final class UsageIngest {

    private static final Duration APPEND_WITHIN = Duration.ofSeconds(15);
    private static final List<String> KINDS = List.of("counted", "duplicate", "conflict", "late", "rejected");

    private record Outgoing(ParsedEvent event, String key, byte[] value) {}

    private record Appended(ParsedEvent event, Coordinates at) {}

    private final Appender<UsageEventV1> live;
    private final Appender<UsageEventV1> bulk;
    private final LicenseResolver resolver;
    private final VerdictBoard board;
    private final int partitions;
    private final LongSupplier nowMs;
    private final Executor executor;
    private final Counter accepted;
    private final Timer appendTime;
    private final Timer verdictTime;

    /**
     * @param live writes live events
     * @param bulk writes those of backfills
     * @param partitions partition count of the installation
     * @param nowMs the node's clock, for events without a time: tick time in ms since the epoch
     * @param executor runs what follows an append or a verdict
     */
    public UsageIngest(
            Appender<UsageEventV1> live,
            Appender<UsageEventV1> bulk,
            LicenseResolver resolver,
            VerdictBoard board,
            int partitions,
            LongSupplier nowMs,
            Executor executor,
            MeterRegistry metrics) {
        this.live = live;
        this.bulk = bulk;
        this.resolver = resolver;
        this.board = board;
        this.partitions = partitions;
        this.nowMs = nowMs;
        this.executor = executor;
        this.accepted = metrics.counter("tallyport.port.events.accepted");
        this.appendTime = metrics.timer("tallyport.port.append");
        this.verdictTime = metrics.timer("tallyport.port.verdict.wait");
    }

    /**
     * Takes the events of a request, all of them or none.
     *
     * @param batch as {@link EventParser} gives it
     * @param job the backfill that brings them; empty if they are live
     * @param verdictWithin how long to wait for verdicts; null = answer after the append
     * @throws io.tallyport.port.answer.ProblemException when the request is malformed; then nothing was written
     */
    public CompletableFuture<Answer> take(EventBatch batch, String job, @Nullable Duration verdictWithin) {
        batch.requireFaultless();
        if (!job.isEmpty()) {
            batch.requireTimes();
        }
        var appender = job.isEmpty() ? live : bulk;
        long stampMs = nowMs.getAsLong();
        var outgoing = new ArrayList<Outgoing>(batch.events().size());
        batch.events().forEach(event -> outgoing.add(prepare(event, job, appender, stampMs)));
        var sample = Timer.start();
        return append(outgoing, appender)
                .thenComposeAsync(
                        appended -> {
                            sample.stop(appendTime);
                            accepted.increment(appended.size());
                            return verdictWithin == null
                                    ? CompletableFuture.completedFuture(accepted(appended))
                                    : withVerdicts(appended, verdictWithin);
                        },
                        executor);
    }

    private Outgoing prepare(ParsedEvent event, String job, Appender<UsageEventV1> appender, long stampMs) {
        String license = event.license();
        String unresolved = "";
        if (!event.licenseKey().isEmpty()) {
            license = resolver.licenseOfKey(event.licenseKey()).orElse("");
            if (license.isEmpty() && !resolver.isComplete()) {
                throw Problem.unavailable("STARTING", "licenses are still being loaded, so the key cannot be resolved")
                        .asException();
            }
            unresolved = license.isEmpty() ? "LICENSE_KEY_UNKNOWN" : "";
        } else if (license.isEmpty()) {
            unresolved = "LICENSE_MISSING";
        }
        var wire = EventMapping.toWire(event, license, unresolved, stampMs);
        wire.setJob(job);
        return new Outgoing(event, license.isEmpty() ? event.source() : license, appender.encode(wire));
    }

    private CompletableFuture<List<Appended>> append(List<Outgoing> outgoing, Appender<UsageEventV1> appender) {
        var sent = new ArrayList<CompletableFuture<RecordMetadata>>(outgoing.size());
        for (Outgoing one : outgoing) {
            var future = appender.append(LicensePartition.of(one.key(), partitions), one.key(), one.value());
            sent.add(future);
            if (future.isCompletedExceptionally()) {
                break;
            }
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
                .orTimeout(APPEND_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .handle((nothing, failure) -> {
                    if (failure != null) {
                        throw uncertain(failure);
                    }
                    var appended = new ArrayList<Appended>(outgoing.size());
                    for (int i = 0; i < outgoing.size(); i++) {
                        var at = sent.get(i).join();
                        appended.add(new Appended(
                                outgoing.get(i).event(), new Coordinates(at.topic(), at.partition(), at.offset())));
                    }
                    return appended;
                });
    }

    private static RuntimeException uncertain(Throwable failure) {
        return Problem.of(
                        504,
                        "OUTCOME_UNKNOWN",
                        "Kafka did not confirm every event in time; some may be written. Send the same events again: "
                                + "their ids make that safe")
                .asException(failure);
    }

    private Answer accepted(List<Appended> appended) {
        ObjectNode body = Json.object().put("accepted", appended.size());
        var events = body.putArray("events");
        appended.forEach(one -> events.add(line(one)));
        return Answer.json(202, body);
    }

    private CompletableFuture<Answer> withVerdicts(List<Appended> appended, Duration within) {
        var sample = Timer.start();
        var wait = board.await(appended.stream().map(Appended::at).toList());
        return wait.complete()
                .copy()
                .completeOnTimeout(null, within.toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(
                        nothing -> {
                            wait.close();
                            sample.stop(verdictTime);
                            return verdicts(appended, wait);
                        },
                        executor);
    }

    private Answer verdicts(List<Appended> appended, VerdictBoard.Wait wait) {
        ObjectNode body = Json.object().put("accepted", appended.size());
        var totals = body.putObject("verdicts");
        KINDS.forEach(kind -> totals.put(kind, 0));
        var events = body.putArray("events");
        int pending = 0;
        for (Appended one : appended) {
            ObjectNode line = line(one);
            UsageVerdictV1 verdict = wait.of(one.at());
            if (verdict == null) {
                pending++;
                line.put("verdict", "pending");
            } else {
                String kind = verdict.getKind().name().toLowerCase(Locale.ROOT);
                totals.put(kind, totals.path(kind).asInt() + 1);
                describe(line, kind, verdict);
            }
            events.add(line);
        }
        if (pending > 0) {
            totals.put("pending", pending);
        }
        return Answer.json(pending == 0 ? 200 : 202, body);
    }

    private static void describe(ObjectNode line, String kind, UsageVerdictV1 verdict) {
        line.put("verdict", kind);
        if (kind.equals("counted")) {
            line.put("zone", verdict.getZone().name().toLowerCase(Locale.ROOT));
        }
        if (verdict.getOutsideEntitlement()) {
            line.put("outsideEntitlement", true);
        }
        putUnlessEmpty(line, "reason", verdict.getReason());
        putUnlessEmpty(line, "field", verdict.getField());
        putUnlessEmpty(line, "detail", verdict.getDetail());
    }

    private static void putUnlessEmpty(ObjectNode line, String name, String text) {
        if (!text.isEmpty()) {
            line.put(name, text);
        }
    }

    private static ObjectNode line(Appended one) {
        return Json.object()
                .put("id", one.event().id())
                .put("source", one.event().source())
                .put("topic", one.at().topic())
                .put("partition", one.at().partition())
                .put("offset", one.at().offset());
    }
}
