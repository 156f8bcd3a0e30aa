package io.tallyport.port.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CloudEvents 1.0 over HTTP: structured, batched and binary. Pure: bytes and headers in, events or faults out. One
 * malformed event makes the whole request unacceptable, and every fault is told by index, field and reason.
 */
public final class EventParser {

    private static final String HEADER_PREFIX = "ce-";
    private static final ObjectReader ONE_VALUE =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Faults faults = new Faults();
    private final List<ParsedEvent> events = new ArrayList<>();

    private EventParser() {}

    /**
     * Reads a request.
     *
     * @throws io.tallyport.port.answer.ProblemException 415 when the content type is none of CloudEvents in JSON, 413
     *     when the body or the batch is too large
     */
    public static EventBatch parse(EventRequest request) {
        var media = MediaType.of(request.contentType());
        if (request.body().length > EventLimits.BODY_BYTES_MAX) {
            throw Problem.of(413, "TOO_LARGE", "the body is larger than " + EventLimits.BODY_BYTES_MAX + " bytes")
                    .asException();
        }
        boolean structured =
                media.name().equals(MediaType.EVENT) || media.name().equals(MediaType.BATCH);
        boolean emptyBinary = media.name().isEmpty() && request.body().length == 0;
        if (!media.isUtf8() || !(structured || emptyBinary || media.isJson())) {
            throw Problem.of(
                            415,
                            "UNSUPPORTED_MEDIA_TYPE",
                            "send " + MediaType.EVENT + ", " + MediaType.BATCH
                                    + ", or application/json with ce-* headers, in UTF-8")
                    .asException();
        }
        var parser = new EventParser();
        if (parser.isUtf8(request.body())) {
            try {
                parser.read(media, request);
            } catch (IOException e) {
                parser.syntax(e);
            } catch (NumberFormatException e) {
                parser.faults.add("", "TOO_MANY_DIGITS", "a number's exponent is beyond any number of this world");
            }
        }
        var batch = parser.events.stream()
                .map(event -> event.withDefaultLicense(request.defaultLicense()))
                .toList();
        return new EventBatch(batch, parser.faults.all());
    }

    private void read(MediaType media, EventRequest request) throws IOException {
        switch (media.name()) {
            case MediaType.EVENT -> structured(request.body());
            case MediaType.BATCH -> batched(request.body());
            default -> binary(request);
        }
    }

    private void structured(byte[] body) throws IOException {
        if (withinSize(body.length)) {
            try (JsonParser parser = Json.MAPPER.createParser(body)) {
                parser.nextToken();
                event(tree(parser));
                atEnd(parser);
            }
        }
    }

