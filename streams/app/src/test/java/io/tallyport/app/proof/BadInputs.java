package io.tallyport.app.proof;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Tables of what comes in wrong, and of what must be said about it. */
final class BadInputs {

    /** Id of every event of a refused request, so that it would be found if it were written. */
    static final String REFUSED_ID = "e1";

    private static final String TIME = "2026-01-10T09:00:00Z";

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

    private static Refused batch(String name, String events, String code, String field) {
        boolean whole = events.startsWith("[") || !events.startsWith("{") || name.startsWith("an object");
        String body = whole ? events : "[" + events + "]";
        return new Refused(name, HttpTester.BATCH, body.getBytes(StandardCharsets.UTF_8), 400, code, field);
    }

    static String event(String data) {
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

    private BadInputs() {}
}
