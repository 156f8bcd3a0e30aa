package io.tallyport.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.statement.ShelfBook;
import io.tallyport.readmodel.Answer;
import io.tallyport.readmodel.Seat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes of seats over a real server, with the seats of a test. */
class SeatRoutesTest {

    private static final long SINCE_MS = 1_768_003_200_000L;

    private final ShelfBook book = new ShelfBook();
    private final Map<String, List<Seat>> seats = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final RouteServer server;

    SeatRoutesTest() {
        var handlers = new HashMap<String, RouteHandler>();
        Routes.ALL.forEach(r -> handlers.put(r.operationId(), RouteHandler.of(call -> {
            throw new IllegalStateException("not called");
        })));
        new SeatRoutes(
                        () -> {
                            throw Problem.unavailable("STARTING", "Kafka is not up")
                                    .asException();
                        },
                        book,
                        license -> new Answer<>(
                                seats.getOrDefault(license, List.of()), Map.of("license.events.v1-0", 8L), SINCE_MS))
                .addTo(handlers);
        server = RouteServer.start(
                PortConfig.loopback(0, OfflineNode.PEPPER, "test"), handlers, new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theListSaysSinceWhenAndByWhom() throws Exception {
        var at = new Origin("license.events.v1", 0, 7);
        seats.put("a", List.of(new Seat("kim", SINCE_MS, "ann", "joined", "c-1", at)));
        var reply = call("GET", "/v1/licenses/a/seats", "");
        assertEquals(200, reply.statusCode(), reply.body());
        var list = Json.MAPPER.readTree(reply.body());
        assertEquals("a", list.path("license").asText());
        assertEquals(8, list.path("offsets").path("license.events.v1-0").asInt());
        assertEquals(
                "{\"member\":\"kim\",\"since\":\"2026-01-10T00:00:00Z\",\"assignedBy\":\"ann\",\"reason\":\"joined\","
                        + "\"commandId\":\"c-1\",\"topic\":\"license.events.v1\",\"partition\":0,\"offset\":7}",
                list.path("seats").path(0).toString());
    }

    @Test
    void aLicenseOfWhichNobodyHasASeatHasAnEmptyListAndOneThatIsNotThereHasNone() throws Exception {
        book.issued("a", 1);
        var empty = call("GET", "/v1/licenses/a/seats", "");
        assertEquals(200, empty.statusCode(), empty.body());
        assertTrue(Json.MAPPER.readTree(empty.body()).path("seats").isEmpty(), empty.body());
        var unknown = call("GET", "/v1/licenses/nobody/seats", "");
        assertEquals(404, unknown.statusCode(), unknown.body());
        assertEquals(
                "LICENSE_UNKNOWN",
                Json.MAPPER.readTree(unknown.body()).path("code").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "assign|{}|400|MISSING|member",
                "release|{}|400|MISSING|member",
                "assign|{\"member\":7}|400|MISTYPED|member",
                "release|{\"member\":\"kim\"}|503|STARTING|''",
                "assign|{\"member\":\"kim\",\"plan\":\"x\"}|400|UNKNOWN_FIELD|plan",
                "assign|{\"member\":\"a\\u0007b\"}|400|MALFORMED|member",
            })
    void problemsNameTheField(String change, String body, int status, String code, String field) throws Exception {
        var reply = call("POST", "/v1/licenses/a/seats/" + change, body);
        assertEquals(status, reply.statusCode(), reply.body());
        var problem = Json.MAPPER.readTree(reply.body());
        assertEquals(code, problem.path("code").asText());
        assertEquals(field, problem.path("field").asText());
        assertFalse(problem.path("detail").asText().isEmpty());
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
