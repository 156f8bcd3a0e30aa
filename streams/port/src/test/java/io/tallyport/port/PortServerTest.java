package io.tallyport.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The port while Kafka is away: what answers, what refuses, and in what shape. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortServerTest {

    private static final String EVENT = "application/cloudevents+json";

    private OfflineNode node;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        node = new OfflineNode(folder, OfflineNode.standing("system"));
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no-such-host.invalid", ""})
    void anythingBeyondLoopbackIsRefused(String host) {
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> new PortConfig(host, 0, OfflineNode.PEPPER, "test", Duration.ZERO, Duration.ZERO));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("no authentication"),
                String.valueOf(refused.getMessage()));
    }

    @Test
    void takenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var config = PortConfig.loopback(taken.getLocalPort(), OfflineNode.PEPPER, "test");
            var handlers = new java.util.HashMap<String, RouteHandler>();
            Routes.ALL.forEach(r -> handlers.put(r.operationId(), RouteHandler.of(call -> {
                throw new IllegalStateException("not called");
            })));
            var metrics = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
            var refused = assertThrows(IllegalStateException.class, () -> RouteServer.start(config, handlers, metrics));
            assertTrue(
                    String.valueOf(refused.getMessage()).contains(String.valueOf(taken.getLocalPort())),
                    String.valueOf(refused.getMessage()));
            assertTrue(String.valueOf(refused.getMessage()).contains("taken"), String.valueOf(refused.getMessage()));
        }
    }

    @Test
    void checkIsAnsweredBeforeKafkaIsUp() throws Exception {
        var reply = node.get("/v1/licenses/lic-1/check/api?caller=test");
        assertEquals(200, reply.status(), reply.text());
        assertEquals("DENY", reply.json().path("verdict").asText());
        assertEquals("VIEW_NOT_LOADED", reply.json().path("reason").asText());
        assertEquals(-1, reply.json().path("viewAgeMs").asLong());
        assertFalse(reply.json().path("decisionId").asText().isEmpty());
    }

    @Test
    void questionsAreAnsweredBeforeKafkaIsUp() throws Exception {
        for (String path :
                List.of("/v1/licenses", "/v1/alerts", "/v1/decisions", "/v1/rejected", "/v1/catalog/revisions")) {
            var reply = node.get(path);
            assertEquals(200, reply.status(), reply.text());
            assertTrue(reply.json().has("asOf"), reply.text());
            assertTrue(reply.json().path("offsets").isObject(), reply.text());
        }
        assertEquals("NO_CATALOG", problem(node.get("/v1/catalog"), 404));
        assertEquals("LICENSE_UNKNOWN", problem(node.get("/v1/licenses/lic-1"), 404));
        assertEquals("LICENSE_UNKNOWN", problem(node.get("/v1/licenses/lic-1/usage"), 404));
        assertEquals("LICENSE_UNKNOWN", problem(node.get("/v1/licenses/lic-1/timeline"), 404));
        assertEquals("LICENSE_UNKNOWN", problem(node.get("/v1/licenses/lic-1/timeline?at=2026-01-01T00:00:00Z"), 404));
    }

    @Test
    void whatNeedsKafkaIsRefusedAsStarting() throws Exception {
        for (var reply : List.of(
                node.call(
                        "POST",
                        "/v1/events",
                        EVENT,
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}"),
                node.call("POST", "/v1/licenses", null, "{\"product\":\"p\",\"plan\":\"x\",\"customer\":\"c\"}"),
                node.call("POST", "/v1/licenses/lic-1/suspend", null, ""),
                node.call("POST", "/v1/licenses/lic-1/activate", null, ""),
                node.call("POST", "/v1/licenses/lic-1/renew", null, "{\"until\":\"2028-01-01T00:00:00Z\"}"),
                node.call("POST", "/v1/licenses/lic-1/renew", null, "{\"from\":\"now\"}"),
                node.call("POST", "/v1/licenses/lic-1/reinstate", null, "{\"reason\":\"paid\"}"),
                node.call("PUT", "/v1/catalog", null, "format: 1"),
                node.call("POST", "/v1/rejected/resubmit", null, "{}"),
                node.get("/v1/watch/alerts"))) {
            assertEquals("STARTING", problem(reply, 503));
            assertEquals("1", reply.headers().firstValue("Retry-After").orElse(""));
        }
    }

    @Test
    void connectingWithoutKafkaFailsAndCanBeRepeated() {
        for (int i = 0; i < 2; i++) {
            var failed = assertThrows(
                    IllegalStateException.class,
                    () -> node.server.connect(node.kafka, node.registry, 4, Duration.ofMillis(200)));
            assertTrue(String.valueOf(failed.getMessage()).contains("Kafka"), String.valueOf(failed.getMessage()));
        }
    }

    @Test
    void healthSaysThatItStarts() throws Exception {
        var reply = node.get("/health");
        assertEquals(503, reply.status());
        assertEquals("starting", reply.json().path("status").asText());
        assertEquals("starting", reply.json().path("components").path("port").asText());
        assertEquals("test", reply.json().path("version").asText());
    }

    @Test
    void requestsArePrintedWithoutTheirKeys() {
        var request = new io.tallyport.port.ingest.EventRequest(
                "application/json",
                java.util.Map.of("ce-licensekey", "tk_SECRET"),
                "tk_SECRET".getBytes(StandardCharsets.UTF_8),
                "");
        assertFalse(request.toString().contains("SECRET"));
        assertFalse(PortConfig.loopback(0, OfflineNode.PEPPER, "1").toString().contains("pepper"));
    }

    @Test
    void clockOfTheMachineCannotBeAdvanced() throws Exception {
        assertEquals(
                "2026-01-10T00:00:00Z", node.get("/v1/clock").json().path("now").asText());
        assertEquals(
                "NOT_A_TEST_CLOCK", problem(node.call("POST", "/v1/clock/advance", null, "{\"by\":\"P1M\"}"), 409));
        assertEquals("MISSING", problem(node.call("POST", "/v1/clock/advance", null, "{}"), 400));
    }

    @Test
    void testClockIsAdvanced(@TempDir Path folder) throws Exception {
        try (var other = new OfflineNode(folder, OfflineNode.standing("test"))) {
            var advanced = other.call("POST", "/v1/clock/advance", null, "{\"by\":\"P1M\"}");
            assertEquals("2026-02-10T00:00:00Z", advanced.json().path("now").asText());
            assertEquals("MALFORMED", problem(other.call("POST", "/v1/clock/advance", null, "{\"by\":\"soon\"}"), 400));
        }
    }

    @Test
    void servedDescriptionAndStarterAreTheOnesInTheTree() throws Exception {
        assertTrue(node.get("/openapi.yaml").text().startsWith("openapi: 3.1.0"));
        assertTrue(node.get("/v1/catalog/init").text().contains("plans:"));
    }

    @Test
    void requestsAreCountedByOperation() throws Exception {
        var unused = node.get("/v1/clock");
        String metrics = node.get("/metrics").text();
        assertTrue(metrics.contains("tallyport_port_requests"), metrics);
        assertTrue(metrics.contains("operation=\"clock\""), metrics);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/nothing, 404, ROUTE_UNKNOWN",
        "DELETE, /v1/licenses, 405, METHOD_NOT_ALLOWED",
        "GET,  /v1/licenses?limti=3, 400, UNKNOWN_PARAMETER",
        "GET,  /v1/licenses?limit=0, 400, MALFORMED",
        "GET,  /v1/licenses?limit=many, 400, MALFORMED",
        "GET,  /v1/licenses/lic-1/usage?window=WEEK, 400, MALFORMED",
        "GET,  /v1/licenses/lic-1/usage?from=today, 400, MALFORMED",
        "GET,  /v1/licenses/lic-1/usage?to=tomorrow, 400, MALFORMED",
        "GET,  /v1/licenses/%20/usage, 400, MALFORMED",
        "GET,  /v1/licenses/lic-1/timeline?at=yesterday, 400, MALFORMED",
        "GET,  /v1/licenses/lic-1/timeline?at=2026-01-01T00:00:00Z&limit=3, 400, MALFORMED",
        "POST, /v1/licenses/lic-1/change-plan, 400, MISSING",
        "POST, /v1/licenses/lic-1/rekey?overlap=P1D, 400, UNKNOWN_PARAMETER",
        "POST, /v1/licenses/lic-1/cancel-change?at=now, 400, UNKNOWN_PARAMETER",
        "PUT,  /v1/catalog?dryRun=perhaps, 400, MALFORMED",
        "PUT,  /v1/catalog?base=-1, 400, MALFORMED",
        "PUT,  /v1/catalog?limit=5, 400, MALFORMED",
        "GET,  /v1/catalog/revisions?limit=0, 400, MALFORMED",
        "GET,  /v1/catalog/revisions?after=0, 400, MALFORMED",
        "GET,  /v1/catalog/export, 404, NO_CATALOG",
        "GET,  /v1/catalog/export?revision=0, 404, NO_CATALOG",
        "GET,  /v1/catalog/export?revision=7, 404, REVISION_UNKNOWN",
        "GET,  /v1/catalog/export?format=xml, 400, MALFORMED",
        "POST, /v1/catalog/diff?from=1, 404, REVISION_UNKNOWN",
        "POST, /v1/catalog/diff?to=1, 400, MISSING",
        "POST, /v1/catalog/diff?from=first, 400, MALFORMED",
        "POST, /v1/catalog/rollback, 503, STARTING",
        "POST, /v1/catalog/rollback?to=0, 400, MALFORMED",
        "POST, /v1/catalog/rollback?limit=5, 400, MALFORMED",
        "POST, /v1/events?wait=forever, 400, MALFORMED",
        "POST, /v1/events?wait=verdict&timeout=0, 400, MALFORMED",
        "GET,  /v1/watch/nothing, 404, STREAM_UNKNOWN",
        "GET,  /v1/watch/alerts?licence=x, 400, UNKNOWN_PARAMETER"
    })
    void problemsHaveTheirShape(String method, String path, int status, String code) throws Exception {
        assertEquals(code, problem(node.call(method, path, null, ""), status));
    }

    @Test
    void aRollbackHasNoBodyAndTwoRevisionsNoDocument() throws Exception {
        for (String path : List.of("/v1/catalog/rollback", "/v1/catalog/diff?from=1")) {
            var reply = node.call("POST", path, null, "{\"to\": 3}");
            assertEquals("MALFORMED", problem(reply, 400));
            assertEquals("body", reply.json().path("field").asText());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"plan\":\"x\",\"customer\":\"c\"} | product | MISSING",
                "{\"product\":7,\"plan\":\"x\",\"customer\":\"c\"} | product | MISTYPED",
                "{\"product\":\"p\",\"plan\":\"x\",\"customer\":\"c\",\"key\":\"tk\"} | key | UNKNOWN_FIELD",
                "{\"product\":\"p\",\"plan\":\"x\",\"customer\":\"c\",\"id\":\"a/b\"} | id | MALFORMED",
                "{\"product\":\"p\",\"plan\":\"x\",\"customer\":\"c\",\"expiresAt\":\"2027\"} | expiresAt | MALFORMED",
                "{\"product\":\"p\",\"product\":\"q\"} | body | NOT_JSON",
                "[] | body | MISTYPED",
                "{ | body | NOT_JSON"
            })
    void badCommandsNameTheField(String body, String field, String code) throws Exception {
        var reply = node.call("POST", "/v1/licenses", "application/json", body);
        assertEquals(code, problem(reply, 400));
        assertEquals(field, reply.json().path("field").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "activate | {\"until\":\"2028-01-01T00:00:00Z\"} | until | UNKNOWN_FIELD",
                "renew | {\"until\":\"2028\"} | until | MALFORMED",
                "renew | {\"from\":\"today\"} | from | MALFORMED",
                "renew | {\"automatic\":\"yes\"} | automatic | MALFORMED",
                "renew | {\"automatic\":true} | automatic | MISTYPED",
                "renew | {\"automatic\":\"on\",\"from\":\"now\"} | from | MALFORMED",
                "renew | {\"from\":\"now\",\"until\":\"2028-01-01T00:00:00Z\"} | until | MALFORMED",
                "renew | {\"plan\":\"x\"} | plan | UNKNOWN_FIELD",
                "reinstate | {} | reason | MISSING"
            })
    void badChangesNameTheField(String change, String body, String field, String code) throws Exception {
        var reply = node.call("POST", "/v1/licenses/lic-1/" + change, "application/json", body);
        assertEquals(code, problem(reply, 400));
        assertEquals(field, reply.json().path("field").asText());
    }

    @Test
    void malformedEventsAreNamedByIndexAndField() throws Exception {
        var reply = node.call("POST", "/v1/events", EVENT, "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\"}");
        assertEquals("EVENT_MALFORMED", problem(reply, 400));
        var error = reply.json().path("errors").path(0);
        assertEquals("type", error.path("field").asText());
        assertEquals(0, error.path("index").asInt());
        assertEquals("UNSUPPORTED_MEDIA_TYPE", problem(node.call("POST", "/v1/events", "text/plain", "hello"), 415));
    }

    @Test
    void tooLargeBodiesAreRefused() throws Exception {
        var reply = node.call("PUT", "/v1/catalog", null, "#".repeat(1024 * 1024 + 1));
        assertEquals("TOO_LARGE", problem(reply, 413));
    }

    @Test
    void brokenRequestLinesAreProblemsToo() throws Exception {
        try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), node.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /v1/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(reply.startsWith("HTTP/1.1 400"), reply);
            assertTrue(reply.contains("application/problem+json"), reply);
            assertFalse(reply.contains("Jetty"), reply);
        }
    }

    private static String problem(OfflineNode.Reply reply, int status) {
        assertEquals(status, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.mediaType());
        var json = reply.json();
        assertEquals(status, json.path("status").asInt());
        for (String field : List.of("type", "title", "detail", "code")) {
            assertFalse(json.path(field).asText().isEmpty(), field + " of " + reply.text());
        }
        return json.path("code").asText();
    }
}
