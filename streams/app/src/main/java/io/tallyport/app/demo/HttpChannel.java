package io.tallyport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Products that speak HTTP: CloudEvents in small batches; what uses up a quota goes at once. */
final class HttpChannel implements DemoChannel {

    private static final int MOST = 200;
    private static final long LINGER_MS = 40;

    private record Waiting(DemoEmission emission, CompletableFuture<DemoPlace> place) {}

    private final DemoHttp http;
    private final Instant begin;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "demo-http-channel");
        thread.setDaemon(true);
        return thread;
    });
    private List<Waiting> batch = new ArrayList<>();

    /** @param begin simulated instant at which the run began */
    HttpChannel(DemoHttp http, Instant begin) {
        this.http = http;
        this.begin = begin;
        var unused = timer.scheduleAtFixedRate(this::flush, LINGER_MS, LINGER_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<DemoPlace> send(DemoEmission emission) {
        var waiting = new Waiting(emission, new CompletableFuture<>());
        if (emission.crossing()) {
            post(List.of(waiting));
        } else {
            add(waiting);
        }
        return waiting.place();
    }

    private void add(Waiting waiting) {
        List<Waiting> full = List.of();
        synchronized (this) {
            batch.add(waiting);
            if (batch.size() >= MOST) {
                full = batch;
                batch = new ArrayList<>();
            }
        }
        post(full);
    }

    private void flush() {
        List<Waiting> due;
        synchronized (this) {
            due = batch;
            batch = new ArrayList<>();
        }
        post(due);
    }

    private void post(List<Waiting> events) {
        if (events.isEmpty()) {
            return;
        }
        var body = DemoHttp.JSON.createArrayNode();
        events.forEach(waiting -> body.add(cloudEvent(waiting.emission())));
        var unused = http.emit(body.toString()).whenComplete((answer, failure) -> {
            if (failure != null) {
                events.forEach(waiting -> waiting.place().completeExceptionally(failure));
            } else {
                settle(events, answer.path("events"));
            }
        });
    }

    private static void settle(List<Waiting> events, JsonNode places) {
        for (int i = 0; i < events.size(); i++) {
            JsonNode place = places.path(i);
            var waiting = events.get(i);
            if (place.path("id").asText().equals(waiting.emission().id()) && place.has("offset")) {
                waiting.place()
                        .complete(new DemoPlace(
                                place.path("partition").asInt(),
                                place.path("offset").asLong()));
            } else {
                waiting.place()
                        .completeExceptionally(new IllegalStateException("the answer does not name the place of event "
                                + waiting.emission().id()));
            }
        }
    }

    private JsonNode cloudEvent(DemoEmission emission) {
        var event = DemoHttp.JSON
                .createObjectNode()
                .put("specversion", "1.0")
                .put("id", emission.id())
                .put("source", emission.source())
                .put("type", emission.type())
                .put("time", begin.plusMillis(emission.timeMs()).toString())
                .put("license", emission.license());
        event.set("data", DemoHttp.JSON.valueToTree(emission.payload().data()));
        return event;
    }

    @Override
    public void close() {
        flush();
        timer.shutdown();
    }
}
