package io.tallyport.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.statement.ShelfBook;
import io.tallyport.readmodel.StatementStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes of statements over a real server, with the statements of a test. */
class StatementRoutesTest {

    private final ShelfBook book = new ShelfBook();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();
    private final RouteServer server;

    StatementRoutesTest() {
        var handlers = new HashMap<String, RouteHandler>();
        Routes.ALL.forEach(r -> handlers.put(r.operationId(), RouteHandler.of(call -> {
            throw new IllegalStateException("not called");
        })));
        new StatementRoutes(
                        () -> {
                            throw Problem.unavailable("STARTING", "Kafka is not up")
                                    .asException();
                        },
                        book,
                        threads,
                        threads)
                .addTo(handlers);
        server = RouteServer.start(
                PortConfig.loopback(0, OfflineNode.PEPPER, "test"), handlers, new SimpleMeterRegistry());
    }

    @BeforeEach
    void fill() {
        book.issued("a", 1, ShelfBook.usage("calls", "12.50", "10", "10"));
        book.issued("a", 2, ShelfBook.usage("calls", "1", "10", "1"));
        book.issued("b", 1, ShelfBook.usage("calls", "2", "10", "2"));
    }

    @AfterEach
    void stop() {
        server.close();
        threads.shutdownNow();
    }

    @Test
    void listsArePagedAndSayTheirStatusAsItIsAskedFor() throws Exception {
        book.add("c", 1, StatementStatus.WAITING);
        var all = new ArrayList<String>();
        String after = "";
        do {
            var page = json("/v1/statements?period=2026-01&limit=1"
                    + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8)));
            page.path("statements")
                    .forEach(row -> all.add(row.path("license").asText() + " "
                            + row.path("status").asText() + " " + row.has("statement")));
            after = page.path("next").asText();
        } while (!after.isEmpty());
        assertEquals(List.of("a issued true", "b issued true", "c waiting false"), all);
        assertEquals(1, json("/v1/statements?status=WAITING").path("statements").size());
    }

    @Test
    void aStatementIsShownWithItsLines() throws Exception {
        var statement = json("/v1/statements/a/1");
        assertEquals("a/1", statement.path("statement").asText());
        assertEquals("2026-02-01T00:00:00Z", statement.path("to").asText());
        assertEquals("12.50", statement.path("lines").path(0).path("quantity").textValue());
        assertTrue(statement.has("asOf"));
    }

    @Test
    void anExportSaysItsTypeAndWhatIsMissing() throws Exception {
        var whole = get("/v1/export?period=2026-01");
        assertEquals(200, whole.statusCode());
        assertTrue(header(whole, "Content-Type").startsWith("text/csv"), header(whole, "Content-Type"));
        assertEquals("0", header(whole, ExportStream.WAITING));
        assertEquals("0", header(whole, ExportStream.HELD));
        assertEquals(3, whole.body().lines().count());
        book.add("c", 1, StatementStatus.HELD);
        book.add("d", 1, StatementStatus.WAITING);
        book.add("e", 1, StatementStatus.WAITING);
        var part = get("/v1/export?period=2026-01&format=json");
        assertEquals("application/json", header(part, "Content-Type"));
        assertEquals("2", header(part, ExportStream.WAITING));
        assertEquals("1", header(part, ExportStream.HELD));
        assertEquals(2, Json.MAPPER.readTree(part.body()).path("lines").size());
        assertEquals(3, get("/v1/export?license=a").body().lines().count());
    }

    @Test
    void anExportThatBreaksOffIsNotTakenForWholeAndHoldsNoPlace() throws Exception {
        // enough that some of it was sent before
        for (int i = 0; i < 2_000; i++) {
            book.issued("lic-" + i, 3, ShelfBook.usage("calls", "1", "0", "0"));
        }
        book.issued("z", 3, ShelfBook.usage("calls", "1", "0", "0"));
        book.breakAt("z");
        for (int i = 0; i < 10; i++) {
            assertThrows(IOException.class, () -> get("/v1/export?period=2026-03"));
        }
        book.breakAt("nobody");
        assertEquals(2_002, get("/v1/export?period=2026-03").body().lines().count());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/statements?period=2026, 400, MALFORMED, period",
        "GET, /v1/statements?status=open, 400, MALFORMED, status",
        "GET, /v1/statements?after=x, 400, MALFORMED, after",
        "GET, /v1/statements?after=2026/a/1, 400, MALFORMED, after",
        "GET, /v1/statements?limit=0, 400, MALFORMED, limit",
        "GET, /v1/statements?license=nobody, 404, LICENSE_UNKNOWN, ''",
        "GET, /v1/statements/a/9, 404, STATEMENT_UNKNOWN, ''",
        "GET, /v1/statements/a/0, 400, MALFORMED, number",
        "GET, /v1/statements/a/x, 400, MALFORMED, number",
        "GET, /v1/export, 400, MISSING, period",
        "GET, /v1/export?license=nobody, 404, LICENSE_UNKNOWN, ''",
        "GET, /v1/export?period=2026-01&format=pdf, 400, MALFORMED, format",
        "POST, /v1/statements/a/1/release, 400, MISSING, reason",
        "POST, /v1/statements/a/0/release, 400, MALFORMED, number",
        "POST, /v1/usage/adjust, 503, STARTING, ''"
    })
    void problemsNameTheField(String method, String path, int status, String code, String field) throws Exception {
        var reply = call(method, path);
        assertEquals(status, reply.statusCode(), reply.body());
        var problem = Json.MAPPER.readTree(reply.body());
        assertEquals(code, problem.path("code").asText());
        assertEquals(field, problem.path("field").asText());
        assertFalse(problem.path("detail").asText().isEmpty());
    }

    private JsonNode json(String path) throws Exception {
        var reply = get(path);
        assertEquals(200, reply.statusCode(), reply.body());
        return Json.MAPPER.readTree(reply.body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return call("GET", path);
    }

    private HttpResponse<String> call(String method, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> reply, String name) {
        return reply.headers().firstValue(name).orElse("");
    }
}
