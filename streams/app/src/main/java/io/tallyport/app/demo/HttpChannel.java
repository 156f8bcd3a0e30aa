package io.tallyport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Products that speak HTTP: CloudEvents in small batches; what uses up a quota goes at once. A batch whose outcome is
 * unknown is sent again with the same ids, as a product must.
 */
final class HttpChannel implements DemoChannel {

    private static final int MOST = 200;
    private static final long LINGER_MS = 40;

    /**
     * How often an unanswered batch is sent again.
     *
     * @param mostTries tries in all
     * @param firstPause before the second try; each further one doubles
     * @param mostPause longest pause
     * @param noTryAfter since the first try
     */
    record Patience(int mostTries, Duration firstPause, Duration mostPause, Duration noTryAfter) {

        /** With the timeout of the last request it ends before the demo stops waiting for what is under way. */
        static final Patience STANDARD =
                new Patience(10, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(60));

        Duration pauseAfter(int tries) {
            Duration pause = firstPause.multipliedBy(1L << Math.min(tries - 1, 16));
            return pause.compareTo(mostPause) < 0 ? pause : mostPause;
        }
    }

    private record Waiting(DemoEmission emission, CompletableFuture<DemoPlace> place) {}

    private record Batch(List<Waiting> events, String body, long beganNanos) {

        void fail(Throwable failure) {
            events.forEach(waiting -> waiting.place().completeExceptionally(failure));
        }
    }

    private final Function<String, CompletableFuture<JsonNode>> emit;
    private final Consumer<DemoEmission> unanswered;
    private final Patience patience;
    private final Instant begin;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "demo-http-channel");
        thread.setDaemon(true);
        return thread;
    });
    private List<Waiting> batch = new ArrayList<>();

    /**
     * @param emit appends a batch of CloudEvents; the answer names the place of each
     * @param unanswered told of every event that is about to be sent again although it may have been written
     * @param begin simulated instant at which the run began
     */
    HttpChannel(
            Function<String, CompletableFuture<JsonNode>> emit,
            Consumer<DemoEmission> unanswered,
            Patience patience,
            Instant begin) {
        this.emit = emit;
        this.unanswered = unanswered;
        this.patience = patience;
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
        post(new Batch(events, body.toString(), System.nanoTime()), 1);
    }

    private void post(Batch sent, int tries) {
        var unused = emit.apply(sent.body()).whenComplete((answer, failure) -> {
            if (failure == null) {
                settle(sent.events(), answer.path("events"));
            } else if (tries < patience.mostTries()
                    && System.nanoTime() - sent.beganNanos()
                            < patience.noTryAfter().toNanos()
                    && DemoHttp.isUnanswered(failure)) {
                sent.events().forEach(waiting -> unanswered.accept(waiting.emission()));
                CompletableFuture.delayedExecutor(patience.pauseAfter(tries).toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> post(sent, tries + 1));
            } else {
                sent.fail(failure);
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
