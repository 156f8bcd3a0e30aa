package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in gets an answer or a verdict that names what and why; nobody else's counts change. */
class BadInputTest {

    private static final String MONTH = "2026-01-01T00:00:00Z";
    private static final String REFUSED_ID = "e1";
    private static final String TIME = "2026-01-10T09:00:00Z";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static Node node;
    private static HttpTester http;
    private static int decided;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
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
            assertFalse(books.usageRecords.containsValue("victim|acme/web|" + REFUSED_ID));
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

    /** A request that is refused as a whole. */
    record Refused(String name, String mediaType, byte[] body, int status, String code, String field) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Refused> refusedRequests() {
        String good = event("\"data\":{\"bytes\":1}");
        return Stream.of(
                batch("malformed JSON", "[{\"specversion\":", "NOT_JSON", ""),
                batch("no JSON at all", "hello", "NOT_JSON", ""),
                batch("an object instead of a batch", good, "MISTYPED", ""),
                batch("a batch of no events", "[1, \"x\"]", "MISTYPED", ""),
                batch("no id", good.replace("\"id\":\"e1\",", ""), "MISSING", "id"),
                batch("no source", good.replace("\"source\":\"acme/web\",", ""), "MISSING", "source"),
                batch("no type", good.replace("\"type\":\"api.call\",", ""), "MISSING", "type"),
                batch("no specversion", good.replace("\"specversion\":\"1.0\",", ""), "MISSING", "specversion"),
                batch("id is a number", good.replace("\"e1\"", "7"), "MISTYPED", "id"),
                batch("time is no instant", good.replace(TIME, "yesterday"), "MALFORMED", "time"),
                batch("data is a list", event("\"data\":[1]"), "MISTYPED", "data"),
                batch(
                        "a quantity of fifty digits",
                        event("\"data\":{\"bytes\":" + "9".repeat(50) + "}"),
                        "TOO_MANY_DIGITS",
                        "data.bytes"),
                batch("a quantity that is Infinity", event("\"data\":{\"bytes\":Infinity}"), "NOT_JSON", ""),
                batch(
                        "nested too deeply",
                        event("\"data\":" + "{\"a\":".repeat(17) + "1" + "}".repeat(17)),
                        "TOO_DEEP",
                        "data" + ".a".repeat(16)),
                batch("nested far too deeply", event("\"data\":" + "[".repeat(100_000)), "TOO_DEEP_OR_LONG", ""),
                batch(
                        "more fields than any event has",
                        event("\"data\":{" + fields(300) + "}"),
                        "TOO_MANY_FIELDS",
                        "data"),
                batch(
                        "an event beyond 64 KiB",
                        event("\"data\":{\"a\":\"" + "x".repeat(70_000) + "\"}"),
                        "TOO_LARGE",
                        ""),
                batch("a control character in the id", good.replace("e1", "e\\u0000"), "MALFORMED", "id"),
                batch("half a surrogate pair", event("\"data\":{\"a\":\"\\ud800\"}"), "MALFORMED", "data.a"),
                batch(
                        "an attribute twice",
                        good.replace("\"id\":\"e1\",", "\"id\":\"e1\",\"id\":\"e2\","),
                        "DUPLICATE_FIELD",
                        ""),
                new Refused("invalid UTF-8", HttpTester.EVENT, invalidUtf8(good), 400, "INVALID_UTF8", ""),
                new Refused(
                        "more than a mebibyte",
                        HttpTester.BATCH,
                        ("[\"" + "x".repeat(1 << 20) + "\"]").getBytes(StandardCharsets.UTF_8),
                        413,
                        "TOO_LARGE",
                        ""),
                new Refused(
                        "1,001 events",
                        HttpTester.BATCH,
                        ("[" + (good + ",").repeat(1000) + good + "]").getBytes(StandardCharsets.UTF_8),
                        413,
                        "TOO_LARGE",
                        ""),
                new Refused(
                        "an unknown content type",
                        "text/plain",
                        good.getBytes(StandardCharsets.UTF_8),
                        415,
                        "UNSUPPORTED_MEDIA_TYPE",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("refusedRequests")
    void aMalformedRequestIsRefusedByField(Refused request) throws Exception {
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

    /** An event that is well formed and does not count. */
    record Uncounted(String name, String attribute, String value, String verdict, String reason, String field) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Uncounted> uncountedEvents() {
        return Stream.of(
                new Uncounted("unknown license", "license", "\"nobody\"", "rejected", "LICENSE_UNKNOWN", "license"),
                new Uncounted(
                        "unknown key", "licensekey", "\"tk_AAAAA\"", "rejected", "LICENSE_KEY_UNKNOWN", "licensekey"),
                new Uncounted("no license", "license", "null", "rejected", "LICENSE_MISSING", "license"),
                new Uncounted("unknown type", "type", "\"api.cal\"", "rejected", "EVENT_TYPE_UNKNOWN", "type"),
                new Uncounted(
                        "foreign emitter", "source", "\"other/web\"", "rejected", "EMITTER_NOT_ALLOWED", "source"),
                new Uncounted(
                        "negative quantity", "data", "{\"bytes\":-1}", "rejected", "VALUE_NEGATIVE", "data.bytes"),
                new Uncounted(
                        "quantity in words",
                        "data",
                        "{\"bytes\":\"three\"}",
                        "rejected",
                        "VALUE_NOT_NUMERIC",
                        "data.bytes"),
                new Uncounted(
                        "quantity is a flag",
                        "data",
                        "{\"bytes\":true}",
                        "rejected",
                        "VALUE_NOT_NUMERIC",
                        "data.bytes"),
                new Uncounted("no quantity", "data", "{\"bites\":1}", "rejected", "VALUE_MISSING", "data.bytes"),
                new Uncounted("a year ahead", "time", "\"2027-01-10T09:00:00Z\"", "rejected", "TIME_IN_FUTURE", "time"),
                new Uncounted(
                        "a year behind",
                        "time",
                        "\"2025-01-10T09:00:00Z\"",
                        "late",
                        "OLDER_THAN_ACCEPTANCE_LIMIT",
                        "time"));
    }

    @ParameterizedTest
    @MethodSource("uncountedEvents")
    void anEventThatCannotCountGetsAVerdictThatSaysWhy(Uncounted event) throws Exception {
        var json = (com.fasterxml.jackson.databind.node.ObjectNode)
                HttpTester.JSON.readTree(event("\"data\":{\"bytes\":1}"));
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

    static Stream<String> corruptCatalogs() {
        return Stream.of(
                "",
                "\u0000\u0001",
                "format: [",
                "- just\n- a list",
                "format: 99\nproducts: []",
                Catalogs.ACME.replace("product: acme", "product: acmee"),
                Catalogs.ACME.replace("limit: 10,", "limit: ten,"),
                Catalogs.ACME.replace("limit: 10,", "limit: -10,"),
                Catalogs.ACME.replace("aggregation: COUNT", "aggregation: COUNTT"),
                Catalogs.ACME.replace("meter: calls, limit", "meter: call, limit"),
                Catalogs.ACME + "\nsurprise: 1\n",
                "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]");
    }

    @ParameterizedTest
    @MethodSource("corruptCatalogs")
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

    private static Refused batch(String name, String events, String code, String field) {
        boolean whole = events.startsWith("[") || !events.startsWith("{") || name.startsWith("an object");
        String body = whole ? events : "[" + events + "]";
        return new Refused(name, HttpTester.BATCH, body.getBytes(StandardCharsets.UTF_8), 400, code, field);
    }

    private static String event(String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + REFUSED_ID
                + "\",\"source\":\"acme/web\",\"type\":\"api.call\",\"license\":\"victim\"," + "\"time\":\"" + TIME
                + "\"," + data + "}";
    }

    private static String fields(int count) {
        var fields = new StringBuilder("\"f\":1");
        for (int i = 1; i < count; i++) {
            fields.append(",\"f").append(i).append("\":1");
        }
        return fields.toString();
    }

    private static byte[] invalidUtf8(String event) {
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        bytes[event.indexOf("e1")] = (byte) 0xC3;
        return bytes;
    }
}
