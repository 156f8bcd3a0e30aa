package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import io.tallyport.app.cli.NodeHttp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Sends one batch until every event of it has an outcome: what the node refuses is taken out and the rest sent again;
 * a node that does not answer is asked again with the same ids, so that nothing counts twice. Thread-safe.
 */
final class EmitSender {

    private static final String BATCH = "application/cloudevents-batch+json";
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 2_000;

    private final NodeHttp http;
    private final Route route;
    private final Duration timeout;
    private final EmitTally tally;
    private final Consumer<EmitItem.Bad> onBad;
    private final Consumer<String> onTrouble;

    /**
     * @param timeout how long to ask a node that does not answer
     * @param onBad told of each event that the node refuses
     * @param onTrouble told when the node does not answer, before it is asked again
     */
    EmitSender(
            NodeHttp http,
            Route route,
            Duration timeout,
            EmitTally tally,
            Consumer<EmitItem.Bad> onBad,
            Consumer<String> onTrouble) {
        this.http = http;
        this.route = route;
        this.timeout = timeout;
        this.tally = tally;
        this.onBad = onBad;
        this.onTrouble = onTrouble;
    }

    /**
     * Sends a batch.
     *
     * @throws CliFailure when the node refuses the request as such, not an event of it
     */
    void send(List<EmitItem.Event> batch) throws InterruptedException {
        List<EmitItem.Event> rest = batch;
        while (!rest.isEmpty()) {
            Reply reply = ask(rest);
            if (reply == null) {
                rest.forEach(tally::unknown);
                return;
            }
            if (reply.status() < 300) {
                settle(rest, NodeApi.json(reply).path("events"));
                return;
            }
            Problem problem = Problem.of(reply);
            if (reply.status() == 413 && rest.size() > 1) {
                send(rest.subList(0, rest.size() / 2));
                rest = rest.subList(rest.size() / 2, rest.size());
            } else {
                rest = withoutRefused(rest, problem);
            }
        }
    }

    /** The answer; null when there was none in time. */
    private @org.jspecify.annotations.Nullable Reply ask(List<EmitItem.Event> events) throws InterruptedException {
        byte[] bytes = events.stream()
                .map(EmitItem.Event::json)
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
        long giveUpAt = System.nanoTime() + timeout.toNanos();
        long pauseMs = FIRST_PAUSE_MS;
        while (true) {
            String trouble;
            try {
                Reply reply = http.send(route, new Body(BATCH, bytes), timeout.plusSeconds(1));
                Problem problem = reply.status() < 300 ? null : Problem.of(reply);
                if (problem == null || !problem.isTransient()) {
                    return reply;
                }
                trouble = problem.sentence();
            } catch (IOException e) {
                trouble = e.getMessage() == null ? e.toString() : e.getMessage();
            }
            if (System.nanoTime() + Duration.ofMillis(pauseMs).toNanos() > giveUpAt) {
                onTrouble.accept("giving up on " + events.size() + " events: " + trouble);
                return null;
            }
            onTrouble.accept("the node at " + http.node() + " does not answer (" + trouble + "); trying again");
            Thread.sleep(pauseMs);
            pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
        }
    }

    private void settle(List<EmitItem.Event> events, JsonNode outcomes) {
        for (int i = 0; i < events.size(); i++) {
            tally.verdict(events.get(i), outcomes.path(i));
        }
    }

    private List<EmitItem.Event> withoutRefused(List<EmitItem.Event> events, Problem problem) {
        Map<Integer, Problem.Item> refused = new HashMap<>();
        problem.errors().forEach(item -> {
            if (item.index() >= 0 && item.index() < events.size()) {
                refused.putIfAbsent(item.index(), item);
            }
        });
        if (refused.isEmpty()) {
            if (events.size() == 1 && (problem.status() == 400 || problem.status() == 413)) {
                refuse(events.get(0), problem.field(), problem.detail());
                return List.of();
            }
            throw problem.asFailure();
        }
        var rest = new ArrayList<EmitItem.Event>();
        for (int i = 0; i < events.size(); i++) {
            Problem.Item item = refused.get(i);
            if (item == null) {
                rest.add(events.get(i));
            } else {
                refuse(events.get(i), item.field(), item.reason());
            }
        }
        return rest;
    }

    private void refuse(EmitItem.Event event, String field, String reason) {
        var bad = new EmitItem.Bad(event.line(), field, reason);
        tally.bad(bad);
        onBad.accept(bad);
    }
}
