package io.tallyport.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.tallyport.app.demo.DemoEmission.DemoPayload;
import io.tallyport.app.demo.DemoEmission.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What a product does that gets no answer. */
class HttpChannelTest {

    private static final DemoEmission CROSSING = new DemoEmission(
            1,
            0,
            "L1",
            "atlas.call",
            "atlas/1",
            "e1",
            0,
            new DemoPayload(Map.of(), Map.of()),
            DemoFate.COUNTED,
            Way.HTTP,
            true,
            null);

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<DemoEmission> unanswered = new CopyOnWriteArrayList<>();

    /** Sends one event to a node that answers each try as told, the first being 1. */
    private CompletableFuture<DemoPlace> send(IntFunction<CompletableFuture<JsonNode>> node, Duration noTryAfter) {
        var patience = new HttpChannel.Patience(4, Duration.ofMillis(1), Duration.ofMillis(2), noTryAfter);
        try (var channel = new HttpChannel(
                body -> {
                    bodies.add(body);
                    return node.apply(bodies.size());
                },
                unanswered::add,
                patience,
                Instant.EPOCH)) {
            return channel.send(CROSSING);
        }
    }

    private static CompletableFuture<JsonNode> placed() {
        var body = DemoHttp.JSON.createObjectNode();
        body.putArray("events").addObject().put("id", "e1").put("partition", 3).put("offset", 41);
        return CompletableFuture.completedFuture(body);
    }

    private static CompletableFuture<JsonNode> noAnswer() {
        return CompletableFuture.failedFuture(new IOException("nobody answered"));
    }

    @Test
    void whatGotNoAnswerIsSentAgainAsItWasUntilItIsAnswered() throws Exception {
        var place = send(tries -> tries < 4 ? noAnswer() : placed(), Duration.ofMinutes(1));
        assertEquals(new DemoPlace(3, 41), place.get(10, TimeUnit.SECONDS));
        assertEquals(4, bodies.size());
        assertEquals(1, bodies.stream().distinct().count());
        assertEquals(List.of(CROSSING, CROSSING, CROSSING), unanswered);
    }

    @Test
    void theTriesEnd() {
        var place = send(tries -> noAnswer(), Duration.ofMinutes(1));
        assertThrows(ExecutionException.class, () -> place.get(10, TimeUnit.SECONDS));
        assertEquals(4, bodies.size());
    }

    @Test
    void noTryBeginsWhenItsTimeIsOver() {
        var place = send(tries -> noAnswer(), Duration.ZERO);
        assertThrows(ExecutionException.class, () -> place.get(10, TimeUnit.SECONDS));
        assertEquals(1, bodies.size());
        assertEquals(List.of(), unanswered);
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        var patience = HttpChannel.Patience.STANDARD;
        assertEquals(Duration.ofMillis(200), patience.pauseAfter(1));
        assertEquals(Duration.ofMillis(400), patience.pauseAfter(2));
        assertEquals(Duration.ofSeconds(5), patience.pauseAfter(9));
    }

    @Test
    void anUnknownOutcomeAndALostConnectionAreUnansweredARefusalIsAnAnswer() throws Exception {
        assertTrue(DemoHttp.isUnanswered(failureOf(504)));
        assertTrue(DemoHttp.isUnanswered(failureOf(503)));
        assertEquals(false, DemoHttp.isUnanswered(failureOf(400)));
        var nobody = new DemoHttp(URI.create("http://127.0.0.1:1"));
        assertTrue(DemoHttp.isUnanswered(failureOf(nobody)));
    }

    private static Throwable failureOf(int status) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            return failureOf(new DemoHttp(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
        } finally {
            server.stop(0);
        }
    }

    private static Throwable failureOf(DemoHttp http) throws Exception {
        return http.emit("[]").handle((answer, failure) -> failure).get(10, TimeUnit.SECONDS);
    }
}
