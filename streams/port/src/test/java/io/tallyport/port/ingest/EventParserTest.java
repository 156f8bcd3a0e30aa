package io.tallyport.port.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.port.answer.FieldError;
import io.tallyport.port.answer.ProblemException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {

    private static final String HEAD = "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"shop\",\"type\":\"call\"";

    @Test
    void structuredEventKeepsEveryAttribute() {
        var batch = structured(
                HEAD + ",\"time\":\"2026-01-10T01:00:00+01:00\",\"subject\":\"acme/web/ann\",\"license\":\"lic-1\","
                        + "\"epoch\":7,\"sequence\":\"12\",\"tenant\":\"t\",\"lease\":\"ls\",\"data\":{\"a\":{\"b\":[true,null,\"x\"]},\"n\":2}}");
        assertEquals(List.of(), batch.errors());
        var event = batch.events().get(0);
        assertEquals("e1", event.id());
        assertEquals(List.of("acme", "web", "ann"), event.subjectPath());
        assertEquals(1768003200000L, event.timeMs());
        assertEquals("lic-1", event.license());
        assertEquals(7, event.epoch());
        assertEquals(12, event.sequence());
        assertEquals(
                List.of("a.b.0", "a.b.1", "a.b.2", "n"),
                List.copyOf(event.payload().keySet()));
        assertEquals(true, event.payload().get("a.b.0"));
        assertNull(event.payload().get("a.b.1"));
        assertEquals(2L, event.payload().get("n"));
    }

    @Test
    void absentTimeIsLeftToTheEdge() {
        assertNull(structured(HEAD + "}").events().get(0).timeMs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"e\",\"source\":\"s\",\"type\":\"t\"} | specversion | MISSING",
                "{\"specversion\":\"0.3\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\"} | specversion | UNSUPPORTED",
                "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\"} | id | MISSING",
                "{\"specversion\":\"1.0\",\"id\":null,\"source\":\"s\",\"type\":\"t\"} | id | MISSING",
                "{\"specversion\":\"1.0\",\"id\":7,\"source\":\"s\",\"type\":\"t\"} | id | MISTYPED",
                "{\"specversion\":\"1.0\",\"id\":\" \",\"source\":\"s\",\"type\":\"t\"} | id | EMPTY",
                "{\"specversion\":\"1.0\",\"id\":\"e\",\"type\":\"t\"} | source | MISSING",
                "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\"} | type | MISSING",
                "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":{}} | type | MISTYPED",
            })
    void missingAndMistypedAttributesAreNamed(String body, String field, String code) {
        onlyFault(structured(body), 0, field, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"time\":\"yesterday\" | time | MALFORMED",
                "\"time\":\"2026-01-10T00:00:00\" | time | MALFORMED",
                "\"time\":\"2026-02-30T00:00:00Z\" | time | MALFORMED",
                "\"time\":\"+999999999-01-01T00:00:00Z\" | time | MALFORMED",
                "\"time\":1768003200 | time | MISTYPED",
                "\"data\":[1] | data | MISTYPED",
                "\"data\":\"x\" | data | MISTYPED",
                "\"data_base64\":\"AA==\" | data_base64 | UNSUPPORTED",
                "\"datacontenttype\":\"text/xml\" | datacontenttype | UNSUPPORTED",
                "\"epoch\":\"x\" | epoch | MISTYPED",
                "\"epoch\":-1 | epoch | MISTYPED",
                "\"sequence\":1.5 | sequence | MISTYPED",
                "\"sequence\":1e300 | sequence | MISTYPED",
                "\"license\":5 | license | MISTYPED",
                "\"license\":\"a\",\"licensekey\":\"b\" | licensekey | AMBIGUOUS",
                "\"subject\":\"a//b\" | subject | MALFORMED",
                "\"License\":\"a\" | License | MALFORMED",
                "\"tenant\":\"a\\u0007b\" | tenant | MALFORMED",
                "\"data\":{\"a\":\"\\ud800\"} | data.a | MALFORMED",
                "\"data\":{\"a.b\":1,\"a\":{\"b\":2}} | data.a.b | DUPLICATE_FIELD",
                "\"data\":{\"\":1} | data | MALFORMED",
            })
    void faultyFieldsAreNamed(String member, String field, String code) {
        onlyFault(structured(HEAD + "," + member + "}"), 0, field, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"id\":",
                "nonsense",
                "{} {}",
                "[",
                "NaN",
                "{'id':1}",
                "{\"id\":\"e\u0000\"}",
                "{\"a\":01}",
                "{\"a\":\"\\x\"}"
            })
    void brokenJsonIsAnErrorThatSaysSo(String body) {
        var batch = structured(body);
        assertFalse(batch.errors().isEmpty());
        batch.errors().forEach(e -> assertFalse(e.reason().isBlank()));
    }

    @Test
    void repeatedKeysAreAnError() {
        onlyFault(structured(HEAD + ",\"id\":\"e2\"}"), 0, "", "DUPLICATE_FIELD");
        onlyFault(structured(HEAD + ",\"data\":{\"a\":1,\"a\":1}}"), 0, "", "DUPLICATE_FIELD");
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"a\":".repeat(15) + "{\"b\":1}" + "}".repeat(15);
        assertEquals(List.of(), structured(HEAD + ",\"data\":" + deep + "}").errors());
        String tooDeep = "{\"a\":".repeat(16) + "{\"b\":1}" + "}".repeat(16);
        assertEquals(
                "TOO_DEEP",
                structured(HEAD + ",\"data\":" + tooDeep + "}").errors().get(0).code());
        String bomb = "[".repeat(20_000) + "]".repeat(20_000);
        assertEquals(
                "TOO_DEEP_OR_LONG",
                structured(HEAD + ",\"data\":{\"a\":" + bomb + "}}")
                        .errors()
                        .get(0)
                        .code());
    }

    @Test
    void sizesAreBounded() {
        String value = "x".repeat(EventLimits.EVENT_BYTES_MAX);
        onlyFault(structured(HEAD + ",\"data\":{\"a\":\"" + value + "\"}}"), 0, "", "TOO_LARGE");
        onlyFault(batched("[" + HEAD + "}," + HEAD + ",\"data\":{\"a\":\"" + value + "\"}}]"), 1, "", "TOO_LARGE");
        var fields = new StringBuilder("\"f\":1");
        for (int i = 0; i < EventLimits.FIELDS_MAX; i++) {
            fields.append(",\"f").append(i).append("\":1");
        }
        onlyFault(structured(HEAD + ",\"data\":{" + fields + "}}"), 0, "data", "TOO_MANY_FIELDS");
        onlyFault(structured(HEAD.replace("e1", "e".repeat(257)) + "}"), 0, "id", "TOO_LONG");
        var tooLarge =
                assertThrows(ProblemException.class, () -> structured(" ".repeat(EventLimits.BODY_BYTES_MAX + 1)));
        assertEquals(413, tooLarge.problem().status());
        String many = (HEAD + "},").repeat(EventLimits.BATCH_EVENTS_MAX) + HEAD + "}";
        var tooMany = assertThrows(ProblemException.class, () -> batched("[" + many + "]"));
        assertEquals(413, tooMany.problem().status());
    }

    @Test
    void batchNamesEveryFaultByIndex() {
        var batch = batched("[" + HEAD + "},{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"s\"},7," + HEAD
                + ",\"time\":\"no\"}]");
        assertEquals(
                List.of("1/type", "2/", "3/time"),
                batch.errors().stream().map(e -> e.index() + "/" + e.field()).toList());
    }

    @Test
    void batchThatBreaksOffNamesTheEventItBrokeIn() {
        var batch = batched("[" + HEAD + "}," + HEAD + "}, {\"id\": ");
        assertEquals(2, batch.errors().get(0).index());
        assertEquals(List.of(), batched("[]").errors());
        onlyFault(batched(HEAD + "}"), 0, "", "MISTYPED");
    }

    @Test
    void invalidUtf8IsNamedByItsByte() {
        byte[] body = (HEAD + ",\"data\":{\"a\":\"?\"}}").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '?') {
                body[i] = (byte) 0xC3;
            }
        }
        var batch = EventParser.parse(new EventRequest(MediaType.EVENT, Map.of(), body, ""));
        onlyFault(batch, 0, "", "INVALID_UTF8");
        byte[] utf16 = (HEAD + "}").getBytes(StandardCharsets.UTF_16BE);
        assertFalse(EventParser.parse(new EventRequest(MediaType.EVENT, Map.of(), utf16, ""))
                .errors()
                .isEmpty());
    }

    @Test
    void binaryModeReadsHeaders() {
        var headers = Map.of(
                "ce-specversion", "1.0", "ce-id", "e%201", "ce-source", "shop", "ce-type", "call", "ce-sequence", "4");
        var batch = EventParser.parse(
                new EventRequest("application/json; charset=utf-8", headers, bytes("{\"n\":1.5}"), "lic-9"));
        assertEquals(List.of(), batch.errors());
        var event = batch.events().get(0);
        assertEquals("e 1", event.id());
        assertEquals(4, event.sequence());
        assertEquals("lic-9", event.license());
        assertEquals(new BigDecimal("1.5"), event.payload().get("n"));
        var bad = new java.util.HashMap<>(headers);
        bad.put("ce-id", "e%2");
        onlyFault(EventParser.parse(new EventRequest("application/json", bad, bytes("{}"), "")), 0, "id", "MALFORMED");
        var none = EventParser.parse(new EventRequest("application/json", Map.of(), bytes("{}"), ""));
        onlyFault(none, 0, "specversion", "MISSING");
    }

    @Test
    void otherContentTypesAreRefused() {
        for (String type :
                List.of("text/plain", "application/xml", "", "application/cloudevents+json; charset=utf-16")) {
            var e = assertThrows(
                    ProblemException.class, () -> EventParser.parse(new EventRequest(type, Map.of(), bytes("{}"), "")));
            assertEquals(415, e.problem().status());
        }
    }

    @Test
    void defaultLicenseYieldsToTheEventsOwn() {
        var batch = EventParser.parse(new EventRequest(
                MediaType.BATCH,
                Map.of(),
                bytes("[" + HEAD + "}," + HEAD + ",\"license\":\"own\"}," + HEAD + ",\"licensekey\":\"tk_1\"}]"),
                "other"));
        assertEquals(
                List.of("other", "own", ""),
                batch.events().stream().map(ParsedEvent::license).toList());
    }

    @Test
    void licenseKeysAreNeverPrinted() {
        var event = structured(HEAD + ",\"licensekey\":\"tk_SECRET\"}").events().get(0);
        assertEquals("tk_SECRET", event.licenseKey());
        assertFalse(event.toString().contains("SECRET"));
    }

    @Test
    void damagedBodiesNeverEscapeAsExceptions() {
        long seed = 20260110L;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        byte[] good = bytes("[" + HEAD + ",\"data\":{\"a\":[1,2.5,\"x\"],\"b\":{\"c\":null}}}," + HEAD + "}]");
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = good.clone();
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            var batch = EventParser.parse(new EventRequest(MediaType.BATCH, Map.of(), damaged, ""));
            assertTrue(batch.errors().size() <= 100);
        }
    }

    private static EventBatch structured(String body) {
        return EventParser.parse(new EventRequest(MediaType.EVENT, Map.of(), bytes(body), ""));
    }

    private static EventBatch batched(String body) {
        return EventParser.parse(new EventRequest(MediaType.BATCH, Map.of(), bytes(body), ""));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void onlyFault(EventBatch batch, int index, String field, String code) {
        assertEquals(
                List.of(index + " " + field + " " + code),
                batch.errors().stream().map(EventParserTest::line).toList(),
                () -> batch.errors().toString());
    }

    private static String line(FieldError e) {
        return e.index() + " " + e.field() + " " + e.code();
    }
}
