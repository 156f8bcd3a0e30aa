package io.tallyport.port.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Reads and writes JSON the way the contract wants it: exact numbers, no duplicate keys, bounded depth. */
public final class Json {

    /** Containers within containers that a reader follows before it gives up. */
    public static final int DEPTH_MAX = 40;

    private static final int NUMBER_CHARS_MAX = 400;

    /**
     * The strict reader. Numbers are exact (a fraction becomes a BigDecimal, never a double), a repeated key is an
     * error, the encoding is UTF-8 whatever the first bytes look like.
     */
    public static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_CHARS_MAX)
                            .maxStringLength(1 << 20)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The bytes of an answer. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree always has a text", e);
        }
    }

    /** The text of an answer. */
    public static String text(JsonNode node) {
        return new String(bytes(node), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** An instant as ISO-8601 in UTC. */
    public static String instant(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }

    /** A problem as RFC 9457 has it. */
    public static ObjectNode of(Problem problem) {
        var node = object();
        node.put("type", "about:blank");
        node.put("title", problem.title());
        node.put("status", problem.status());
        node.put("detail", problem.detail());
        node.put("code", problem.code());
        if (problem.field() != null) {
            node.put("field", problem.field());
        }
        if (!problem.errors().isEmpty()) {
            var errors = node.putArray("errors");
            for (FieldError error : problem.errors()) {
                errors.addObject()
                        .put("index", error.index())
                        .put("field", error.field())
                        .put("reason", error.reason())
                        .put("code", error.code());
            }
        }
        return node;
    }

    private Json() {}
}
