package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.app.node.StartRefusedException;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.port.PortConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in gets an answer or a verdict that names what and why; nobody else's counts change. */
class BadInputTest {

    private static final String MONTH = "2026-01-01T00:00:00Z";
    private static final String TIME = "2026-01-10T09:00:00Z";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static Path folder;
    private static Node node;
    private static HttpTester http;
    private static int decided;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        folder = data;
        node = Node.start(NodeConfig.embedded(folder, 0)
                .withClock(new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z"))));
        node.awaitReady(Duration.ofSeconds(90));
        http = new HttpTester(node.url());
        http.applyCatalog(Catalogs.ACME);
        http.issue("victim", "acme", "free");
        http.issue("bystander", "acme", "free");
    }

    @AfterAll
    static void nothingOfARefusedRequestWasWrittenAndEveryRecordHasOneVerdict() throws Exception {
        try {
            var books = IndependentBooks.read(node.kafka(), node.registry());
            books.requireOneVerdictEach();
            assertFalse(books.usageRecords.containsValue("victim|acme/web|" + BadInputs.REFUSED_ID));
        } finally {
            node.close();
        }
    }

    /** After each piece of bad input the pipeline still decides, and the bystander's usage is what it emitted. */
    @AfterEach
    void thePipelineGoesOnAndNobodyElseIsTouched() throws Exception {
        decided++;
        var answer = http.emit(List.of(TestEvent.call("bystander", "ok-" + decided, TIME)));
        assertEquals(1, answer.path("verdicts").path("counted").asInt(), answer.toString());
        String expected = Integer.toString(decided);
        Await.until(
                "the bystander's usage is " + expected,
                SOON,
                () -> http.used("bystander", "calls", "MONTH", MONTH).equals(expected));
    }

    @ParameterizedTest
    @MethodSource("io.tallyport.app.proof.BadInputs#refusedRequests")
    void aMalformedRequestIsRefusedByField(BadInputs.Refused request) throws Exception {
        var answer = http.post("/v1/events?wait=verdict", request.mediaType(), request.body());
        assertEquals(request.status(), answer.status(), answer.text());
        assertTrue(answer.mediaType().startsWith("application/problem+json"), answer.mediaType());
        if (request.status() == 400) {
            JsonNode first = answer.json().path("errors").path(0);
            assertEquals(request.code(), first.path("code").asText(), answer.text());
            assertEquals(request.field(), first.path("field").asText(), answer.text());
            assertTrue(!first.path("reason").asText().isEmpty(), answer.text());
        } else {
            assertEquals(request.code(), answer.code(), answer.text());
        }
    }

    @ParameterizedTest
    @MethodSource("io.tallyport.app.proof.BadInputs#uncountedEvents")
    void anEventThatCannotCountGetsAVerdictThatSaysWhy(BadInputs.Uncounted event) throws Exception {
        var json = (com.fasterxml.jackson.databind.node.ObjectNode)
                HttpTester.JSON.readTree(BadInputs.event("\"data\":{\"bytes\":1}"));
        if (event.attribute().equals("licensekey")) {
            json.remove("license");
        }
        json.set(event.attribute(), HttpTester.JSON.readTree(event.value()));
        json.put("id", event.name());
        var answer = http.post(
                        "/v1/events?wait=verdict&timeout=20000",
                        HttpTester.EVENT,
                        HttpTester.JSON.writeValueAsBytes(json))
                .expect(200)
                .json()
                .path("events")
                .path(0);
        assertEquals(event.verdict(), answer.path("verdict").asText(), answer.toString());
        assertEquals(event.reason(), answer.path("reason").asText(), answer.toString());
        assertEquals(event.field(), answer.path("field").asText(), answer.toString());
    }

    @Test
    void anIdReusedWithAnotherPayloadIsAConflictAndTheFirstOneStands() throws Exception {
        http.issue("reuser", "acme", "free");
        http.emit(List.of(new TestEvent("reuser", "acme/web", "r1", "api.call", TIME, "2")));
        var answer = http.emit(List.of(
                new TestEvent("reuser", "acme/web", "r1", "api.call", TIME, "3"),
                new TestEvent("reuser", "acme/web", "r1", "api.call", TIME, "2")));
        assertEquals(
                "SAME_ID_OTHER_PAYLOAD",
                answer.path("events").path(0).path("reason").asText());
        assertEquals(
                "SAME_ID_SAME_PAYLOAD",
                answer.path("events").path(1).path("reason").asText());
        Await.until(
                "the reading is there",
                SOON,
                () -> http.used("reuser", "bytes", "MONTH", MONTH).equals("2"));
        assertEquals("1", http.used("reuser", "calls", "MONTH", MONTH));
    }

    @Test
    void bytesThatAreNoEventGetAVerdictEach() throws Exception {
        var topics = new ForeignWriter(node.kafka(), node.registry());
        var expected = topics.writeBadUsage("victim");
        Await.until(
                "each has its verdict",
                SOON,
                () -> expected.keySet().stream()
                        .allMatch(IndependentBooks.read(node.kafka(), node.registry()).verdicts::containsKey));
        var books = IndependentBooks.read(node.kafka(), node.registry());
        expected.forEach((place, reason) -> {
            var verdict = java.util.Objects.requireNonNull(books.verdicts.get(place));
            assertEquals("REJECTED " + reason, verdict.getKind() + " " + verdict.getReason(), verdict.toString());
            assertTrue(!verdict.getDetail().isEmpty(), verdict.toString());
        });
        books.requireOneVerdictEach();
    }

    @Test
    void bytesThatAreNoCommandRequestOrCatalogChangeNothing() throws Exception {
        var before = http.get("/v1/catalog").expect(200).json().path("revision");
        new ForeignWriter(node.kafka(), node.registry()).writeGarbageIntoControlTopics();
        http.issue("after-garbage-" + decided, "acme", "free");
        assertEquals(before, http.get("/v1/catalog").expect(200).json().path("revision"));
        http.applyCatalog(Catalogs.ACME.replace("Acme API", "Acme API second edition"));
        assertEquals(
                before.asLong() + 1,
                http.get("/v1/catalog").expect(200).json().path("revision").asLong());
    }

    @ParameterizedTest
    @MethodSource("io.tallyport.app.proof.BadInputs#corruptCatalogs")
    void aCorruptCatalogIsRefusedAndTheOneInForceStays(String document) throws Exception {
        var before = http.get("/v1/catalog").expect(200).json().path("revision");
        var answer = http.put("/v1/catalog", document);
        assertEquals(400, answer.status(), answer.text());
        assertTrue(!answer.json().path("detail").asText().isEmpty(), answer.text());
        assertEquals(before, http.get("/v1/catalog").expect(200).json().path("revision"));
    }

    @Test
    void anUnknownRouteParameterOrMethodIsAProblem() throws Exception {
        assertEquals("ROUTE_UNKNOWN", http.get("/v1/nothing").expect(404).code());
        assertEquals(
                "METHOD_NOT_ALLOWED", http.put("/v1/licenses", "").expect(405).code());
        assertEquals(
                "UNKNOWN_PARAMETER",
                http.get("/v1/licenses?limits=3").expect(400).code());
        assertEquals("MALFORMED", http.get("/v1/licenses?limit=all").expect(400).code());
        assertEquals(
                "LICENSE_UNKNOWN",
                http.get("/v1/licenses/nobody/usage").expect(404).code());
        assertEquals(
                "LICENSE_UNKNOWN",
                http.post("/v1/licenses/nobody/suspend", "{}").expect(404).code());
        assertEquals(
                "PLAN_UNKNOWN",
                http.post("/v1/licenses", "{\"product\":\"acme\",\"plan\":\"gold\",\"customer\":\"c\"}")
                        .expect(409)
                        .code());
    }

    @Test
    void aStartThatCannotWorkIsRefusedNamingWhatAndWhy(@TempDir Path other) {
        assertRefused(() -> Node.start(NodeConfig.embedded(folder, 0)), "data folder", folder.toString(), "pid");
        int port = node.url().getPort();
        assertRefused(() -> Node.start(NodeConfig.embedded(other, port)), "port " + port, "taken");
        var external =
                new NodeConfig(other, 0, new NodeClock.SystemTime(), "127.0.0.1:1", null, StoreKind.OWN, Map.of());
        assertRefused(() -> Node.start(external), "--schema-registry");
        var fixed = new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z"));
        assertRefused(() -> external.withClock(fixed), "--clock", "--bootstrap-servers");
        assertRefused(() -> new PortConfig("0.0.0.0", 0, new byte[32], "1", SOON, SOON), "0.0.0.0", "loopback");
    }

    private static void assertRefused(Executable start, String... named) {
        var refused = assertThrows(RuntimeException.class, start);
        assertTrue(
                refused instanceof StartRefusedException || refused instanceof IllegalArgumentException,
                refused.toString());
        for (String part : named) {
            assertTrue(String.valueOf(refused.getMessage()).contains(part), refused.toString());
        }
    }
}