    private void batched(byte[] body) throws IOException {
        try (JsonParser parser = Json.MAPPER.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                faults.add("", "MISTYPED", "a batch is a JSON array of events");
                return;
            }
            int index = 0;
            while (true) {
                faults.at(index);
                JsonToken token = parser.nextToken();
                if (token == JsonToken.END_ARRAY || faults.full()) {
                    break;
                }
                if (index == EventLimits.BATCH_EVENTS_MAX) {
                    throw Problem.of(
                                    413,
                                    "TOO_LARGE",
                                    "a batch holds at most " + EventLimits.BATCH_EVENTS_MAX + " events")
                            .asException();
                }
                long from = parser.currentTokenLocation().getByteOffset();
                JsonNode node = tree(parser);
                if (withinSize(parser.currentLocation().getByteOffset() - from)) {
                    event(node);
                }
                index++;
            }
            faults.at(Math.max(0, index - 1));
            atEnd(parser);
        }
    }

    private void binary(EventRequest request) throws IOException {
        int before = faults.count();
        var attributes = new LinkedHashMap<String, JsonNode>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith(HEADER_PREFIX)) {
                String attribute = name.substring(HEADER_PREFIX.length());
                attributes.put(attribute, TextNode.valueOf(percentDecoded(attribute, value)));
            }
        });
        if (attributes.isEmpty()) {
            faults.add(
                    "specversion",
                    "MISSING",
                    "the request has no ce-* headers; for a whole event as JSON send " + MediaType.EVENT);
            return;
        }
        JsonNode payload = null;
        if (request.body().length > 0 && withinSize(request.body().length)) {
            try (JsonParser parser = Json.MAPPER.createParser(request.body())) {
                parser.nextToken();
                payload = tree(parser);
                atEnd(parser);
            }
        }
        var fields = PayloadFlattening.of(payload, faults);
        EventAttributes.read(attributes, fields, faults, before).ifPresent(events::add);
    }

    private void event(JsonNode node) {
        int before = faults.count();
        if (!node.isObject()) {
            faults.add("", "MISTYPED", "an event is a JSON object, this is " + PayloadFlattening.typeOf(node));
            return;
        }
        var attributes = new LinkedHashMap<String, JsonNode>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getKey().equals("data")) {
                attributes.put(entry.getKey(), entry.getValue());
            }
        }
        JsonNode base64 = attributes.remove("data_base64");
        if (base64 != null && !base64.isNull()) {
            faults.add("data_base64", "UNSUPPORTED", "usage data is a JSON object in the field data");
        }
        var fields = PayloadFlattening.of(node.get("data"), faults);
        EventAttributes.read(attributes, fields, faults, before).ifPresent(events::add);
    }

    private static JsonNode tree(JsonParser parser) throws IOException {
        if (parser.currentToken() == null) {
            throw new EndOfBody();
        }
        return ONE_VALUE.readTree(parser);
    }

    private void atEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            faults.add("", "NOT_JSON", "something follows the end of the JSON value");
        }
    }

    private boolean withinSize(long bytes) {
        if (bytes > EventLimits.EVENT_BYTES_MAX) {
            faults.add("", "TOO_LARGE", "the event is larger than " + EventLimits.EVENT_BYTES_MAX + " bytes");
            return false;
        }
        return true;
    }

    private void syntax(IOException e) {
        if (e instanceof EndOfBody) {
            faults.add("", "NOT_JSON", "the body is empty or ends too early");
        } else if (e instanceof StreamConstraintsException) {
            faults.add("", "TOO_DEEP_OR_LONG", firstSentence(e.getMessage()));
        } else if (e instanceof JsonProcessingException json) {
            String where = json.getLocation() == null
                    ? ""
                    : "line " + json.getLocation().getLineNr() + ", column "
                            + json.getLocation().getColumnNr() + ": ";
            String message = firstSentence(json.getOriginalMessage());
            String code = message.startsWith("Duplicate") ? "DUPLICATE_FIELD" : "NOT_JSON";
            faults.add("", code, where + message);
        } else {
            faults.add("", "NOT_JSON", "the body cannot be read as JSON");
        }
    }

    private static String firstSentence(@org.jspecify.annotations.Nullable String message) {
        String text = message == null ? "not JSON" : message;
        int end = text.indexOf('\n');
        text = end < 0 ? text : text.substring(0, end);
        return text.length() <= 200 ? text : text.substring(0, 200);
    }

    private boolean isUtf8(byte[] body) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var bytes = ByteBuffer.wrap(body);
        try {
            var unused = decoder.decode(bytes);
            return true;
        } catch (CharacterCodingException e) {
            faults.add("", "INVALID_UTF8", "the body is no UTF-8 text from byte " + bytes.position() + " on");
            return false;
        }
    }

    /** Header values carry what HTTP cannot as percent-encoded UTF-8 (CloudEvents HTTP binding, section 3.1.3.2). */
    private String percentDecoded(String attribute, String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        var bytes = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                faults.add(attribute, "MALFORMED", "a % must be followed by two hexadecimal digits");
                return value;
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            faults.add(attribute, "INVALID_UTF8", "the percent-encoded bytes are no UTF-8 text");
        }
        return text;
    }

    /** The body ended before its value did. */
    private static final class EndOfBody extends IOException {}
}
